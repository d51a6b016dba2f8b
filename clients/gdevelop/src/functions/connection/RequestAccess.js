/** @type {import("../../../packing/declarations.js").Action} */
export default {
  kind: "action",
  fullName: "Ask for access",
  description:
    "Ask the operator of the bridge to let this game in. The game and the bridge's panel show the same six digits; the operator compares them and approves. This happens by itself when a bridge wants a key and the game has none.",
  sentence: "Ask the bridge's operator for access",
  run({ bridge }) {
    bridge.connection.requestAccess();
  },
};
