/** @type {import("../../../packing/declarations.js").Action} */
export default {
  kind: "action",
  fullName: "Stop the replay",
  description: "End the replay that this game has started.",
  sentence: "Stop the replay",
  run({ bridge }) {
    bridge.recording.stopReplay();
  },
};
