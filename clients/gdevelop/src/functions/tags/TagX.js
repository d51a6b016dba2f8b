import { camera, tagId } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").NumberValue} */
export default {
  kind: "numberValue",
  fullName: "X of a tag",
  description: "How far a tag is to the right of the camera's axis, in metres.",
  sentence: "the X of tag _PARAM1_ (in metres)",
  parameters: [tagId, camera],
  run({ bridge, args }) {
    return bridge.tags.x(args.Id, args.Camera);
  },
};
