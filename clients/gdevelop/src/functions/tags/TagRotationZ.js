import { camera, tagId } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").NumberValue} */
export default {
  kind: "numberValue",
  fullName: "Rotation of a tag on Z axis",
  description: "The rotation of a tag on the Z axis, in degrees, as the angle of 3D objects.",
  sentence: "the rotation of tag _PARAM1_ on Z axis (in degrees)",
  parameters: [tagId, camera],
  run({ bridge, args }) {
    return bridge.tags.rotationZ(args.Id, args.Camera);
  },
};
