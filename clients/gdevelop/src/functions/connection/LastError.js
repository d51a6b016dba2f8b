/** @type {import("../../../packing/declarations.js").TextExpression} */
export default {
  kind: "textExpression",
  fullName: "Last error",
  description:
    "What went wrong last with the connection, and what to do about it. Empty when nothing did.",
  run({ bridge }) {
    return bridge.connection.lastError();
  },
};
