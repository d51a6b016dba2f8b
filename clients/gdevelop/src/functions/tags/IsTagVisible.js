import { camera, tagId } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").Condition} */
export default {
  kind: "condition",
  fullName: "Tag is visible",
  description: "Check if a tag is seen by a camera.",
  sentence: "Tag _PARAM1_ is visible",
  parameters: [tagId, camera],
  run({ bridge, args }) {
    return bridge.tags.isVisible(args.Id, args.Camera);
  },
};
