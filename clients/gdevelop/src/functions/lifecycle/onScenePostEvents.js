/** @type {import("../../../packing/declarations.js").Lifecycle} */
export default {
  kind: "lifecycle",
  run({ library, scene }) {
    library.drawScene(scene, library);
    library.endFrame();
  },
};
