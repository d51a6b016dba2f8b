import { stream } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").NumberValue} */
export default {
  kind: "numberValue",
  fullName: "Pictures per second",
  description: "How many pictures of a camera the game gets per second.",
  sentence: "the pictures per second of camera _PARAM1_",
  parameters: [stream],
  run({ bridge, args }) {
    return bridge.streams.fps(args.Stream);
  },
};
