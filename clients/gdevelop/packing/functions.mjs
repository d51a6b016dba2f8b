/**
 * Declarations of instructions in the engine's format.
 *
 * Knows: kinds, parameters, sentences. Does not know: behaviours and objects.
 */

import { instructionCode, lifecycleCode } from "./code.mjs";
import { always, call, javascript } from "./events.js";

/** @typedef {import("./declarations.js").Parameter} Parameter */
/** @typedef {Record<string, unknown>} Json */

export const DEFINE_LIBRARY = "DefineLibrary";

/** @type {Record<string, {functionType: string, expressionType?: string, async?: boolean}>} */
export const KINDS = {
  action: { functionType: "Action" },
  asyncAction: { functionType: "Action", async: true },
  condition: { functionType: "Condition" },
  expression: { functionType: "Expression", expressionType: "expression" },
  textExpression: { functionType: "StringExpression", expressionType: "string" },
  numberValue: { functionType: "ExpressionAndCondition", expressionType: "expression" },
  textValue: { functionType: "ExpressionAndCondition", expressionType: "string" },
};

/** @type {Parameter} */
const BRIDGE = {
  name: "Bridge",
  type: "identifier",
  of: "",
  description: "Name of the bridge, if the game uses several",
  optional: true,
};

/**
 * @param {import("./sources.mjs").NamedFunction} named
 * @returns {Promise<Json>}
 */
export async function functionJson({ name, group, declaration }) {
  if (declaration.kind === "lifecycle") return lifecycleJson(name, declaration);
  const parameters = [...(declaration.parameters ?? [])];
  if (!declaration.withoutBridge) parameters.push(BRIDGE);
  return {
    ...described(name, { group, ...declaration }),
    parameters: parameters.map(parameterJson),
    events: [javascript(await instructionCode(name, declaration))],
  };
}

/**
 * The fields that every function has, wherever it stands.
 * @param {string} name
 * @param {{kind: string, fullName: string, description: string, sentence?: string, group?: string, isPrivate?: boolean}} declaration
 * @returns {Json}
 */
export function described(name, declaration) {
  const { functionType, expressionType, async: isAsync } = KINDS[declaration.kind];
  return {
    name,
    fullName: declaration.fullName,
    description: declaration.description,
    sentence: declaration.sentence ?? "",
    group: declaration.group ?? "",
    functionType,
    ...(expressionType ? { expressionType: { type: expressionType } } : {}),
    ...(isAsync ? { async: true } : {}),
    private: declaration.isPrivate ?? false,
    objectGroups: [],
  };
}

/**
 * The private action that defines the library.
 * @param {string} library its code
 * @returns {Json}
 */
export function defineLibraryJson(library) {
  return {
    name: DEFINE_LIBRARY,
    fullName: "Define the library",
    description: "Define what all instructions use, unless it is defined.",
    sentence: "Define the library",
    functionType: "Action",
    private: true,
    parameters: [],
    objectGroups: [],
    events: [javascript(library)],
  };
}

/** An event that defines the library. */
export function defineLibrary() {
  return always(call(`GameBridge::${DEFINE_LIBRARY}`, "", ""));
}

/**
 * @param {string} name
 * @param {import("./declarations.js").Lifecycle} declaration
 */
async function lifecycleJson(name, declaration) {
  const code = javascript(await lifecycleCode(name, declaration));
  return {
    name,
    functionType: "Action",
    parameters: [],
    objectGroups: [],
    events: [defineLibrary(), code],
  };
}

/** @type {Record<string, string>} */
const TYPES = { number: "expression", choice: "stringWithSelector", object: "objectList" };

/**
 * @param {Parameter} parameter
 * @returns {Json}
 */
export function parameterJson(parameter) {
  const { name, type, description, longDescription, optional, defaultValue } = parameter;
  return {
    name,
    type: TYPES[type] ?? type,
    description,
    ...(longDescription ? { longDescription } : {}),
    ...(optional ? { optional } : {}),
    ...(defaultValue === undefined ? {} : { defaultValue }),
    ...supplement(parameter),
  };
}

/** @param {Parameter} parameter */
function supplement({ type, of, choices, objectType }) {
  if (type === "identifier") return { supplementaryInformation: `sceneGameBridge${of ?? ""}` };
  if (type === "choice") return { supplementaryInformation: JSON.stringify(choices) };
  if (type === "object" && objectType) return { supplementaryInformation: objectType };
  return {};
}
