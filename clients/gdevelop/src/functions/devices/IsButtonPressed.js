import { button, device } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").Condition} */
export default {
  kind: "condition",
  fullName: "Button is pressed",
  description: "Check if a button of a device is held down.",
  sentence: "Button _PARAM2_ of device _PARAM1_ is pressed",
  parameters: [device, button],
  run({ bridge, args }) {
    return bridge.devices.isPressed(args.Device, args.Button);
  },
};
