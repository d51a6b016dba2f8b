/** @type {import("../../../packing/declarations.js").Action} */
export default {
  kind: "action",
  fullName: "How long tags are held",
  description:
    "Choose how long a tag still counts as visible when the camera does not see it, so that a moment's blur is no loss. 0.25 seconds unless told otherwise.",
  sentence: "Hold tags for _PARAM1_ seconds",
  parameters: [{ name: "Seconds", type: "number", description: "Seconds", defaultValue: "0.25" }],
  run({ bridge, args }) {
    bridge.tags.setHold(args.Seconds);
  },
};
