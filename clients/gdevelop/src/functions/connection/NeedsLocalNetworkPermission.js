/** @type {import("../../../packing/declarations.js").Condition} */
export default {
  kind: "condition",
  fullName: "Browser's permission is needed",
  description:
    "Check if the browser keeps the game from the bridge until the player allows access to devices on the local network. This happens to games on public web pages.",
  sentence: "The browser's permission for the local network is needed",
  run({ bridge }) {
    return bridge.connection.needsLocalNetworkPermission();
  },
};
