/** @type {import("../../../packing/declarations.js").Condition} */
export default {
  kind: "condition",
  fullName: "Recording",
  description: "Check if a recording that this game has started is running.",
  sentence: "A recording is running",
  run({ bridge }) {
    return bridge.recording.isRecording();
  },
};
