/** @type {import("../../../packing/declarations.js").NumberValue} */
export default {
  kind: "numberValue",
  fullName: "Latency",
  description: "The time that a message takes from the bridge to the game, in milliseconds.",
  sentence: "the latency to the bridge (in milliseconds)",
  run({ bridge }) {
    return bridge.connection.latencyMs();
  },
};
