import { device } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").Condition} */
export default {
  kind: "condition",
  fullName: "Device just connected",
  description: "Check if a device came to the bridge since the previous frame.",
  sentence: "Device _PARAM1_ has just connected",
  parameters: [device],
  run({ bridge, args }) {
    return bridge.devices.justConnected(args.Device);
  },
};
