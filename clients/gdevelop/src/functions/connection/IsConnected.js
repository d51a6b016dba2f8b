/** @type {import("../../../packing/declarations.js").Condition} */
export default {
  kind: "condition",
  fullName: "Connected",
  description: "Check if the game is connected to the bridge.",
  sentence: "The game is connected to the bridge",
  run({ bridge }) {
    return bridge.connection.isConnected();
  },
};
