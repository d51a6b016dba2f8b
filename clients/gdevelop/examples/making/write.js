/**
 * Writes the example projects from their sources: `node examples/making/write.js [slug …]`.
 *
 * A project is `game.js` with the extension inside, in the form in which the editor itself
 * would save it; so opening and saving an example changes nothing.
 */

import { readFile, readdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { savedByEditor } from "../../packing/engine.mjs";

const EXAMPLES = new URL("../", import.meta.url);
const EXTENSION = new URL("../../GameBridge.json", import.meta.url);

/** The folders that hold an example. */
export async function exampleSlugs() {
  const entries = await readdir(EXAMPLES, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory() && entry.name !== "making");
  return folders.map(({ name }) => name).sort();
}

/** Where an example's project file is. @param {string} slug */
export function projectFile(slug) {
  return fileURLToPath(new URL(`${slug}/${slug}.json`, EXAMPLES));
}

/**
 * The text of an example's project file, from its source and the extension.
 * @param {string} slug
 * @returns {Promise<string>}
 */
export async function projectText(slug) {
  const { default: game } = await import(new URL(`${slug}/game.js`, EXAMPLES).href);
  const extension = JSON.parse(await readFile(EXTENSION, "utf8"));
  const whole = savedByEditor({ ...game, eventsFunctionsExtensions: [extension] });
  return `${JSON.stringify(whole, null, 2)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const wanted = process.argv.slice(2);
  for (const slug of wanted.length > 0 ? wanted : await exampleSlugs()) {
    await writeFile(projectFile(slug), await projectText(slug));
    console.log(`examples/${slug}/${slug}.json`);
  }
}
