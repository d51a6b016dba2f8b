import { device, output } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").TextValue} */
export default {
  kind: "textValue",
  fullName: "State of a command",
  description:
    "What became of the newest command of this name, in one word: waiting, accepted, sent, applied, rejected, expired, cancelled or unknown. Empty when nothing was sent.",
  sentence: "the state of command _PARAM2_ of device _PARAM1_",
  parameters: [device, output],
  run({ bridge, args }) {
    return bridge.commands.state(args.Device, args.Name);
  },
};
