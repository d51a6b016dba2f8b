import { device } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").Action} */
export default {
  kind: "action",
  fullName: "Run an action of a device",
  description:
    "Tell a device to do something that it offers as an action: to restart, to find its centre.",
  sentence: "Run _PARAM2_ on device _PARAM1_",
  parameters: [
    device,
    { name: "Action", type: "identifier", description: "Name of the action", of: "Output" },
  ],
  run({ bridge, args }) {
    bridge.commands.run(args.Device, args.Action);
  },
};
