/** @type {import("../../../packing/declarations.js").Action} */
export default {
  kind: "action",
  fullName: "Undo the centring of tags",
  description: "Measure the positions of tags from the camera again.",
  sentence: "Measure the positions of all tags from the camera",
  run({ bridge }) {
    bridge.tags.uncenter();
  },
};
