/** A small extension without a fault, for tests that put one in. */

import { buildExtension } from "../packing/extension.mjs";

/** @type {import("../packing/declarations.js").Condition} */
const isLit = {
  kind: "condition",
  fullName: "Lamp is lit",
  description: "Check if a lamp is lit.",
  sentence: "Lamp _PARAM1_ is lit",
  parameters: [{ name: "Lamp", type: "identifier", of: "Device", description: "Lamp" }],
  run: ({ args }) => args.Lamp === "desk",
};

/** @type {import("../packing/declarations.js").NumberValue} */
const brightness = {
  kind: "numberValue",
  fullName: "Brightness",
  description: "How bright a lamp is.",
  sentence: "the brightness of lamp _PARAM1_",
  parameters: [{ name: "Lamp", type: "identifier", of: "Device", description: "Lamp" }],
  run: () => 1,
};

/** @type {import("../packing/declarations.js").Behavior} */
const glow = {
  kind: "behavior",
  fullName: "Glow",
  description: "Let an object glow.",
  objectType: "",
  properties: [{ name: "Reach", type: "Number", label: "Reach", unit: "Pixel", defaultValue: "8" }],
  onCreated({ state }) {
    state.lit = true;
  },
  functions: [
    {
      kind: "action",
      name: "Dim",
      fullName: "Dim",
      description: "Make the glow weaker.",
      sentence: "Dim _PARAM0_ by _PARAM2_",
      parameters: [{ name: "Amount", type: "number", description: "Amount" }],
      run({ properties, args }) {
        properties.Reach -= args.Amount;
      },
    },
  ],
};

/** @type {import("../packing/declarations.js").CustomObject} */
const lantern = {
  kind: "object",
  fullName: "Lantern",
  description: "A lamp to carry.",
  defaultName: "Lantern",
  widthPx: 32,
  heightPx: 48,
  properties: [],
};

export const icon = '<svg xmlns="http://www.w3.org/2000/svg"></svg>';

/** @type {import("../packing/sources.mjs").Sources} */
export const lampSources = {
  extension: {
    name: "Lamp",
    fullName: "Lamp",
    version: "1.0.0",
    gdevelopVersion: ">=5.6.269",
    category: "Input",
    dimension: "2D/3D",
    author: "",
    tags: ["lamp"],
    shortDescription: "Lamps as inputs.",
    description: ["Lamps as inputs."],
    changelog: [{ version: "1.0.0", breaking: "" }],
  },
  functions: [
    { name: "IsLit", group: "Lamps", declaration: isLit },
    { name: "Brightness", group: "Lamps", declaration: brightness },
  ],
  behaviors: [{ name: "Glow", declaration: glow }],
  objects: [{ name: "Lantern", declaration: lantern }],
  icons: new Map([["extension", icon]]),
};

/** A new copy for every test. */
export function buildLamp() {
  return buildExtension(lampSources, "gdjs._gameBridge = {};");
}
