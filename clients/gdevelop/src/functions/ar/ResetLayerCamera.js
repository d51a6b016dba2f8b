/** @type {import("../../../packing/declarations.js").Action} */
export default {
  kind: "action",
  fullName: "Give a layer its own 3D camera back",
  description: "End what the actions Match and Move have done to the 3D camera of a layer.",
  sentence: "Give layer _PARAM1_ its own 3D camera back",
  withoutBridge: true,
  parameters: [{ name: "Layer", type: "layer", description: "Layer with 3D objects" }],
  run({ args, scene, library }) {
    library.resetLayerCamera(scene, args.Layer);
  },
};
