import { simulation } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").Action} */
export default {
  kind: "action",
  fullName: "Start a simulation",
  description:
    "Let the bridge play a device that is not there: a game pad, a camera with tags, a sensor.",
  sentence: "Start the simulation _PARAM1_",
  parameters: [simulation],
  run({ bridge, args }) {
    bridge.simulation.start(args.Name);
  },
};
