/** @type {import("../../../packing/declarations.js").Action} */
export default {
  kind: "action",
  fullName: "Pause the replay",
  description: "Pause the replay that this game has started, or let it go on.",
  sentence: "Pause the replay: _PARAM1_",
  parameters: [{ name: "Paused", type: "yesorno", description: "Pause", defaultValue: "yes" }],
  run({ bridge, args }) {
    bridge.recording.pauseReplay(args.Paused);
  },
};
