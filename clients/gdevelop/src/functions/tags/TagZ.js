import { camera, tagId } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").NumberValue} */
export default {
  kind: "numberValue",
  fullName: "Z of a tag",
  description: "How far a tag is in front of the camera, in metres.",
  sentence: "the Z of tag _PARAM1_ (in metres)",
  parameters: [tagId, camera],
  run({ bridge, args }) {
    return bridge.tags.z(args.Id, args.Camera);
  },
};
