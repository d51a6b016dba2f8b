/** @type {import("../../../packing/declarations.js").Action} */
export default {
  kind: "action",
  fullName: "Position of the replay",
  description: "Jump to a position in the replay that this game has started.",
  sentence: "Jump to _PARAM1_ seconds in the replay",
  parameters: [{ name: "Seconds", type: "number", description: "Seconds from its start" }],
  run({ bridge, args }) {
    bridge.recording.seekReplay(args.Seconds);
  },
};
