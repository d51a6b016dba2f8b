import { camera, tagId } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").NumberValue} */
export default {
  kind: "numberValue",
  fullName: "Rotation of a tag on X axis",
  description: "The rotation of a tag on the X axis, in degrees, as 3D objects have it.",
  sentence: "the rotation of tag _PARAM1_ on X axis (in degrees)",
  parameters: [tagId, camera],
  run({ bridge, args }) {
    return bridge.tags.rotationX(args.Id, args.Camera);
  },
};
