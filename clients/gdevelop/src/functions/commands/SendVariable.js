import { device } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").Action} */
export default {
  kind: "action",
  fullName: "Send a variable",
  description:
    "Send a command with several values to a device: the names in the structure are the names of the command's arguments.",
  sentence: "Send command _PARAM2_ with the values of _PARAM3_ to device _PARAM1_",
  parameters: [
    device,
    { name: "Name", type: "identifier", description: "Name of the command", of: "Output" },
    { name: "Variable", type: "variable", description: "Structure variable with the values" },
  ],
  run({ bridge, args }) {
    const value = args.Variable.toJSObject();
    const isStructure = value !== null && typeof value === "object" && !Array.isArray(value);
    bridge.commands.call(args.Device, args.Name, isStructure ? value : { value });
  },
};
