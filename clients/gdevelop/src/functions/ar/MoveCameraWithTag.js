import { tagId } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").Action} */
export default {
  kind: "action",
  fullName: "Move a 3D camera with a tag",
  description:
    "From now on the 3D camera of a layer moves with a tag, for example on the player's hat before a camera on the screen: the game becomes a window that one can look around in. What lies at Z = 0 stays where it is.",
  sentence:
    "Move the 3D camera of layer _PARAM1_ with tag _PARAM2_ by _PARAM3_ pixels per centimetre",
  parameters: [
    { name: "Layer", type: "layer", description: "Layer with 3D objects" },
    tagId,
    {
      name: "Strength",
      type: "number",
      description: "Strength, in pixels per centimetre (0: none, below 0: the other way)",
    },
  ],
  run({ bridge, args, scene, library }) {
    library.moveCameraWithTag(scene, bridge, args.Layer, args.Id, args.Strength);
  },
};
