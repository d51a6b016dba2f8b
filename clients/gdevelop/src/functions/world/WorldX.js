import { entity, frame } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").NumberValue} */
export default {
  kind: "numberValue",
  fullName: "X in the room",
  description: "The X of something in the room, in metres.",
  sentence: "the X of _PARAM1_ in the room (in metres)",
  parameters: [entity, frame],
  run({ bridge, args }) {
    return bridge.world.x(args.Entity, args.Frame);
  },
};
