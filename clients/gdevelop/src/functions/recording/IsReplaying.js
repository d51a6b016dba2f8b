/** @type {import("../../../packing/declarations.js").Condition} */
export default {
  kind: "condition",
  fullName: "Replaying",
  description: "Check if a replay that this game has started is running.",
  sentence: "A replay is running",
  run({ bridge }) {
    return bridge.recording.isReplaying();
  },
};
