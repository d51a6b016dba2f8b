import { camera, tagId } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").NumberValue} */
export default {
  kind: "numberValue",
  fullName: "Distance of a tag",
  description: "How far a tag is from the camera, in metres.",
  sentence: "the distance of tag _PARAM1_ (in metres)",
  parameters: [tagId, camera],
  run({ bridge, args }) {
    return bridge.tags.distance(args.Id, args.Camera);
  },
};
