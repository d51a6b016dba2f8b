/** @type {import("../../../packing/declarations.js").Condition} */
export default {
  kind: "condition",
  fullName: "Connection has an error",
  description:
    "Check if the last attempt to connect to the bridge went wrong. The expression LastError says why.",
  sentence: "The connection with the bridge has an error",
  run({ bridge }) {
    return bridge.connection.hasError();
  },
};
