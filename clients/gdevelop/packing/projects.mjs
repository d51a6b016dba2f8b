/**
 * Projects of GDevelop as files: found, read, given the extension.
 *
 * Knows: where a project's JSON stands. Does not know: the engine.
 */

import { access, readFile, readdir } from "node:fs/promises";
import { basename, join } from "node:path";

export const EXTENSION_FILE = new URL("../GameBridge.json", import.meta.url);

/**
 * Return the path of the project in a folder: the only JSON file there, or the one that is
 * named like the folder.
 * @param {string} folder
 */
export async function projectFileIn(folder) {
  const files = (await readdir(folder)).filter((name) => name.endsWith(".json"));
  const named = files.find((name) => name === `${basename(folder)}.json`);
  const chosen = named ?? (files.length === 1 ? files[0] : null);
  if (!chosen) {
    throw new Error(
      `${folder} has ${files.length} JSON files, none of which is named ${basename(folder)}.json: ` +
        "name the project like its folder",
    );
  }
  return join(folder, chosen);
}

/**
 * @param {string} file
 * @returns {Promise<any>}
 */
export async function readJson(file) {
  const text = await readFile(file, "utf8");
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is no JSON: ${/** @type {Error} */ (error).message}`);
  }
}

/**
 * Put an extension into a project, in the place of an older one of the same name.
 * @param {any} project
 * @param {any} extension
 */
export function withExtension(project, extension) {
  const present = project.eventsFunctionsExtensions ?? [];
  const index = present.findIndex((/** @type {any} */ other) => other.name === extension.name);
  const all = index < 0 ? [...present, extension] : present.with(index, extension);
  return { ...project, eventsFunctionsExtensions: all };
}

/** The extension as it is committed. */
export async function readExtension() {
  return JSON.parse(await readFile(EXTENSION_FILE, "utf8"));
}

/**
 * Return the resources that the project names and the folder lacks.
 * @param {any} project
 * @param {string} folder
 */
export async function missingResources(project, folder) {
  /** @type {string[]} */
  const missing = [];
  for (const resource of project.resources?.resources ?? []) {
    if (!resource.file || /^\w+:/.test(resource.file)) continue;
    await access(join(folder, resource.file)).catch(() => missing.push(resource.file));
  }
  return missing;
}
