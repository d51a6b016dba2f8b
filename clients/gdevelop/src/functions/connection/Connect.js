import { address, key } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").Action} */
export default {
  kind: "action",
  fullName: "Connect to the bridge",
  description:
    "Connect the game to the bridge, and connect again by itself whenever the connection is lost. Without an address, the computer that the game comes from is tried first, then this computer.",
  sentence: "Connect to the bridge at _PARAM1_",
  parameters: [address, key],
  run({ bridge, args }) {
    bridge.connection.connect(args.Address, args.Key);
  },
};
