import { device, output } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").Action} */
export default {
  kind: "action",
  fullName: "Send a number",
  description:
    "Set an output or a setting of a device to a number: the angle of a servo, the brightness of a light. Only the newest number waits while the device is busy.",
  sentence: "Set _PARAM2_ of device _PARAM1_ to the number _PARAM3_",
  parameters: [device, output, { name: "Value", type: "number", description: "Number" }],
  run({ bridge, args }) {
    bridge.commands.send(args.Device, args.Name, args.Value);
  },
};
