import { topic } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").Action} */
export default {
  kind: "action",
  fullName: "Keep every message",
  description:
    "Keep all messages of a topic, so that none is missed between two frames; the action that reads all messages gives them. When more than the limit come within one frame, the oldest are dropped and counted.",
  sentence: "Keep every message of topic _PARAM1_, up to _PARAM2_ per frame",
  parameters: [
    topic,
    {
      name: "Limit",
      type: "number",
      description: "Most messages to keep for one frame",
      optional: true,
      defaultValue: "100",
    },
  ],
  run({ bridge, args }) {
    bridge.values.queue(args.Topic, args.Limit);
  },
};
