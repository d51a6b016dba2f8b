import { camera, tagId } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").NumberValue} */
export default {
  kind: "numberValue",
  fullName: "Rotation of a tag on Y axis",
  description: "The rotation of a tag on the Y axis, in degrees, as 3D objects have it.",
  sentence: "the rotation of tag _PARAM1_ on Y axis (in degrees)",
  parameters: [tagId, camera],
  run({ bridge, args }) {
    return bridge.tags.rotationY(args.Id, args.Camera);
  },
};
