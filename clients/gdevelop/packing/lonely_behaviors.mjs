/**
 * Behaviours that were not told which other behaviour of their object they work on.
 *
 * The editor fills that in; a project that was written otherwise exports without a word,
 * and fails in each frame of the game.
 *
 * Knows: the form of projects and of behaviours made of events. Does not know: files.
 */

/**
 * @typedef {object} Need
 * @property {string} property that names the other behaviour
 * @property {string} type of the other behaviour
 */

/**
 * @param {any} json a project with its extensions
 * @param {(objectType: string) => string[]} ownOf types of the behaviours that every object
 *   of a type has without being given them
 * @returns {string[]}
 */
export function lonelyIn(json, ownOf) {
  const needs = needsOf(json.eventsFunctionsExtensions ?? []);
  const places = [{ name: "The project", objects: json.objects }, ...(json.layouts ?? [])];
  return places.flatMap(({ name, objects = [] }) =>
    objects.flatMap((/** @type {any} */ object) =>
      lonelyOn(object, needs, ownOf(object.type)).map(
        (/** @type {string} */ text) => `${name}: ${object.name}: ${text}`,
      ),
    ),
  );
}

/**
 * @param {any[]} extensions
 * @returns {Map<string, Need[]>} by the type of the behaviour that has needs
 */
function needsOf(extensions) {
  const needs = new Map();
  for (const { name, eventsBasedBehaviors = [] } of extensions) {
    for (const behavior of eventsBasedBehaviors) {
      const found = behavior.propertyDescriptors
        .filter((/** @type {any} */ { type }) => type === "Behavior")
        .map((/** @type {any} */ { name: property, extraInformation: [type] }) => ({
          property,
          type,
        }));
      needs.set(`${name}::${behavior.name}`, found);
    }
  }
  return needs;
}

/**
 * @param {any} object
 * @param {Map<string, Need[]>} needs
 * @param {string[]} own
 */
function lonelyOn({ behaviors = [] }, needs, own) {
  const types = new Map(behaviors.map((/** @type {any} */ { name, type }) => [name, type]));
  return behaviors.flatMap((/** @type {any} */ behavior) =>
    (needs.get(behavior.type) ?? [])
      .filter(({ property, type }) => !own.includes(type) && types.get(behavior[property]) !== type)
      .map(({ property, type }) => {
        const given = JSON.stringify(behavior[property] ?? "");
        return `${behavior.name} has ${given} as ${property} and needs a ${type} of its object`;
      }),
  );
}
