/**
 * Reviewers look at every use of the engine's inside. This is all that we use; what is
 * added here has to be worth their time.
 */

import { codeOf } from "../parts.mjs";

/** @type {Record<string, Set<string>>} */
const ALLOWED = {
  // projectData: a game says its name to the bridge's operator.
  // Polygon: an object without children draws itself, and has to say where it is.
  gdjs: new Set(["_gameBridge", "Logger", "Polygon", "projectData", "PromiseTask"]),
  runtimeScene: new Set(),
  Object: new Set([
    "assign",
    "defineProperty",
    "entries",
    "freeze",
    "fromEntries",
    "hasOwn",
    "keys",
    "values",
  ]),
};
const USE = /(?<![\w.$"'])(gdjs|runtimeScene|Object)\.([A-Za-z_$]\w*)/g;

/** @type {import("../lint.mjs").Rule} */
export default function allowedProperties(extension) {
  const found = new Set();
  for (const { place, code } of codeOf(extension)) {
    for (const [use, owner, member] of withoutComments(code).matchAll(USE)) {
      if (!ALLOWED[owner].has(member)) {
        found.add(`${place} uses ${use}: do without, or allow it in allowed_properties.mjs`);
      }
    }
  }
  return [...found];
}

/** @param {string} code */
function withoutComments(code) {
  return code.replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/[^\n]*/g, "$1");
}
