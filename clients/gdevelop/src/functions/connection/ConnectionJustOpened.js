/** @type {import("../../../packing/declarations.js").Condition} */
export default {
  kind: "condition",
  fullName: "Connection just opened",
  description: "Check if the connection with the bridge was opened since the previous frame.",
  sentence: "The connection with the bridge has just opened",
  run({ bridge }) {
    return bridge.connection.justOpened();
  },
};
