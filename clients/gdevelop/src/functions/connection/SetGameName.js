/** @type {import("../../../packing/declarations.js").Action} */
export default {
  kind: "action",
  fullName: "Name of this game",
  description:
    "Choose the name under which the bridge shows this game to its operator. Without it, the name of the project is shown.",
  sentence: "Call this game _PARAM1_ at the bridge",
  parameters: [{ name: "Name", type: "string", description: "Name for people" }],
  run({ bridge, args }) {
    bridge.connection.setGameName(args.Name);
  },
};
