import { topic } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").Action} */
export default {
  kind: "action",
  fullName: "Watch a topic",
  description:
    "Ask for a topic before it is used, so that its first value is there when it is needed. Every other use of a topic asks for it as well.",
  sentence: "Watch topic _PARAM1_",
  parameters: [topic],
  run({ bridge, args }) {
    bridge.values.watch(args.Topic);
  },
};
