import { device, output } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").Condition} */
export default {
  kind: "condition",
  fullName: "Command was applied",
  description:
    "Check if a device has applied a command since the previous frame. True for one frame.",
  sentence: "Command _PARAM2_ was just applied by device _PARAM1_",
  parameters: [device, output],
  run({ bridge, args }) {
    return bridge.commands.isApplied(args.Device, args.Name);
  },
};
