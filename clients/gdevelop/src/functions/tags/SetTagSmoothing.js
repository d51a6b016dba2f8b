/** @type {import("../../../packing/declarations.js").Action} */
export default {
  kind: "action",
  fullName: "Smoothing of tags",
  description:
    "Choose how much the poses of tags are smoothed: 0 shows every tremble, 1 is calm and follows a little later.",
  sentence: "Smooth the poses of tags by _PARAM1_",
  parameters: [{ name: "Amount", type: "number", description: "Amount, from 0 to 1" }],
  run({ bridge, args }) {
    bridge.tags.setSmoothing(args.Amount);
  },
};
