/**
 * What is wrong with a project, in words.
 *
 * The editor says these things in its own windows, or not at all: an instruction that does
 * not exist is left out of the game without a word.
 *
 * Knows: where the core hides its complaints. Does not know: how a project is exported.
 */

import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { gd } from "./engine.mjs";

const SKIPPED = /Unknown (instruction|object) - skipped[^\n]*/g;
const GENERATED = /\.js$/;

/**
 * What the editor's diagnostic report says.
 * @param {any} project
 * @returns {string[]}
 */
export function diagnosticsOf(project) {
  const whole = project.getWholeProjectDiagnosticReport();
  const found = [];
  for (let place = 0; place < whole.count(); place++) {
    const report = whole.get(place);
    for (let index = 0; index < report.count(); index++) {
      const one = report.get(index);
      const object = one.getObjectName();
      found.push(
        `${report.getSceneName() || "the project"}: ${kindOf(one.getType())}: ` +
          `"${one.getActualValue()}"${object ? ` of object "${object}"` : ""}` +
          `${one.getExpectedValue() ? `, expected ${one.getExpectedValue()}` : ""}`,
      );
    }
  }
  return found;
}

/** @param {unknown} type */
function kindOf(type) {
  const kinds = ["UndeclaredVariable", "MissingBehavior", "UnknownObject", "MismatchedObjectType"];
  return kinds.find((kind) => gd.ProjectDiagnostic[kind] === type) ?? `problem ${type}`;
}

/**
 * Errors in a part of the core's log.
 * An optional parameter that was left empty is logged as well, and is none: the game gets
 * the default value.
 * @param {string} log
 */
export function errorsIn(log) {
  const errors = log.split("\n").filter((line) => line.startsWith("Error:"));
  return [...new Set(errors.filter((line) => !/ in: "" \(\w+\)$/.test(line)))];
}

/**
 * Instructions and objects that the exporter has left out of the game.
 * @param {string} folder an exported game
 */
export async function leftOutOf(folder) {
  const found = [];
  for (const file of (await readdir(folder)).filter((name) => GENERATED.test(name))) {
    const text = await readFile(join(folder, file), "utf8");
    for (const [line] of text.matchAll(SKIPPED))
      found.push(`${file}: ${line.replace(/\*\/.*/, "")}`);
  }
  return found;
}
