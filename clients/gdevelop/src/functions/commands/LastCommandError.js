import { device, output } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").TextExpression} */
export default {
  kind: "textExpression",
  fullName: "Error of a command",
  description: "Why the last command of this name failed. Empty when none did.",
  parameters: [device, output],
  run({ bridge, args }) {
    return bridge.commands.lastError(args.Device, args.Name);
  },
};
