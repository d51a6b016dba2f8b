import { button, device } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").Condition} */
export default {
  kind: "condition",
  fullName: "Button just released",
  description:
    "Check if a button of a device went up since the previous frame. True for one frame.",
  sentence: "Button _PARAM2_ of device _PARAM1_ was just released",
  parameters: [device, button],
  run({ bridge, args }) {
    return bridge.devices.justReleased(args.Device, args.Button);
  },
};
