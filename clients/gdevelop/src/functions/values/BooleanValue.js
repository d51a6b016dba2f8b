import { path, topic } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").Condition} */
export default {
  kind: "condition",
  fullName: "Topic is true",
  description: "Check if the newest value of a topic, or of a place in its message, is true.",
  sentence: "Topic _PARAM1_ is true at _PARAM2_",
  parameters: [topic, path],
  run({ bridge, args }) {
    return bridge.values.boolean(args.Topic, args.Path);
  },
};
