import { topic } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").Action} */
export default {
  kind: "action",
  fullName: "Read all messages",
  description:
    "Copy all messages that a topic got since the previous frame into an array variable, the oldest first. The topic must be kept with the action that keeps every message.",
  sentence: "Read all new messages of topic _PARAM1_ into _PARAM2_",
  parameters: [
    topic,
    { name: "Variable", type: "variable", description: "Array variable to copy them into" },
  ],
  run({ bridge, args }) {
    args.Variable.fromJSObject(bridge.values.readAll(args.Topic));
  },
};
