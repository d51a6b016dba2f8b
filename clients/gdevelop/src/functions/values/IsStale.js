import { topic } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").Condition} */
export default {
  kind: "condition",
  fullName: "Value is stale",
  description:
    "Check if the newest value of a topic is older than some seconds. A topic that never had a value is stale.",
  sentence: "The value of topic _PARAM1_ is older than _PARAM2_ seconds",
  parameters: [topic, { name: "Seconds", type: "number", description: "Age in seconds" }],
  run({ bridge, args }) {
    return bridge.values.isStale(args.Topic, args.Seconds);
  },
};
