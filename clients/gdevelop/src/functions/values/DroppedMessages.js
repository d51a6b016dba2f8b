import { topic } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").Expression} */
export default {
  kind: "expression",
  fullName: "Dropped messages",
  description:
    "How many messages of a topic were dropped since the game was connected, because newer ones replaced them or a limit was reached.",
  parameters: [topic],
  run({ bridge, args }) {
    return bridge.values.dropped(args.Topic);
  },
};
