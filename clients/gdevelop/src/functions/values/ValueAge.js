import { topic } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").NumberValue} */
export default {
  kind: "numberValue",
  fullName: "Age of a value",
  description:
    "The age of a topic's newest value, in seconds: since it was measured, not since it arrived.",
  sentence: "the age of the value of topic _PARAM1_ (in seconds)",
  parameters: [topic],
  run({ bridge, args }) {
    return bridge.values.ageS(args.Topic);
  },
};
