/** @type {import("../../../packing/declarations.js").Action} */
export default {
  kind: "action",
  fullName: "Prediction of poses",
  description:
    "Choose if poses are carried on to the moment at which the picture is shown, by at most a tenth of a second, so that objects do not trail behind moving tags.",
  sentence: "Predict the poses of tags: _PARAM1_",
  parameters: [
    { name: "Enabled", type: "yesorno", description: "Predict poses", defaultValue: "yes" },
  ],
  run({ bridge, args }) {
    bridge.tags.setPrediction(args.Enabled);
  },
};
