import { path, topic } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").Condition} */
export default {
  kind: "condition",
  fullName: "Topic has a value",
  description:
    "Check if a topic has had a value since the game was connected, at a place in its message.",
  sentence: "Topic _PARAM1_ has a value at _PARAM2_",
  parameters: [topic, path],
  run({ bridge, args }) {
    return bridge.values.has(args.Topic, args.Path);
  },
};
