import { camera, tagId } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").NumberValue} */
export default {
  kind: "numberValue",
  fullName: "Angle of a tag in the picture",
  description:
    "How far a tag is turned in the picture, in degrees clockwise, as the angle of 2D objects.",
  sentence: "the angle of tag _PARAM1_ in the picture (in degrees)",
  parameters: [tagId, camera],
  run({ bridge, args }) {
    return bridge.tags.imageAngle(args.Id, args.Camera);
  },
};
