/** @type {import("../../../packing/declarations.js").TextExpression} */
export default {
  kind: "textExpression",
  fullName: "Id of a device",
  description: "The id of a connected device by its position in the list. The first is at 0.",
  parameters: [{ name: "Index", type: "number", description: "Position in the list, from 0" }],
  run({ bridge, args }) {
    return bridge.devices.idAt(args.Index);
  },
};
