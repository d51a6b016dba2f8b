import { camera, tagId } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").NumberValue} */
export default {
  kind: "numberValue",
  fullName: "X of a tag in the picture",
  description: "Where the middle of a tag is in the picture: 0 is the left edge, 1 the right edge.",
  sentence: "the X of tag _PARAM1_ in the picture (0 to 1)",
  parameters: [tagId, camera],
  run({ bridge, args }) {
    return bridge.tags.imageX(args.Id, args.Camera);
  },
};
