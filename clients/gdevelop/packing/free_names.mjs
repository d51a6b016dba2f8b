/**
 * Which names a function takes from around itself.
 *
 * A `run` function is packed as its own text, away from its module: whatever it uses
 * besides its argument would not be there in a game.
 *
 * Knows: JavaScript's syntax. Does not know: what the names mean.
 */

import { parse } from "acorn";
import { full } from "acorn-walk";
import { sourceOf } from "./code.mjs";

/** What is there in every game. */
const EVERYWHERE = new Set(["Array", "Boolean", "Math", "Number", "Object", "String", "undefined"]);

/**
 * @param {Function} run
 * @returns {string[]}
 */
export function freeNamesOf(run) {
  const tree = parse(`(${sourceOf(run)})`, { ecmaVersion: 2022 });
  const declared = new Set(EVERYWHERE);
  const used = new Set();
  full(tree, (/** @type {any} */ node) => {
    for (const name of declaredBy(node)) declared.add(name);
    if (node.type === "Identifier") used.add(node.name);
    if (node.type === "ThisExpression") used.add("this");
  });
  return [...used].filter((name) => !declared.has(name));
}

/**
 * @param {any} node
 * @returns {string[]}
 */
function declaredBy(node) {
  switch (node.type) {
    case "VariableDeclarator":
      return namesIn(node.id);
    case "CatchClause":
      return node.param ? namesIn(node.param) : [];
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      return [...(node.id ? [node.id.name] : []), ...node.params.flatMap(namesIn)];
    default:
      return [];
  }
}

/**
 * The names in a pattern such as `{ a, b: [c], ...d }`.
 * @param {any} pattern
 * @returns {string[]}
 */
function namesIn(pattern) {
  switch (pattern?.type) {
    case "Identifier":
      return [pattern.name];
    case "ObjectPattern":
      return pattern.properties.flatMap((/** @type {any} */ p) => namesIn(p.value ?? p.argument));
    case "ArrayPattern":
      return pattern.elements.flatMap(namesIn);
    case "AssignmentPattern":
      return namesIn(pattern.left);
    case "RestElement":
      return namesIn(pattern.argument);
    default:
      return [];
  }
}

/**
 * Every `run` function of a declaration, with a name for messages.
 * @param {string} name
 * @param {any} declaration
 * @returns {{name: string, run: Function}[]}
 */
export function runsOf(name, declaration) {
  const own = Object.entries(declaration)
    .filter(([, value]) => typeof value === "function")
    .map(([key, run]) => ({
      name: key === "run" ? name : `${name}.${key}`,
      run: /** @type {Function} */ (run),
    }));
  const inner = (declaration.functions ?? []).flatMap((/** @type {any} */ fn) =>
    runsOf(`${name}.${fn.name}`, fn),
  );
  return [...own, ...inner];
}

/**
 * Refuse sources whose code would not work once it is packed.
 * @param {import("./sources.mjs").Sources} sources
 */
export function refuseFreeNames({ functions, behaviors, objects }) {
  for (const { name, declaration } of [...functions, ...behaviors, ...objects]) {
    for (const { name: place, run } of runsOf(name, declaration)) {
      const [free] = freeNamesOf(run);
      if (free) {
        throw new Error(
          `${place} uses "${free}" from around itself: a run function has nothing but its argument; ` +
            "put what it needs into src/core or src/render and call it from there",
        );
      }
    }
  }
}
