import { device, output } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").Condition} */
export default {
  kind: "condition",
  fullName: "Command failed",
  description:
    "Check if a command has failed since the previous frame. True for one frame; the expression LastCommandError says why.",
  sentence: "Command _PARAM2_ has just failed on device _PARAM1_",
  parameters: [device, output],
  run({ bridge, args }) {
    return bridge.commands.isFailed(args.Device, args.Name);
  },
};
