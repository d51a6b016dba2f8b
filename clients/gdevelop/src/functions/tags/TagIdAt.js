import { camera } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").Expression} */
export default {
  kind: "expression",
  fullName: "Id of a visible tag",
  description:
    "The id of a visible tag by its position in the list, the lowest id first. -1 when there is none at this position.",
  parameters: [
    { name: "Index", type: "number", description: "Position in the list, from 0" },
    camera,
  ],
  run({ bridge, args }) {
    return bridge.tags.idAt(args.Index, args.Camera);
  },
};
