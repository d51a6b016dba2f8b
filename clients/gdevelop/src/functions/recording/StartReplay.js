/** @type {import("../../../packing/declarations.js").Action} */
export default {
  kind: "action",
  fullName: "Start a replay",
  description: "Play a recording: the devices in it appear as if they were connected.",
  sentence: "Replay recording _PARAM1_ at speed _PARAM2_, in a loop: _PARAM3_",
  parameters: [
    {
      name: "Recording",
      type: "identifier",
      description: "Recording (empty: the newest)",
      of: "Recording",
      optional: true,
    },
    {
      name: "Speed",
      type: "number",
      description: "Speed, from 0.1 to 50",
      optional: true,
      defaultValue: "1",
    },
    {
      name: "Loop",
      type: "yesorno",
      description: "Start again at the end",
      optional: true,
      defaultValue: "no",
    },
  ],
  run({ bridge, args }) {
    bridge.recording.startReplay(args.Recording, args.Speed, args.Loop);
  },
};
