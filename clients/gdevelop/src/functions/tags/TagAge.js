import { camera, tagId } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").NumberValue} */
export default {
  kind: "numberValue",
  fullName: "Age of a tag's pose",
  description: "How long ago a tag was seen, in seconds.",
  sentence: "the age of the pose of tag _PARAM1_ (in seconds)",
  parameters: [tagId, camera],
  run({ bridge, args }) {
    return bridge.tags.ageS(args.Id, args.Camera);
  },
};
