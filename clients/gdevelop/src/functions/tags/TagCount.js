import { camera } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").NumberValue} */
export default {
  kind: "numberValue",
  fullName: "Number of visible tags",
  description: "How many tags are visible.",
  sentence: "the number of visible tags",
  parameters: [camera],
  run({ bridge, args }) {
    return bridge.tags.count(args.Camera);
  },
};
