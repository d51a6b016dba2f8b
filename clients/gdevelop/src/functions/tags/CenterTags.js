/** @type {import("../../../packing/declarations.js").Action} */
export default {
  kind: "action",
  fullName: "Centre the tags",
  description: "Take the present position of every visible tag as its zero, for X, Y and Z.",
  sentence: "Take the present positions of all tags as their zero",
  run({ bridge }) {
    bridge.tags.center();
  },
};
