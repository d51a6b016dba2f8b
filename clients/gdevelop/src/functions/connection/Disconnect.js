/** @type {import("../../../packing/declarations.js").Action} */
export default {
  kind: "action",
  fullName: "Disconnect from the bridge",
  description:
    "End the connection with the bridge. The bridge then sets the lights, motors and vibration that this game has set back to their safe values.",
  sentence: "Disconnect from the bridge",
  run({ bridge }) {
    bridge.connection.disconnect();
  },
};
