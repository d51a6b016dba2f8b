import { simulation } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").Action} */
export default {
  kind: "action",
  fullName: "Stop a simulation",
  description: "End a simulated device.",
  sentence: "Stop the simulation _PARAM1_",
  parameters: [simulation],
  run({ bridge, args }) {
    bridge.simulation.stop(args.Name);
  },
};
