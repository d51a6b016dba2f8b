import { entity, frame } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").NumberValue} */
export default {
  kind: "numberValue",
  fullName: "Age of a pose in the room",
  description: "How long ago the place of something in the room was measured, in seconds.",
  sentence: "the age of the pose of _PARAM1_ in the room (in seconds)",
  parameters: [entity, frame],
  run({ bridge, args }) {
    return bridge.world.ageS(args.Entity, args.Frame);
  },
};
