/** Whatever an instruction does, the game gets what it expects and goes on. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { runForInstance, runInstruction } from "../src/guard.js";

/** @type {string[]} */
let log = [];
const scene = { getScene: () => scene };
const library = {
  frames: 0,
  bridge: (/** @type {string} */ name) => `bridge ${name}`,
  ensureFrame() {
    this.frames++;
  },
};

Object.assign(globalThis, {
  gdjs: {
    Logger: class {
      /** @param {string} line */
      error(line) {
        log.push(line);
      }
    },
    PromiseTask: class {
      /** @param {Promise<unknown>} promise */
      constructor(promise) {
        this.promise = promise;
      }
    },
  },
});

beforeEach(() => {
  log = [];
  library.frames = 0;
});

/**
 * @param {any} gives
 * @param {(call: any) => any} body
 * @param {string} name each test its own: a name is logged once
 */
const run = (gives, body, name) =>
  runInstruction({ name, gives, scene, bridge: "", args: { A: 1 } }, body, library);

test("what an instruction gives has the type that the engine expects", () => {
  assert.equal(
    run("number", () => 2.5, "a"),
    2.5,
  );
  assert.equal(
    run("number", () => NaN, "a"),
    0,
  );
  assert.equal(
    run("number", () => Infinity, "a"),
    0,
  );
  assert.equal(
    run("number", () => "7", "a"),
    0,
  );
  assert.equal(
    run("number", () => undefined, "a"),
    0,
  );
  assert.equal(
    run("text", () => "word", "a"),
    "word",
  );
  assert.equal(
    run("text", () => null, "a"),
    "",
  );
  assert.equal(
    run("text", () => 5, "a"),
    "5",
  );
  assert.equal(
    run("condition", () => true, "a"),
    true,
  );
  assert.equal(
    run("condition", () => 1, "a"),
    false,
  );
  assert.equal(
    run("nothing", () => 1, "a"),
    undefined,
  );
});

test("an error ends in the guard and is logged once", () => {
  const fail = () => {
    throw new Error("no lamp");
  };
  const given = ["number", "text", "condition", "nothing"].map((gives) => run(gives, fail, "Lamp"));
  assert.deepEqual(given, [0, "", false, undefined]);
  assert.equal(log.length, 1);
  assert.match(log[0], /^Lamp failed .*no lamp/);
});

test("an action that waits ends also when what it waits for fails", async () => {
  const task = run("task", () => Promise.reject(new Error("late")), "Waits");
  await task.promise;
  assert.match(log[0], /^Waits failed .*late/);
});

test("an action that waits ends also when it throws at once", async () => {
  const task = run(
    "task",
    () => {
      throw new Error("early");
    },
    "Throws",
  );
  assert.equal(await task.promise, undefined);
});

test("an instruction gets its bridge, arguments and scene, after the frame's snapshot", () => {
  /** @type {any} */
  let seen;
  run("nothing", (call) => (seen = call), "Sees");
  assert.deepEqual([seen.bridge, seen.args, seen.scene], ["bridge ", { A: 1 }, scene]);
  assert.equal(library.frames, 1);
});

test("what concerns no bridge makes none", () => {
  const use = { name: "Free", gives: /** @type {const} */ ("condition"), scene };
  assert.equal(
    runInstruction(use, ({ bridge }) => bridge === undefined, library),
    true,
  );
  assert.equal(library.frames, 0);
});

test("an instance keeps its state, and its properties are fields", () => {
  const behavior = {
    reach: 3,
    _getReach() {
      return this.reach;
    },
    /** @param {number} value */
    _setReach(value) {
      this.reach = value;
    },
  };
  const use = { name: "Grow", gives: /** @type {const} */ ("number"), scene, object: {}, behavior };
  const body = (/** @type {any} */ { properties, state }) => {
    state.count = (state.count ?? 0) + 1;
    properties.Reach += 1;
    return state.count;
  };
  const all = { ...use, properties: ["Reach"] };
  assert.equal(runForInstance(all, body, library), 1);
  assert.equal(runForInstance(all, body, library), 2);
  assert.equal(behavior.reach, 5);
});

test("an instance's property Bridge names its bridge", () => {
  const object = { _getBridge: () => "left" };
  const use = { name: "Named", gives: /** @type {const} */ ("text"), scene, object };
  const all = { ...use, properties: ["Bridge"] };
  assert.equal(
    runForInstance(all, ({ bridge }) => bridge, library),
    "bridge left",
  );
});

test("a function for no instance gives nothing", () => {
  const use = { name: "Nobody", gives: /** @type {const} */ ("number"), scene, object: undefined };
  assert.equal(
    runForInstance({ ...use, properties: [] }, () => 1, library),
    0,
  );
});
