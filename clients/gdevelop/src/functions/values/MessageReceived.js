import { topic } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").Condition} */
export default {
  kind: "condition",
  fullName: "Message received",
  description: "Check if a topic got a new value since the previous frame.",
  sentence: "A message on topic _PARAM1_ was received",
  parameters: [topic],
  run({ bridge, args }) {
    return bridge.values.isNew(args.Topic);
  },
};
