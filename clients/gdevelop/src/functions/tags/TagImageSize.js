import { camera, tagId } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").NumberValue} */
export default {
  kind: "numberValue",
  fullName: "Size of a tag in the picture",
  description: "How long the edges of a tag are in the picture: 1 is the picture's width.",
  sentence: "the size of tag _PARAM1_ in the picture (0 to 1)",
  parameters: [tagId, camera],
  run({ bridge, args }) {
    return bridge.tags.imageSize(args.Id, args.Camera);
  },
};
