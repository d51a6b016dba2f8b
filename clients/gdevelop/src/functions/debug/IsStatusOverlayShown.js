/** @type {import("../../../packing/declarations.js").Condition} */
export default {
  kind: "condition",
  fullName: "Status overlay is shown",
  description: "Check if the state of the connection is shown over the game.",
  sentence: "The status of the bridge is shown over the game",
  withoutBridge: true,
  run({ library }) {
    return library.isStatusOverlayShown();
  },
};
