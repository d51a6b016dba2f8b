/** @type {import("../../../packing/declarations.js").TextExpression} */
export default {
  kind: "textExpression",
  fullName: "Id of a camera",
  description:
    "The id of a connected device that has a camera, by its position in the list. The first is at 0.",
  parameters: [{ name: "Index", type: "number", description: "Position in the list, from 0" }],
  run({ bridge, args }) {
    return bridge.devices.cameraIdAt(args.Index);
  },
};
