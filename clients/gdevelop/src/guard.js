/**
 * The one place where the game's events call the library: nothing that goes wrong in here
 * reaches the game.
 *
 * Knows: what an instruction gets and gives. Does not know: any instruction.
 */

import { bridge } from "./core/index.js";

/** What an instruction gives when it cannot say anything. */
const NOTHING = { nothing: undefined, condition: false, number: 0, text: "", task: undefined };

/** @typedef {keyof typeof NOTHING} Gives */

/**
 * @typedef {object} Use
 * @property {string} name for the log
 * @property {Gives} gives
 * @property {any} scene the scene or, within a custom object, its container
 * @property {string} [bridge] which bridge
 * @property {Readonly<Record<string, unknown>>} [args]
 */

/** @typedef {Use & {object: any, behavior?: any, properties: readonly string[]}} InstanceUse */

/** Names of what failed already: one line in the log each, not sixty per second. @type {Set<string>} */
const failed = new Set();
/** @type {WeakMap<object, {properties: object, state: object}>} */
const instances = new WeakMap();

/**
 * Run an action, condition or expression.
 * @param {Use} use
 * @param {(call: any) => any} body
 * @param {object} library
 */
export function runInstruction(use, body, library) {
  try {
    return settle(use, body(callOf(use, library)));
  } catch (error) {
    report(use.name, error);
    return use.gives === "task" ? settle(use, undefined) : NOTHING[use.gives];
  }
}

/**
 * Run a function of a behaviour or an object.
 * @param {InstanceUse} use
 * @param {(call: any) => any} body
 * @param {object} library
 */
export function runForInstance(use, body, library) {
  const owner = use.behavior ?? use.object;
  if (!owner) return NOTHING[use.gives];
  const { object, behavior } = use;
  const call = { ...callOf(use, library), object, behavior, ...rememberedOf(owner, use) };
  return runInstruction(use, () => body(call), library);
}

/**
 * @param {Use} use
 * @param {object} library
 */
function callOf(use, library) {
  const scene = use.scene.getScene ? use.scene.getScene() : use.scene;
  return { bridge: bridge(use.bridge ?? ""), args: use.args ?? {}, scene, library };
}

/**
 * @param {object} owner
 * @param {InstanceUse} use
 */
function rememberedOf(owner, use) {
  let remembered = instances.get(owner);
  if (!remembered) {
    remembered = { properties: viewOf(owner, use.properties), state: {} };
    instances.set(owner, remembered);
  }
  return remembered;
}

/**
 * An object whose fields are the properties of an instance.
 * @param {any} owner
 * @param {readonly string[]} names
 */
function viewOf(owner, names) {
  const view = {};
  for (const name of names) {
    Object.defineProperty(view, name, {
      enumerable: true,
      get: () => owner[`_get${name}`](),
      set: (value) => owner[`_set${name}`](value),
    });
  }
  return view;
}

/**
 * Give what the engine expects, whatever the body gave.
 * @param {Use} use
 * @param {any} value
 */
function settle(use, value) {
  switch (use.gives) {
    case "condition":
      return value === true;
    case "number":
      return Number.isFinite(value) ? value : 0;
    case "text":
      return typeof value === "string" ? value : String(value ?? "");
    case "task":
      return new gdjs.PromiseTask(Promise.resolve(value).catch((error) => report(use.name, error)));
    default:
      return undefined;
  }
}

/**
 * @param {string} name
 * @param {unknown} error
 */
function report(name, error) {
  if (failed.has(name)) return;
  failed.add(name);
  new gdjs.Logger("Game bridge").error(`${name} failed and is ignored from here on: ${error}`);
}
