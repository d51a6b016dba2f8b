import { device } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").Condition} */
export default {
  kind: "condition",
  fullName: "Device is connected",
  description: "Check if a device is connected to the bridge.",
  sentence: "Device _PARAM1_ is connected",
  parameters: [device],
  run({ bridge, args }) {
    return bridge.devices.isConnected(args.Device);
  },
};
