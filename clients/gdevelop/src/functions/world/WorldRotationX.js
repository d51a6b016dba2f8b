import { entity, frame } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").NumberValue} */
export default {
  kind: "numberValue",
  fullName: "Rotation in the room on X axis",
  description: "The rotation of something in the room on the X axis, in degrees.",
  sentence: "the rotation of _PARAM1_ in the room on X axis (in degrees)",
  parameters: [entity, frame],
  run({ bridge, args }) {
    return bridge.world.rotationX(args.Entity, args.Frame);
  },
};
