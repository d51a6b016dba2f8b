/** @type {import("../../../packing/declarations.js").TextExpression} */
export default {
  kind: "textExpression",
  fullName: "Address of the bridge",
  description: "The address of the bridge that the game is connected to, or tries to connect to.",
  run({ bridge }) {
    return bridge.connection.address();
  },
};
