import { device } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").Action} */
export default {
  kind: "action",
  fullName: "Vibrate",
  description: "Let a device vibrate for some time. It stops by itself.",
  sentence: "Vibrate device _PARAM1_ with strength _PARAM2_ for _PARAM3_ seconds",
  parameters: [
    device,
    { name: "Strength", type: "number", description: "Strength, from 0 to 1" },
    { name: "Seconds", type: "number", description: "Duration in seconds" },
  ],
  run({ bridge, args }) {
    bridge.commands.vibrate(args.Device, args.Strength, args.Seconds);
  },
};
