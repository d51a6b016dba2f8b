/**
 * Instructions in events that have too many or too few parameters.
 *
 * The engine takes what it finds at each position and says nothing, so that a game runs
 * with an empty address where one was written down.
 *
 * Knows: the form of events, the engine's metadata. Does not know: files.
 */

import { gd } from "./engine.mjs";

const { MetadataProvider, JsPlatform } = gd;

/**
 * @param {any} json a project whose extensions are loaded
 * @returns {string[]}
 */
export function miscountedIn(json) {
  const places = [...(json.layouts ?? []), ...(json.externalEvents ?? [])];
  return places.flatMap(({ name, events }) =>
    complaintsIn(events ?? []).map((text) => `${name}: ${text}`),
  );
}

/**
 * @param {any[]} events
 * @returns {string[]}
 */
function complaintsIn(events) {
  return events.flatMap((event) => [
    ...about(event.conditions, "getConditionMetadata"),
    ...about(event.whileConditions, "getConditionMetadata"),
    ...about(event.actions, "getActionMetadata"),
    ...complaintsIn(event.events ?? []),
  ]);
}

/**
 * @param {any[] | undefined} instructions
 * @param {"getConditionMetadata" | "getActionMetadata"} lookUp
 * @returns {string[]}
 */
function about(instructions = [], lookUp) {
  return instructions.flatMap(({ type, parameters, subInstructions }) => {
    const metadata = MetadataProvider[lookUp](JsPlatform.get(), type.value);
    const { least, most } = boundsOf(metadata);
    const count = parameters.length;
    // What the engine does not know has no parameters; it is left out, and told elsewhere.
    const isWrong = most > 0 && (count < least || count > most);
    const said = `${type.value} has ${count} parameters in its event and needs ${most}`;
    return [...(isWrong ? [said] : []), ...about(subInstructions, lookUp)];
  });
}

/**
 * How many parameters an event may write down. Those of the engine itself and optional
 * ones may be left out at the end.
 * @param {any} metadata
 */
function boundsOf(metadata) {
  const most = metadata.getParametersCount();
  let least = most;
  while (least > 0 && isDispensable(metadata.getParameter(least - 1))) least--;
  return { least, most };
}

/** @param {any} parameter */
function isDispensable(parameter) {
  return parameter.isCodeOnly() || parameter.isOptional();
}
