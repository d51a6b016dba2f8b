import { address, key } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").AsyncAction} */
export default {
  kind: "asyncAction",
  fullName: "Connect to the bridge and wait",
  description:
    "Connect the game to the bridge, and run the actions that follow once it is connected or the time is over. Check afterwards if the game is connected.",
  sentence: "Connect to the bridge at _PARAM1_ and wait up to _PARAM3_ seconds",
  parameters: [
    address,
    key,
    {
      name: "Seconds",
      type: "number",
      description: "Longest wait, in seconds",
      optional: true,
      defaultValue: "5",
    },
  ],
  run({ bridge, args }) {
    return bridge.connection.connectAndWait(args.Address, args.Key, args.Seconds);
  },
};
