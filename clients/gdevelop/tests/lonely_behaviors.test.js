import assert from "node:assert/strict";
import { test } from "node:test";
import { lonelyIn } from "../packing/lonely_behaviors.mjs";

const MAPPER = {
  name: "Mapper",
  propertyDescriptors: [
    { name: "Speed", type: "Number" },
    { name: "Moved", type: "Behavior", extraInformation: ["Platforms::Character"] },
  ],
};

/** @param {object} moved what the mapper was told @param {string} [type] of the other behaviour */
function complaints(moved, type = "Platforms::Character") {
  const mapper = { name: "Mapper", type: "Ours::Mapper", ...moved };
  const fox = { name: "Fox", behaviors: [mapper, { name: "Run", type }] };
  const extension = { name: "Ours", eventsBasedBehaviors: [MAPPER] };
  const layouts = [{ name: "Level", objects: [fox] }];
  return lonelyIn({ layouts, eventsFunctionsExtensions: [extension] }, () => []);
}

test("a behaviour that has what it needs is left in peace", () => {
  assert.deepEqual(complaints({ Moved: "Run" }), []);
});

test("a behaviour that was told nothing, or a stranger, is named", () => {
  for (const [moved, given] of [
    [{}, '""'],
    [{ Moved: "Fly" }, '"Fly"'],
  ]) {
    const [text] = complaints(/** @type {object} */ (moved));
    assert.equal(
      text,
      `Level: Fox: Mapper has ${given} as Moved and needs a Platforms::Character of its object`,
    );
  }
});

test("a behaviour of another type will not do", () => {
  assert.equal(complaints({ Moved: "Run" }, "Platforms::Platform").length, 1);
});

test("what every object of its type has needs not be given", () => {
  const json = {
    layouts: [
      {
        name: "Level",
        objects: [{ name: "Box", type: "Own", behaviors: [{ name: "M", type: "Ours::Mapper" }] }],
      },
    ],
    eventsFunctionsExtensions: [{ name: "Ours", eventsBasedBehaviors: [MAPPER] }],
  };
  assert.deepEqual(
    lonelyIn(json, () => ["Platforms::Character"]),
    [],
  );
  assert.equal(lonelyIn(json, () => []).length, 1);
});
