import { stream } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").Expression} */
export default {
  kind: "expression",
  fullName: "Width of the pictures",
  description: "The width of a camera's pictures, in pixels. 0 before the first.",
  parameters: [stream],
  run({ bridge, args }) {
    return bridge.streams.widthPx(args.Stream);
  },
};
