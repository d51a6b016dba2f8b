/** @type {import("../../../packing/declarations.js").Action} */
export default {
  kind: "action",
  fullName: "Forget access",
  description:
    "Forget the key that this game was given for the bridge, so that it has to ask for access again.",
  sentence: "Forget this game's access to the bridge",
  run({ bridge }) {
    bridge.connection.forgetAccess();
  },
};
