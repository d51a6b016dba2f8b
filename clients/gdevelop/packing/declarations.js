/**
 * The forms in which instructions, behaviours and objects are written down in `src`.
 *
 * Knows: types only; nothing here runs.
 */

/** @typedef {import("../src/core/index.js").GameBridge} GameBridge */
/** @typedef {import("./events.js").Event} Event */

/**
 * What a parameter may be. `identifier` completes names that the project already uses;
 * `choice` offers a list and gives its text.
 * @typedef {"number" | "string" | "yesorno" | "variable" | "layer" | "color" | "identifier" | "choice" | "object"} ParameterType
 */

/**
 * @typedef {object} Parameter
 * @property {string} name PascalCase; the key in `args`
 * @property {ParameterType} type
 * @property {string} description what the game developer reads; no dot at its end
 * @property {string} [longDescription] more, shown below the field
 * @property {"Topic" | "Device" | "Stream" | "Tag" | "Entity" | "Input" | "Output" | "Recording" | "Simulation" | ""} [of] what an identifier is a name of
 * @property {readonly string[]} [choices] of a `choice`
 * @property {string} [objectType] of an `object`: the type it must have
 * @property {boolean} [optional]
 * @property {string} [defaultValue] as the developer would type it: `"auto"` with its quotes, `5`, `yes`
 */

/**
 * What a `run` function gets, and all that it may use.
 * `bridge` is the one that the developer named, or the unnamed one.
 * @typedef {object} Call
 * @property {GameBridge} bridge
 * @property {any} args by the names of the parameters
 * @property {gdjs.RuntimeScene} scene
 * @property {Library} library the whole of `gdjs._gameBridge`
 */

/** @typedef {typeof import("../src/main.js").library} Library */

/**
 * @typedef {object} Described
 * @property {string} fullName no dot
 * @property {string} description whole sentences with dots
 * @property {readonly Parameter[]} [parameters]
 * @property {string} [group] taken from the folder when left out
 * @property {boolean} [isPrivate] not shown to developers
 * @property {boolean} [withoutBridge] no parameter `Bridge` is added
 */

/** @typedef {Described & {kind: "action", sentence: string, run: (call: Call) => void}} Action */
/** @typedef {Described & {kind: "asyncAction", sentence: string, run: (call: Call) => Promise<unknown>}} AsyncAction */
/** @typedef {Described & {kind: "condition", sentence: string, run: (call: Call) => boolean}} Condition */
/** @typedef {Described & {kind: "expression", run: (call: Call) => number}} Expression */
/** @typedef {Described & {kind: "textExpression", run: (call: Call) => string}} TextExpression */
/** @typedef {Described & {kind: "numberValue", sentence: string, run: (call: Call) => number}} NumberValue */
/** @typedef {Described & {kind: "textValue", sentence: string, run: (call: Call) => string}} TextValue */

/**
 * What the engine calls by itself: `onFirstSceneLoaded`, `onScenePreEvents` and the like.
 * The library is defined before it runs.
 * @typedef {object} Lifecycle
 * @property {"lifecycle"} kind
 * @property {(call: {library: Library, scene: gdjs.RuntimeScene}) => void} run
 */

/** @typedef {Action | AsyncAction | Condition | Expression | TextExpression | NumberValue | TextValue} Instruction */

/**
 * What functions of behaviours and objects get besides.
 * `properties` reads and writes the instance's properties by name; `state` is an empty
 * object of its own for each instance, for whatever the code must remember.
 * @typedef {Call & {object: any, behavior: any, properties: any, state: any}} InstanceCall
 */

/**
 * @typedef {object} Property
 * @property {string} name PascalCase
 * @property {"Number" | "Boolean" | "String" | "Choice" | "Color" | "Behavior"} type
 * @property {string} label
 * @property {string} [description]
 * @property {string} [group]
 * @property {string} [defaultValue] `"true"` and `"false"` for Boolean
 * @property {string} [unit] the engine's name: `Pixel`, `DegreeAngle`, `Second`, `Dimensionless` …
 * @property {readonly {value: string, label?: string}[]} [choices]
 * @property {string} [behaviorType] of a `Behavior`: the type that must be there
 * @property {boolean} [isHidden]
 * @property {boolean} [isAdvanced]
 */

/**
 * A function of a behaviour or object. `events` instead of `run` makes one that developers
 * can read in GDevelop.
 * @typedef {object} InstanceFunction
 * @property {"action" | "condition" | "expression" | "textExpression" | "numberValue" | "textValue"} kind
 * @property {string} name PascalCase
 * @property {string} fullName
 * @property {string} description
 * @property {string} [sentence] `_PARAM0_` is the object; own parameters start at `_PARAM2_` in behaviours, `_PARAM1_` in objects
 * @property {string} [group]
 * @property {boolean} [isPrivate]
 * @property {readonly Parameter[]} [parameters]
 * @property {(call: InstanceCall) => unknown} [run]
 * @property {readonly Event[]} [events]
 */

/** What the engine calls for each instance: code, or events. @typedef {((call: InstanceCall) => void) | {events: readonly Event[]}} Moment */

/**
 * @typedef {object} Moments
 * @property {Moment} [onCreated]
 * @property {Moment} [onActivate]
 * @property {Moment} [onDeActivate]
 * @property {Moment} [doStepPreEvents]
 * @property {Moment} [doStepPostEvents]
 * @property {Moment} [onDestroy]
 * @property {Moment} [onHotReloading]
 */

/**
 * @typedef {Moments & {
 *   kind: "behavior", fullName: string, description: string, objectType: string,
 *   icon?: string, properties: readonly Property[], functions?: readonly InstanceFunction[],
 * }} Behavior
 */

/**
 * A custom object without children, which draws itself.
 * @typedef {Moments & {
 *   kind: "object", fullName: string, description: string, defaultName: string,
 *   widthPx: number, heightPx: number, is3D?: boolean,
 *   icon?: string, properties: readonly Property[], functions?: readonly InstanceFunction[],
 * }} CustomObject
 */

export {};
