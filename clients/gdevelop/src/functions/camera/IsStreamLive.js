import { stream } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").Condition} */
export default {
  kind: "condition",
  fullName: "Camera is live",
  description: "Check if new pictures of a camera are coming in.",
  sentence: "Camera _PARAM1_ is live",
  parameters: [stream],
  run({ bridge, args }) {
    return bridge.streams.isLive(args.Stream);
  },
};
