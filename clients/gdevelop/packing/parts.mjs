/**
 * The parts of an extension with their places, for whoever looks at all of them.
 *
 * Knows: the engine's format. Does not know: any rule.
 */

/** @typedef {any} Extension as GameBridge.json has it */
/** @typedef {{place: string, fn: any, owner: any, isLifecycle: boolean}} FunctionPart */

const LIFECYCLE =
  /^(on(FirstSceneLoaded|Scene(Loaded|PreEvents|PostEvents|Paused|Resumed|Unloading)|HotReloading|Created|Activate|DeActivate|Destroy)|doStep(Pre|Post)Events)$/;

/**
 * Behaviours and objects.
 * @param {Extension} extension
 * @returns {{place: string, owner: any, kind: "behavior" | "object"}[]}
 */
export function ownersOf(extension) {
  const named = (/** @type {any} */ owner, /** @type {"behavior" | "object"} */ kind) => ({
    place: `${kind} ${owner.name}`,
    owner,
    kind,
  });
  return [
    ...(extension.eventsBasedBehaviors ?? []).map((/** @type {any} */ b) => named(b, "behavior")),
    ...(extension.eventsBasedObjects ?? []).map((/** @type {any} */ o) => named(o, "object")),
  ];
}

/**
 * Every function, wherever it stands.
 * @param {Extension} extension
 * @returns {FunctionPart[]}
 */
export function functionsOf(extension) {
  const part = (/** @type {any} */ fn, place = "", owner = null) => ({
    place: place ? `${place}, ${fn.name}` : fn.name,
    fn,
    owner,
    isLifecycle: LIFECYCLE.test(fn.name),
  });
  return [
    ...extension.eventsFunctions.map((/** @type {any} */ fn) => part(fn)),
    ...ownersOf(extension).flatMap(({ place, owner }) =>
      owner.eventsFunctions.map((/** @type {any} */ fn) => part(fn, place, owner)),
    ),
  ];
}

/**
 * The functions that developers see.
 * @param {Extension} extension
 */
export function publicFunctionsOf(extension) {
  return functionsOf(extension).filter(({ fn, isLifecycle }) => !fn.private && !isLifecycle);
}

/**
 * The parameters of a function that its author wrote, with their numbers in sentences.
 * @param {FunctionPart} part
 * @returns {{index: number, parameter: any}[]}
 */
export function parametersOf({ fn, owner }) {
  const implicit = owner
    ? (/** @type {any} */ p) => /^(Object|Behavior)$/.test(p.name)
    : () => false;
  const first = owner ? 0 : 1;
  return (fn.parameters ?? [])
    .map((/** @type {any} */ parameter, /** @type {number} */ at) => ({
      index: at + first,
      parameter,
    }))
    .filter((/** @type {any} */ { parameter }) => !implicit(parameter));
}

/** Whether a function can be used as an action or a condition. @param {any} fn */
export function isInstruction(fn) {
  return !/^(String)?Expression$/.test(fn.functionType);
}

/**
 * All JavaScript in an extension.
 * @param {Extension} extension
 */
export function codeOf(extension) {
  return functionsOf(extension).flatMap(({ place, fn }) =>
    scriptsIn(fn.events ?? []).map((code) => ({ place, code })),
  );
}

/**
 * @param {any[]} events
 * @returns {string[]}
 */
function scriptsIn(events) {
  return events.flatMap((event) => [
    ...(event.inlineCode ? [[event.inlineCode].flat().join("\n")] : []),
    ...scriptsIn(event.events ?? []),
  ]);
}
