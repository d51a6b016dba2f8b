import { stream } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").Expression} */
export default {
  kind: "expression",
  fullName: "Height of the pictures",
  description: "The height of a camera's pictures, in pixels. 0 before the first.",
  parameters: [stream],
  run({ bridge, args }) {
    return bridge.streams.heightPx(args.Stream);
  },
};
