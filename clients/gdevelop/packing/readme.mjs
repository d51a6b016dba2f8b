/**
 * The tables of instructions, behaviours and objects in README.md, from the declarations.
 *
 * Knows: Markdown. Does not know: the engine's format.
 */

import prettier from "prettier";
import { groups } from "../src/groups.js";

export const README = new URL("../README.md", import.meta.url);
const START = "<!-- from here: written by `make gdevelop` -->";
const END = "<!-- to here -->";

/** @type {Record<string, string>} */
const KINDS = {
  action: "action",
  asyncAction: "action that waits",
  condition: "condition",
  expression: "number",
  textExpression: "text",
  numberValue: "number, condition",
  textValue: "text, condition",
};

/**
 * @param {string} present the page as it is
 * @param {import("./sources.mjs").Sources} sources
 */
export async function readmeFrom(present, sources) {
  const start = present.indexOf(START);
  const end = present.indexOf(END);
  if (start < 0 || end < start) throw new Error(`README.md lacks the lines ${START} and ${END}`);
  const made = `${present.slice(0, start)}${START}\n\n${tablesOf(sources)}\n\n${present.slice(end)}`;
  return prettier.format(made, { parser: "markdown", printWidth: 100 });
}

/** @param {import("./sources.mjs").Sources} sources */
function tablesOf({ functions, behaviors, objects }) {
  const titles = Object.values(groups).filter((title) => title);
  const free = titles.map((title) =>
    table(
      title,
      ["Name", "Is a", "Needs", "What it does"],
      functions.filter(({ group }) => group === title).map(functionRow),
    ),
  );
  const head = ["Name", "For", "What it does"];
  return [
    ...free,
    table("Behaviours", head, behaviors.map(behaviorRow)),
    table(
      "Objects",
      ["Name", "What it is"],
      objects.map(({ name, declaration }) => [`**${name}**`, declaration.description]),
    ),
  ]
    .filter((text) => text)
    .join("\n\n");
}

/** @param {import("./sources.mjs").NamedFunction} named */
function functionRow({ name, declaration }) {
  const { kind, description, parameters = [] } = /** @type {any} */ (declaration);
  const needs = parameters.map((/** @type {any} */ p) => (p.optional ? `(${p.name})` : p.name));
  return [`**${name}**`, KINDS[kind], needs.join(", "), description];
}

/** @param {import("./sources.mjs").NamedBehavior} named */
function behaviorRow({ name, declaration }) {
  const { objectType, properties } = declaration;
  const needed = properties.filter((p) => p.type === "Behavior").map((p) => p.behaviorType);
  return [`**${name}**`, objectType || needed.join(", ") || "any object", declaration.description];
}

/**
 * @param {string} title
 * @param {string[]} head
 * @param {string[][]} rows
 */
function table(title, head, rows) {
  if (rows.length === 0) return "";
  const line = (/** @type {string[]} */ cells) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [`#### ${title}`, "", line(head), line(head.map(() => "---")), ...rows.map(line)].join(
    "\n",
  );
}
