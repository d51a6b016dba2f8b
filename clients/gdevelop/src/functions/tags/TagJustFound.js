import { camera, tagId } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").Condition} */
export default {
  kind: "condition",
  fullName: "Tag just found",
  description: "Check if a tag came into view since the previous frame.",
  sentence: "Tag _PARAM1_ was just found",
  parameters: [tagId, camera],
  run({ bridge, args }) {
    return bridge.tags.justFound(args.Id, args.Camera);
  },
};
