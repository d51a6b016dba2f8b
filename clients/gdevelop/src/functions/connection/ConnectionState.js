/** @type {import("../../../packing/declarations.js").TextValue} */
export default {
  kind: "textValue",
  fullName: "State of the connection",
  description:
    "The state of the connection in one word: off, connecting, connected, waiting, approval or refused.",
  sentence: "the state of the connection with the bridge",
  run({ bridge }) {
    return bridge.connection.state();
  },
};
