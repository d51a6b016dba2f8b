import { device } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").Action} */
export default {
  kind: "action",
  fullName: "Calibrate a device",
  description:
    "Take the present positions of all axes and the present tilt of a device as its centre.",
  sentence: "Calibrate device _PARAM1_",
  parameters: [device],
  run({ bridge, args }) {
    bridge.devices.calibrate(args.Device);
  },
};
