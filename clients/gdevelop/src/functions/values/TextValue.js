import { path, topic } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").TextValue} */
export default {
  kind: "textValue",
  fullName: "Text of a topic",
  description:
    "The newest text of a topic, or of a place in its message. Empty while there is none.",
  sentence: "the text at _PARAM2_ of topic _PARAM1_",
  parameters: [topic, path],
  run({ bridge, args }) {
    return bridge.values.text(args.Topic, args.Path);
  },
};
