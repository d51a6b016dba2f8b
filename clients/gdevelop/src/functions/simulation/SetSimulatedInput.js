import { device } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").Action} */
export default {
  kind: "action",
  fullName: "Input of a simulated device",
  description: "Set a button, an axis or a sensor of a simulated device, as if somebody moved it.",
  sentence: "Set input _PARAM2_ of the simulated device _PARAM1_ to _PARAM3_",
  parameters: [
    device,
    {
      name: "Input",
      type: "identifier",
      description: "Input",
      of: "Input",
      longDescription: 'As in topics: "button-a", "axis-x", "light"',
    },
    { name: "Value", type: "number", description: "Number (buttons: 1 is pressed, 0 is not)" },
  ],
  run({ bridge, args }) {
    bridge.simulation.setInput(args.Device, args.Input, args.Value);
  },
};
