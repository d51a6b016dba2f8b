/** @type {import("../../../packing/declarations.js").Action} */
export default {
  kind: "action",
  fullName: "Stop the recording",
  description: "End the recording that this game has started.",
  sentence: "Stop the recording",
  run({ bridge }) {
    bridge.recording.stop();
  },
};
