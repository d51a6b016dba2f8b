/** @type {import("../../../packing/declarations.js").NumberValue} */
export default {
  kind: "numberValue",
  fullName: "Position in the replay",
  description: "How far the replay has come, in seconds from its start.",
  sentence: "the position in the replay (in seconds)",
  run({ bridge }) {
    return bridge.recording.replayPositionS();
  },
};
