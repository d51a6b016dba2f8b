/**
 * The rules of GDevelop's extension store, applied: `node packing/lint.mjs GameBridge.json`.
 *
 * Each rule is one file in `rules`, so that its reason stands beside it.
 */

import { readdir } from "node:fs/promises";
import { basename } from "node:path";
import { pathToFileURL } from "node:url";
import { readJson } from "./projects.mjs";

/**
 * Takes an extension, gives what is wrong with it, in words that teach.
 * @typedef {(extension: any) => string[]} Rule
 */

const RULES = new URL("rules/", import.meta.url);

/** @returns {Promise<Map<string, Rule>>} rules by name */
export async function readRules() {
  const files = (await readdir(RULES)).filter((name) => name.endsWith(".mjs")).sort();
  const modules = await Promise.all(files.map((file) => import(new URL(file, RULES).href)));
  return new Map(files.map((file, index) => [basename(file, ".mjs"), modules[index].default]));
}

/**
 * @param {any} extension
 * @returns {Promise<string[]>}
 */
export async function lint(extension) {
  const rules = await readRules();
  return [...rules].flatMap(([name, rule]) => rule(extension).map((text) => `${name}: ${text}`));
}

/** @param {string} file */
async function main(file) {
  const extension = await readJson(file);
  const problems = await lint(extension);
  if (basename(file) !== `${extension.name}.json`) {
    problems.push(`the file must be called ${extension.name}.json, like the extension`);
  }
  for (const problem of problems) console.error(problem);
  if (problems.length === 0) console.log(`${file} keeps the rules of the store.`);
  return problems.length === 0 ? 0 : 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  process.exitCode = await main(process.argv[2] ?? "GameBridge.json");
}
