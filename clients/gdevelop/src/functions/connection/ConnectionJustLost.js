/** @type {import("../../../packing/declarations.js").Condition} */
export default {
  kind: "condition",
  fullName: "Connection just lost",
  description: "Check if the connection with the bridge was lost since the previous frame.",
  sentence: "The connection with the bridge was just lost",
  run({ bridge }) {
    return bridge.connection.justLost();
  },
};
