/** @type {import("../../../packing/declarations.js").Condition} */
export default {
  kind: "condition",
  fullName: "Connecting",
  description: "Check if the game is trying to connect to the bridge.",
  sentence: "The game is connecting to the bridge",
  run({ bridge }) {
    return bridge.connection.isConnecting();
  },
};
