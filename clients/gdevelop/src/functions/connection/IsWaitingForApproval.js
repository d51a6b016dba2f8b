/** @type {import("../../../packing/declarations.js").Condition} */
export default {
  kind: "condition",
  fullName: "Waiting for approval",
  description:
    "Check if the operator of the bridge has yet to let this game in. The expression PairingCode gives the digits to compare.",
  sentence: "The game is waiting for the operator's approval",
  run({ bridge }) {
    return bridge.connection.isWaitingForApproval();
  },
};
