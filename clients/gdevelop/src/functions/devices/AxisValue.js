import { axis, device } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").NumberValue} */
export default {
  kind: "numberValue",
  fullName: "Axis",
  description:
    "The position of a stick, slider or dial, from -1 to 1, after its centre and dead zone were applied.",
  sentence: "the axis _PARAM2_ of device _PARAM1_",
  parameters: [device, axis],
  run({ bridge, args }) {
    return bridge.devices.axis(args.Device, args.Axis);
  },
};
