import { path, topic } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").NumberValue} */
export default {
  kind: "numberValue",
  fullName: "Number of a topic",
  description: "The newest number of a topic, or of a place in its message. 0 while there is none.",
  sentence: "the number at _PARAM2_ of topic _PARAM1_",
  parameters: [topic, path],
  run({ bridge, args }) {
    return bridge.values.number(args.Topic, args.Path);
  },
};
