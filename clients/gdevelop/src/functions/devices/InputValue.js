import { device } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").NumberValue} */
export default {
  kind: "numberValue",
  fullName: "Input",
  description:
    "The newest number of any sensor of a device, by its name, for example light or distance. 0 while there is none.",
  sentence: "the input _PARAM2_ of device _PARAM1_",
  parameters: [
    device,
    {
      name: "Input",
      type: "identifier",
      of: "Input",
      description: "Input",
      longDescription: 'Its name on the device, as the panel shows it, for example "light"',
    },
  ],
  run({ bridge, args }) {
    return bridge.devices.input(args.Device, args.Input);
  },
};
