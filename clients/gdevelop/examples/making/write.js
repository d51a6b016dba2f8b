/**
 * Writes the example projects from their sources: `node examples/making/write.js [slug …]`.
 * With `--print tutorial` it prints the tutorial's project, which is kept nowhere.
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
export function projectText(slug) {
  return textOf(new URL(`${slug}/game.js`, EXAMPLES));
}

/** @param {URL} source */
async function textOf(source) {
  const { default: game } = await import(source.href);
  const extension = JSON.parse(await readFile(EXTENSION, "utf8"));
  const whole = savedByEditor({ ...game, eventsFunctionsExtensions: [extension] });
  return `${JSON.stringify(whole, null, 2)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [option, ...named] = process.argv.slice(2);
  if (option === "--print") {
    process.stdout.write(await textOf(new URL(`../${named[0]}/game.js`, EXAMPLES)));
  } else {
    for (const slug of option ? [option, ...named] : await exampleSlugs()) {
      await writeFile(projectFile(slug), await projectText(slug));
      console.log(`examples/${slug}/${slug}.json`);
    }
  }
}
