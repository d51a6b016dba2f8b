import { camera, tagId } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").NumberValue} */
export default {
  kind: "numberValue",
  fullName: "Y of a tag",
  description: "How far a tag is below the camera's axis, in metres.",
  sentence: "the Y of tag _PARAM1_ (in metres)",
  parameters: [tagId, camera],
  run({ bridge, args }) {
    return bridge.tags.y(args.Id, args.Camera);
  },
};
