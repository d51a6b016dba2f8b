/** @type {import("../../../packing/declarations.js").Action} */
export default {
  kind: "action",
  fullName: "Status overlay",
  description:
    "Show the state of the connection over the game, what is wrong and what to do about it, the code for pairing, devices and cameras. It is hidden at first.",
  sentence: "Show the status of the bridge over the game: _PARAM1_",
  withoutBridge: true,
  parameters: [{ name: "Show", type: "yesorno", description: "Show", defaultValue: "yes" }],
  run({ args, library }) {
    library.showStatusOverlay(args.Show);
  },
};
