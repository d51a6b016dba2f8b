/** @type {import("../../../packing/declarations.js").NumberValue} */
export default {
  kind: "numberValue",
  fullName: "Number of cameras",
  description: "How many connected devices have a camera.",
  sentence: "the number of cameras",
  run({ bridge }) {
    return bridge.devices.cameraCount();
  },
};
