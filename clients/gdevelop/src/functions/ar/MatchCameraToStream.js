import { stream } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").Action} */
export default {
  kind: "action",
  fullName: "Match a 3D layer to a camera",
  description:
    "From now on the 3D camera of a layer sees exactly as a real camera does, so that 3D objects lie over its picture. The object Augmented reality layer does this by itself; use it with a picture of your own that fills the screen.",
  sentence: "Let the 3D camera of layer _PARAM1_ see as camera _PARAM2_ does (fit: _PARAM3_)",
  parameters: [
    { name: "Layer", type: "layer", description: "Layer with 3D objects" },
    stream,
    {
      name: "Fit",
      type: "choice",
      description: "How the picture lies on the screen",
      choices: ["Contain", "Cover", "Stretch"],
      optional: true,
      defaultValue: '"Contain"',
    },
  ],
  run({ bridge, args, scene, library }) {
    library.matchCameraToStream(scene, bridge, args.Layer, args.Stream, args.Fit || "Contain");
  },
};
