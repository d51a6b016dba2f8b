/**
 * The declarations in `src`, read.
 *
 * Knows: which folder holds what. Does not know: the engine's format.
 */

import { readFile, readdir } from "node:fs/promises";
import { basename } from "node:path";
import { groups } from "../src/groups.js";

/** @typedef {import("./declarations.js").Instruction | import("./declarations.js").Lifecycle} FreeFunction */
/** @typedef {{name: string, group: string, declaration: FreeFunction}} NamedFunction */
/** @typedef {{name: string, declaration: import("./declarations.js").Behavior}} NamedBehavior */
/** @typedef {{name: string, declaration: import("./declarations.js").CustomObject}} NamedObject */

/**
 * @typedef {object} Sources
 * @property {typeof import("../src/extension.js").default} extension
 * @property {NamedFunction[]} functions in the order of groups, then by name
 * @property {NamedBehavior[]} behaviors
 * @property {NamedObject[]} objects
 * @property {ReadonlyMap<string, string>} icons SVG text by name
 */

export const SRC = new URL("../src/", import.meta.url);

/**
 * @param {URL} [src]
 * @returns {Promise<Sources>}
 */
export async function readSources(src = SRC) {
  return {
    extension: (await import(new URL("extension.js", src).href)).default,
    functions: await readFunctions(src),
    behaviors: await readFolder(new URL("behaviors/", src)),
    objects: await readFolder(new URL("objects/", src)),
    icons: await readIcons(src),
  };
}

/** @param {URL} src */
async function readFunctions(src) {
  const found = [];
  const folders = await namesIn(new URL("functions/", src), "");
  const unknown = folders.find((folder) => !(folder in groups));
  if (unknown) throw new Error(`src/functions/${unknown} has no line in src/groups.js: add one`);
  for (const folder of Object.keys(groups)) {
    if (!folders.includes(folder)) continue;
    const named = await readFolder(new URL(`functions/${folder}/`, src));
    found.push(...named.map((entry) => ({ ...entry, group: groups[folder] })));
  }
  return found;
}

/**
 * @param {URL} folder
 * @returns {Promise<{name: string, declaration: any}[]>}
 */
async function readFolder(folder) {
  const files = await namesIn(folder, ".js");
  return Promise.all(
    files.map(async (file) => ({
      name: basename(file, ".js"),
      declaration: await readDeclaration(new URL(file, folder)),
    })),
  );
}

/** @param {URL} file */
async function readDeclaration(file) {
  const { default: declaration } = await import(file.href);
  if (!declaration)
    throw new Error(`${file.pathname} exports no declaration: add "export default"`);
  return declaration;
}

/** @param {URL} src */
async function readIcons(src) {
  const folder = new URL("icons/", src);
  const files = await namesIn(folder, ".svg");
  const texts = await Promise.all(files.map((file) => readFile(new URL(file, folder), "utf8")));
  return new Map(files.map((file, index) => [basename(file, ".svg"), texts[index]]));
}

/**
 * @param {URL} folder
 * @param {string} ending "" for folders
 */
async function namesIn(folder, ending) {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => (ending ? entry.name.endsWith(ending) : entry.isDirectory()))
    .map((entry) => entry.name)
    .sort();
}
