/** @type {import("../../../packing/declarations.js").Action} */
export default {
  kind: "action",
  fullName: "Stop all outputs",
  description:
    "Set every light, motor and vibration that this game has set back to its safe value.",
  sentence: "Stop all outputs of all devices",
  run({ bridge }) {
    bridge.commands.stopAllOutputs();
  },
};
