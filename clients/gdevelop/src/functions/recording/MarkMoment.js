/** @type {import("../../../packing/declarations.js").Action} */
export default {
  kind: "action",
  fullName: "Mark a moment",
  description:
    "Write a mark with a text into the recordings that are running, to find the moment again.",
  sentence: "Mark this moment as _PARAM1_",
  parameters: [{ name: "Label", type: "string", description: "Text of the mark" }],
  run({ bridge, args }) {
    bridge.recording.mark(args.Label);
  },
};
