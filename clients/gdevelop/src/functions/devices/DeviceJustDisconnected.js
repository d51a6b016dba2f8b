import { device } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").Condition} */
export default {
  kind: "condition",
  fullName: "Device just disconnected",
  description: "Check if a device left the bridge since the previous frame.",
  sentence: "Device _PARAM1_ has just disconnected",
  parameters: [device],
  run({ bridge, args }) {
    return bridge.devices.justDisconnected(args.Device);
  },
};
