/** @type {import("../../../packing/declarations.js").NumberValue} */
export default {
  kind: "numberValue",
  fullName: "Number of devices",
  description: "How many devices are connected to the bridge.",
  sentence: "the number of connected devices",
  run({ bridge }) {
    return bridge.devices.count();
  },
};
