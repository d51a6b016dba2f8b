import { stream } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").Expression} */
export default {
  kind: "expression",
  fullName: "Number of the picture",
  description: "The number of the picture on screen, counted by the camera.",
  parameters: [stream],
  run({ bridge, args }) {
    return bridge.streams.frameNumber(args.Stream);
  },
};
