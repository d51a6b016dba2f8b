import { entity, frame } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").NumberValue} */
export default {
  kind: "numberValue",
  fullName: "Rotation in the room on Z axis",
  description: "The rotation of something in the room on the Z axis, in degrees.",
  sentence: "the rotation of _PARAM1_ in the room on Z axis (in degrees)",
  parameters: [entity, frame],
  run({ bridge, args }) {
    return bridge.world.rotationZ(args.Entity, args.Frame);
  },
};
