import { axis, device } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").Action} */
export default {
  kind: "action",
  fullName: "Dead zone of an axis",
  description:
    "Choose how far an axis has to leave its centre before it counts, so that a stick which does not return exactly moves nothing.",
  sentence: "Set the dead zone of axis _PARAM2_ of device _PARAM1_ to _PARAM3_",
  parameters: [
    device,
    axis,
    { name: "DeadZone", type: "number", description: "Dead zone, from 0 to 0.9" },
  ],
  run({ bridge, args }) {
    bridge.devices.setDeadZone(args.Device, args.Axis, args.DeadZone);
  },
};
