/** @type {import("../../../packing/declarations.js").Lifecycle} */
export default {
  kind: "lifecycle",
  run({ library }) {
    library.frame();
  },
};
