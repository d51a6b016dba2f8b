/** GameBridge.json is what the sources give, and what the editor would save. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { buildExtension, canonical, textOf } from "../packing/extension.mjs";
import { freeNamesOf, runsOf } from "../packing/free_names.mjs";
import { EXTENSION_FILE, readExtension } from "../packing/projects.mjs";
import { README, readmeFrom } from "../packing/readme.mjs";
import { readSources } from "../packing/sources.mjs";
import { sourceOf } from "../packing/code.mjs";
import { buildLamp, lampSources } from "./extensions.js";

test("GameBridge.json is what the sources give", async () => {
  const text = textOf(await buildExtension(await readSources()));
  const committed = await readFile(EXTENSION_FILE, "utf8");
  // No diff of half a megabyte: the remedy is what matters.
  assert.ok(text === committed, "run `make gdevelop` and commit GameBridge.json");
});

test("packing twice gives the same text", async () => {
  assert.equal(textOf(await buildLamp()), textOf(await buildLamp()));
});

test("the editor would save the extension as it is", async () => {
  const extension = await readExtension();
  assert.equal(textOf(canonical(extension)), await readFile(EXTENSION_FILE, "utf8"));
});

test("run functions use nothing but their argument", async () => {
  const { functions, behaviors, objects } = await readSources();
  for (const { name, declaration } of [...functions, ...behaviors, ...objects]) {
    for (const { name: place, run } of runsOf(name, declaration)) {
      assert.deepEqual(freeNamesOf(run), [], place);
    }
  }
});

test("a run function that uses its module is refused before it is packed", async () => {
  const outside = 3;
  const [isLit, ...others] = lampSources.functions;
  const spoilt = { ...isLit.declaration, run: () => outside > 2 };
  const functions = [{ ...isLit, declaration: /** @type {any} */ (spoilt) }, ...others];
  await assert.rejects(buildExtension({ ...lampSources, functions }, ""), /IsLit uses "outside"/);
});

test("names that a function makes itself are its own", () => {
  /** @param {any} call */
  function run({ args: { a, ...rest }, scene = a }, [first] = [1]) {
    const { b, c: d } = rest;
    try {
      return [b, d, first, scene].map((each) => Math.max(each, 0));
    } catch (error) {
      return String(error);
    }
  }
  assert.deepEqual(freeNamesOf(run), []);
});

test("a use of this is a use of something around", () => {
  const declaration = {
    /** @this {any} */
    run() {
      return this.kind;
    },
  };
  assert.deepEqual(freeNamesOf(declaration.run), ["this"]);
});

test("methods, async methods and arrows become functions", () => {
  const forms = { run() {}, async wait() {}, arrow: () => 1, named: function named() {} };
  for (const run of Object.values(forms)) {
    assert.equal(typeof new Function(`return (${sourceOf(run)});`)(), "function");
  }
});

test("every function that concerns a bridge ends with the bridge's name", async () => {
  const { functions } = await readSources();
  const packed = new Map(
    (await readExtension()).eventsFunctions.map((/** @type {any} */ fn) => [fn.name, fn]),
  );
  for (const { name, declaration } of functions) {
    if (declaration.kind === "lifecycle") continue;
    const last = packed.get(name).parameters.at(-1);
    const isLast = last?.name === "Bridge" && last.type === "identifier" && last.optional;
    assert.equal(isLast ?? false, !declaration.withoutBridge, name);
  }
});

test("a folder that no list knows is refused", async () => {
  const nowhere = new URL("data/unknown_group/", import.meta.url);
  await assert.rejects(readSources(nowhere), /src\/functions\/lamps has no line in src\/groups.js/);
});

test("the tables of README.md are what the sources give", async () => {
  const present = await readFile(README, "utf8");
  assert.ok(present === (await readmeFrom(present, await readSources())), "run `make gdevelop`");
});
