/** @type {import("../../../packing/declarations.js").TextExpression} */
export default {
  kind: "textExpression",
  fullName: "Pairing code",
  description:
    "The six digits that the operator compares with the bridge's panel before letting the game in. Empty when no approval is waited for.",
  run({ bridge }) {
    return bridge.connection.pairingCode();
  },
};
