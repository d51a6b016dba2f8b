/** @type {import("../../../packing/declarations.js").Action} */
export default {
  kind: "action",
  fullName: "Start a recording",
  description: "Record everything that devices send, to be replayed later without them.",
  sentence: "Start the recording _PARAM1_",
  parameters: [
    {
      name: "Name",
      type: "identifier",
      description: "Name of the recording",
      of: "Recording",
      optional: true,
    },
  ],
  run({ bridge, args }) {
    bridge.recording.start(args.Name);
  },
};
