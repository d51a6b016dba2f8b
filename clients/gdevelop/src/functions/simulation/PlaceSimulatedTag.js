import { device, tagId } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").Action} */
export default {
  kind: "action",
  fullName: "Place a simulated tag",
  description: "Lay a tag in front of a simulated camera.",
  sentence:
    "Place tag _PARAM2_ at _PARAM3_ ; _PARAM4_ with angle _PARAM5_ in the picture of the simulated camera _PARAM1_",
  parameters: [
    device,
    tagId,
    { name: "X", type: "number", description: "X in the picture, from 0 to 1" },
    { name: "Y", type: "number", description: "Y in the picture, from 0 to 1" },
    {
      name: "Angle",
      type: "number",
      description: "Angle in degrees",
      optional: true,
      defaultValue: "0",
    },
  ],
  run({ bridge, args }) {
    bridge.simulation.placeTag(args.Device, args.Id, args.X, args.Y, args.Angle);
  },
};
