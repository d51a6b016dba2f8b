import { entity, frame } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").NumberValue} */
export default {
  kind: "numberValue",
  fullName: "Y in the room",
  description: "The Y of something in the room, in metres.",
  sentence: "the Y of _PARAM1_ in the room (in metres)",
  parameters: [entity, frame],
  run({ bridge, args }) {
    return bridge.world.y(args.Entity, args.Frame);
  },
};
