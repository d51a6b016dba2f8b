import { button, device } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").Condition} */
export default {
  kind: "condition",
  fullName: "Button just pressed",
  description:
    "Check if a button of a device went down since the previous frame. True for one frame, also when the button was released again in between.",
  sentence: "Button _PARAM2_ of device _PARAM1_ was just pressed",
  parameters: [device, button],
  run({ bridge, args }) {
    return bridge.devices.justPressed(args.Device, args.Button);
  },
};
