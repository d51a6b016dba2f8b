/**
 * A small language for events, so that behaviours which developers may read in GDevelop
 * are readable here as well.
 *
 * Knows: the engine's form of events. Does not know: what the instructions do.
 */

/** @typedef {{type: {value: string, inverted?: boolean}, parameters: string[]}} Instruction */
/** @typedef {{type: string, [field: string]: unknown}} Event */

/**
 * An instruction by the engine's name: `TopDownMovementBehavior::SimulateStick`.
 * @param {string} type
 * @param {...string} parameters
 * @returns {Instruction}
 */
export function call(type, ...parameters) {
  return { type: { value: type }, parameters };
}

/**
 * A condition that must not hold.
 * @param {Instruction} condition
 * @returns {Instruction}
 */
export function not(condition) {
  return { ...condition, type: { ...condition.type, inverted: true } };
}

/**
 * @param {Instruction[]} conditions all of which must hold
 * @param {Instruction[]} actions
 * @param {Event[]} [events] run after the actions, for the objects picked so far
 * @returns {Event}
 */
export function when(conditions, actions, events = []) {
  return { type: "BuiltinCommonInstructions::Standard", conditions, actions, events };
}

/**
 * What always happens.
 * @param {...Instruction} actions
 */
export function always(...actions) {
  return when([], actions);
}

/**
 * A line for the reader.
 * @param {string} text
 * @returns {Event}
 */
export function comment(text) {
  return { type: "BuiltinCommonInstructions::Comment", comment: text };
}

/**
 * Code of the game itself.
 * @param {string} code
 * @param {string} [objects] the parameter whose objects the code gets as `objects`
 * @returns {Event}
 */
export function javascript(code, objects = "") {
  return {
    type: "BuiltinCommonInstructions::JsCode",
    inlineCode: code,
    parameterObjects: objects,
    useStrict: true,
    eventsSheetExpanded: false,
  };
}
