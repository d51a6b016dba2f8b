import { device, output } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").Action} */
export default {
  kind: "action",
  fullName: "Send a text",
  description: "Set an output or a setting of a device to a text: the words on a display.",
  sentence: "Set _PARAM2_ of device _PARAM1_ to the text _PARAM3_",
  parameters: [device, output, { name: "Value", type: "string", description: "Text" }],
  run({ bridge, args }) {
    bridge.commands.send(args.Device, args.Name, args.Value);
  },
};
