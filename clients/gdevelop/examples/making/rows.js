/**
 * The kinds of rows that an event sheet of a game has besides plain ones.
 *
 * Knows: the engine's form of events. Does not know: objects, scenes, files.
 */

import { call, comment } from "../../packing/events.js";

/** @typedef {import("../../packing/events.js").Instruction} Instruction */
/** @typedef {import("../../packing/events.js").Event} Event */

/** True in the first frame of a stretch in which the conditions before it hold. */
export const once = call("BuiltinCommonInstructions::Once");

/** True in the first frame of the scene. */
export const atStart = call("DepartScene", "");

/**
 * True when one of the conditions is.
 * @param {...Instruction} conditions
 * @returns {Instruction}
 */
export function either(...conditions) {
  const or = { ...call("BuiltinCommonInstructions::Or"), subInstructions: conditions };
  return or;
}

/**
 * A group of rows with a title, and a comment that says what it is for.
 * @param {string} name
 * @param {string} text
 * @param {Event[]} events
 * @returns {Event}
 */
export function group(name, text, events) {
  return {
    type: "BuiltinCommonInstructions::Group",
    name,
    source: "",
    creationTime: 0,
    colorR: 74,
    colorG: 100,
    colorB: 160,
    parameters: [],
    events: [comment(text), ...events],
  };
}

/**
 * Rows that are gone through for each instance of an object.
 * @param {string} object
 * @param {Instruction[]} conditions
 * @param {Instruction[]} actions
 * @param {Event[]} [events]
 * @returns {Event}
 */
export function forEach(object, conditions, actions, events = []) {
  return { type: "BuiltinCommonInstructions::ForEach", object, conditions, actions, events };
}

/**
 * A row that is done several times over.
 * @param {number} times
 * @param {Instruction[]} actions
 * @returns {Event}
 */
export function repeat(times, actions) {
  return {
    type: "BuiltinCommonInstructions::Repeat",
    repeatExpression: String(times),
    conditions: [],
    actions,
    events: [],
  };
}
