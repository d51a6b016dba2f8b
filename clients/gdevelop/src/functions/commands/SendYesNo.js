import { device, output } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").Action} */
export default {
  kind: "action",
  fullName: "Send on or off",
  description: "Switch an output or a setting of a device on or off.",
  sentence: "Switch _PARAM2_ of device _PARAM1_ on: _PARAM3_",
  parameters: [device, output, { name: "Value", type: "yesorno", description: "On" }],
  run({ bridge, args }) {
    bridge.commands.send(args.Device, args.Name, args.Value);
  },
};
