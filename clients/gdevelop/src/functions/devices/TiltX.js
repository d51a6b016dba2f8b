import { device } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").NumberValue} */
export default {
  kind: "numberValue",
  fullName: "Tilt to the side",
  description:
    "How far a device is tilted to its side, in degrees. Positive when its right edge is down.",
  sentence: "the sideways tilt of device _PARAM1_ (in degrees)",
  parameters: [device],
  run({ bridge, args }) {
    return bridge.devices.tiltX(args.Device);
  },
};
