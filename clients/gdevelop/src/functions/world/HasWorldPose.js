import { entity, frame } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").Condition} */
export default {
  kind: "condition",
  fullName: "Pose is known",
  description:
    "Check if the bridge knows where something is in a room that several cameras see, or a tracker measures.",
  sentence: "The pose of _PARAM1_ is known in _PARAM2_",
  parameters: [entity, frame],
  run({ bridge, args }) {
    return bridge.world.has(args.Entity, args.Frame);
  },
};
