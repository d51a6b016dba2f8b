import { camera, tagId } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").Condition} */
export default {
  kind: "condition",
  fullName: "Tag just lost",
  description: "Check if a tag went out of view since the previous frame.",
  sentence: "Tag _PARAM1_ was just lost",
  parameters: [tagId, camera],
  run({ bridge, args }) {
    return bridge.tags.justLost(args.Id, args.Camera);
  },
};
