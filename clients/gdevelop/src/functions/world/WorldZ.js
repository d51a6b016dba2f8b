import { entity, frame } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").NumberValue} */
export default {
  kind: "numberValue",
  fullName: "Z in the room",
  description: "The Z of something in the room, in metres.",
  sentence: "the Z of _PARAM1_ in the room (in metres)",
  parameters: [entity, frame],
  run({ bridge, args }) {
    return bridge.world.z(args.Entity, args.Frame);
  },
};
