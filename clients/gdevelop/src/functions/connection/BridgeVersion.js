/** @type {import("../../../packing/declarations.js").TextExpression} */
export default {
  kind: "textExpression",
  fullName: "Version of the bridge",
  description: "The version of the bridge that the game is connected to.",
  run({ bridge }) {
    return bridge.connection.bridgeVersion();
  },
};
