import { device } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").TextExpression} */
export default {
  kind: "textExpression",
  fullName: "Name of a device",
  description: "The name of a device for people.",
  parameters: [device],
  run({ bridge, args }) {
    return bridge.devices.name(args.Device);
  },
};
