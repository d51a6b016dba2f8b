import { simulation } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").Condition} */
export default {
  kind: "condition",
  fullName: "Simulating",
  description: "Check if a simulated device that this game has started is running.",
  sentence: "The simulation _PARAM1_ is running",
  parameters: [simulation],
  run({ bridge, args }) {
    return bridge.simulation.isRunning(args.Name);
  },
};
