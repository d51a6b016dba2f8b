import { stream } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").Action} */
export default {
  kind: "action",
  fullName: "Stop a camera",
  description: "Tell the bridge that this game needs no more pictures of a camera.",
  sentence: "Stop camera _PARAM1_",
  parameters: [stream],
  run({ bridge, args }) {
    bridge.streams.stop(args.Stream);
  },
};
