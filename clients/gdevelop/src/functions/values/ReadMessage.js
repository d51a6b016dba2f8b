import { topic } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").Action} */
export default {
  kind: "action",
  fullName: "Read a message",
  description:
    "Copy the newest message of a topic into a variable, with all that is in it. The variable stays as it is while there is no message.",
  sentence: "Read the newest message of topic _PARAM1_ into _PARAM2_",
  parameters: [
    topic,
    { name: "Variable", type: "variable", description: "Variable to copy it into" },
  ],
  run({ bridge, args }) {
    const message = bridge.values.read(args.Topic);
    if (message !== undefined) args.Variable.fromJSObject(message);
  },
};
