/**
 * The one place where the game's events call the library: nothing that goes wrong in here
 * reaches the game.
 *
 * Knows: what an instruction gets and gives. Does not know: any instruction.
 */

/** What an instruction gives when it cannot say anything. */
const NOTHING = { nothing: undefined, condition: false, number: 0, text: "", task: undefined };

/** @typedef {keyof typeof NOTHING} Gives */

/**
 * @typedef {object} Use
 * @property {string} name for the log
 * @property {Gives} gives
 * @property {any} scene the scene or, within a custom object, its container
 * @property {string} [bridge] which bridge; absent when the instruction concerns none
 * @property {Readonly<Record<string, unknown>>} [args]
 */

/** @typedef {{bridge(name: string): unknown, ensureFrame(): void}} Bridges the library, as far as it matters here */
/** @typedef {Use & {object: any, behavior?: any, properties: readonly string[]}} InstanceUse */

/** Names of what failed already: one line in the log each, not sixty per second. @type {Set<string>} */
const failed = new Set();
/** @type {WeakMap<object, {properties: any, state: object}>} */
const instances = new WeakMap();

/**
 * Run an action, condition or expression.
 * @param {Use} use
 * @param {(call: any) => any} body
 * @param {Bridges} library
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
 * Run a function of a behaviour or an object. Its property `Bridge`, if it has one, names
 * the bridge.
 * @param {InstanceUse} use
 * @param {(call: any) => any} body
 * @param {Bridges} library
 */
export function runForInstance(use, body, library) {
  const owner = use.behavior ?? use.object;
  if (!owner) return NOTHING[use.gives];
  const { object, behavior } = use;
  const remembered = rememberedOf(owner, use);
  const named = { ...use, bridge: remembered.properties.Bridge ?? "" };
  return runInstruction(
    named,
    (call) => body({ ...call, object, behavior, ...remembered }),
    library,
  );
}

/**
 * Behaviours act before the scene's own events begin, so whoever comes first in a frame
 * takes the snapshot.
 * @param {Use} use
 * @param {Bridges} library
 */
function callOf(use, library) {
  const scene = use.scene.getScene ? use.scene.getScene() : use.scene;
  const call = { args: use.args ?? {}, scene, library };
  if (use.bridge === undefined) return call;
  library.ensureFrame();
  return { ...call, bridge: library.bridge(use.bridge) };
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
