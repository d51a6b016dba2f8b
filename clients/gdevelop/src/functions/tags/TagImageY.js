import { camera, tagId } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").NumberValue} */
export default {
  kind: "numberValue",
  fullName: "Y of a tag in the picture",
  description: "Where the middle of a tag is in the picture: 0 is the top edge, 1 the bottom edge.",
  sentence: "the Y of tag _PARAM1_ in the picture (0 to 1)",
  parameters: [tagId, camera],
  run({ bridge, args }) {
    return bridge.tags.imageY(args.Id, args.Camera);
  },
};
