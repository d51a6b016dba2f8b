/** @type {import("../../../packing/declarations.js").Action} */
export default {
  kind: "action",
  fullName: "Reconnect by itself",
  description:
    "Choose if the game connects again by itself after the connection was lost. It does unless told otherwise.",
  sentence: "Reconnect to the bridge by itself: _PARAM1_",
  parameters: [
    { name: "Enabled", type: "yesorno", description: "Reconnect by itself", defaultValue: "yes" },
  ],
  run({ bridge, args }) {
    bridge.connection.setAutoReconnect(args.Enabled);
  },
};
