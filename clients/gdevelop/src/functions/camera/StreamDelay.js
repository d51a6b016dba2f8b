import { stream } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").NumberValue} */
export default {
  kind: "numberValue",
  fullName: "Delay of a camera",
  description:
    "How old the picture on screen is, in milliseconds: since its light fell into the camera.",
  sentence: "the delay of camera _PARAM1_ (in milliseconds)",
  parameters: [stream],
  run({ bridge, args }) {
    return bridge.streams.delayMs(args.Stream);
  },
};
