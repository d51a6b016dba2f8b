import { device, output } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").AsyncAction} */
export default {
  kind: "asyncAction",
  fullName: "Send a number and wait",
  description:
    "Set an output or a setting of a device to a number, and run the actions that follow once the device has applied it, refused it or the time is over. Check afterwards if the command was applied.",
  sentence: "Set _PARAM2_ of device _PARAM1_ to _PARAM3_ and wait up to _PARAM4_ seconds",
  parameters: [
    device,
    output,
    { name: "Value", type: "number", description: "Number" },
    {
      name: "Seconds",
      type: "number",
      description: "Longest wait, in seconds",
      optional: true,
      defaultValue: "5",
    },
  ],
  run({ bridge, args }) {
    return bridge.commands.sendAndWait(args.Device, args.Name, args.Value, args.Seconds);
  },
};
