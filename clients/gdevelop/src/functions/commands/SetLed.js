import { device } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").Action} */
export default {
  kind: "action",
  fullName: "Colour of the light",
  description:
    "Set the light of a device to a colour. A light without colours is on for bright colours and off for black.",
  sentence: "Set the light of device _PARAM1_ to _PARAM2_",
  parameters: [device, { name: "Color", type: "color", description: "Colour" }],
  run({ bridge, args }) {
    bridge.commands.setLed(args.Device, args.Color);
  },
};
