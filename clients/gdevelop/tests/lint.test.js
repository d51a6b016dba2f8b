/** Each rule of the store's lint lets a good extension pass and catches what it is for. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { lint, readRules } from "../packing/lint.mjs";
import { readExtension } from "../packing/projects.mjs";
import { buildLamp } from "./extensions.js";

/** @param {any} extension @param {string} name */
const fn = (extension, name) =>
  extension.eventsFunctions.find((/** @type {any} */ one) => one.name === name);
/** @param {any} extension @param {string} code */
const addCode = (extension, code) => fn(extension, "IsLit").events[0].inlineCode.push(code);
/** @param {any} extension */
const behavior = (extension) => extension.eventsBasedBehaviors[0];

/**
 * What is done to the extension, and what the rule then says.
 * @type {Record<string, [string, (extension: any) => void, RegExp][]>}
 */
const VIOLATIONS = {
  internal_name: [
    ["a name in small letters", (e) => (e.name = "lamp"), /"lamp" must start with a capital/],
    [
      "a name that says Extension",
      (e) => (e.name = "LampExtension"),
      /must not end in "Extension"/,
    ],
  ],
  version: [
    ["a version with two numbers", (e) => (e.version = "1.0"), /"1.0" must be three numbers/],
    ["a version without news", (e) => (e.version = "1.1.0"), /no entry for 1.1.0/],
  ],
  filled_texts: [
    ["no short description", (e) => (e.shortDescription = ""), /the extension has no shortDescr/],
    ["no full name", (e) => (fn(e, "IsLit").fullName = " "), /IsLit has no fullName/],
    ["no sentence", (e) => (fn(e, "IsLit").sentence = ""), /IsLit has no sentence/],
    [
      "a parameter without description",
      (e) => (fn(e, "IsLit").parameters[0].description = ""),
      /IsLit, parameter Lamp has no description/,
    ],
    ["a behaviour without description", (e) => (behavior(e).description = ""), /behavior Glow has/],
  ],
  dots: [
    [
      "a description without",
      (e) => (fn(e, "IsLit").description = "Check if lit"),
      /must end with/,
    ],
    ["a sentence with", (e) => (fn(e, "IsLit").sentence += "."), /sentence must not end with/],
    ["a full name with", (e) => (e.fullName = "Lamp."), /fullName must not end with/],
    [
      "a parameter with",
      (e) => (fn(e, "IsLit").parameters[0].description = "Lamp."),
      /parameter Lamp: its description must not/,
    ],
  ],
  pascal_case: [
    ["a function", (e) => (fn(e, "IsLit").name = "isLit"), /write the name "isLit" LikeThis/],
    ["a behaviour", (e) => (behavior(e).name = "my_glow"), /write the name "my_glow" LikeThis/],
  ],
  no_get: [
    ["an expression", (e) => (fn(e, "Brightness").name = "GetBrightness"), /call it Brightness/],
  ],
  sentences: [
    [
      "a hidden parameter",
      (e) => (fn(e, "IsLit").sentence = "Lamp is lit"),
      /parameter Lamp: put _P/,
    ],
    ["a parameter too many", (e) => (fn(e, "IsLit").sentence += " _PARAM7_"), /names _PARAM7_/],
    [
      "a behaviour's hidden parameter",
      (e) => (behavior(e).eventsFunctions.at(-1).sentence = "Dim _PARAM0_"),
      /parameter Amount: put _PARAM2_/,
    ],
  ],
  affirmative: [
    ["a question", (e) => (fn(e, "IsLit").sentence = "Is lamp _PARAM1_ lit"), /state what holds/],
    ["a vague description", (e) => (fn(e, "IsLit").description = "Lit."), /starts with "Check if"/],
  ],
  properties: [
    ["no unit", (e) => (behavior(e).propertyDescriptors[0].unit = ""), /Reach needs a unit/],
    ["no label", (e) => (behavior(e).propertyDescriptors[0].label = ""), /Reach needs a label/],
  ],
  icons: [
    [
      "an icon elsewhere",
      (e) => (e.iconUrl = "https://example.com/a.svg"),
      /the extension needs an/,
    ],
    ["none on a behaviour", (e) => (behavior(e).iconUrl = ""), /behavior Glow needs an icon/],
  ],
  shelf: [
    ["a new category", (e) => (e.category = "Lamps"), /the category "Lamps" is unknown/],
    ["a new dimension", (e) => (e.dimension = "4D"), /the dimension "4D" is unknown/],
    ["no tags", (e) => (e.tags = []), /no tags/],
  ],
  dom_tag: [["a use of the page", (e) => addCode(e, "document.title;"), /add the tag "DOM apis"/]],
  allowed_properties: [
    ["another namespace", (e) => addCode(e, "gdjs._lamp = 1;"), /IsLit uses gdjs._lamp/],
    [
      "the engine's inside",
      (e) => addCode(e, "runtimeScene._layers;"),
      /uses runtimeScene._layers/,
    ],
  ],
};

test("every rule has a violation here", async () => {
  assert.deepEqual([...(await readRules()).keys()].sort(), Object.keys(VIOLATIONS).sort());
});

test("a good extension passes every rule", async () => {
  assert.deepEqual(await lint(await buildLamp()), []);
});

for (const [name, cases] of Object.entries(VIOLATIONS)) {
  for (const [what, spoil, expected] of cases) {
    test(`the rule ${name} catches ${what}`, async () => {
      const extension = await buildLamp();
      spoil(extension);
      const rule = (await readRules()).get(name);
      assert.match(rule?.(extension).join("\n") ?? "", expected);
    });
  }
}

test("comments may speak of anything", async () => {
  const extension = await buildLamp();
  addCode(extension, "// gdjs._lamp was here.\n/* runtimeScene._layers */");
  assert.deepEqual(await lint(extension), []);
});

test("GameBridge.json keeps the rules of the store", async () => {
  assert.deepEqual(await lint(await readExtension()), []);
});
