import { device } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").NumberValue} */
export default {
  kind: "numberValue",
  fullName: "Tilt towards the player",
  description:
    "How far a device is tilted towards the player, in degrees. Positive when its bottom edge is down.",
  sentence: "the tilt of device _PARAM1_ towards the player (in degrees)",
  parameters: [device],
  run({ bridge, args }) {
    return bridge.devices.tiltY(args.Device);
  },
};
