/**
 * Writes GameBridge.json and the tables of README.md from `src`: `node packing/pack.mjs`, or
 * with `--check` only tells whether they are what `src` gives.
 */

import { readFile, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { buildExtension, textOf } from "./extension.mjs";
import { lint } from "./lint.mjs";
import { EXTENSION_FILE } from "./projects.mjs";
import { README, readmeFrom } from "./readme.mjs";
import { readSources } from "./sources.mjs";

const isCheck = process.argv.includes("--check");

/**
 * @param {URL} file
 * @param {(present: string) => string | Promise<string>} make
 */
async function renew(file, make) {
  const present = await readFile(file, "utf8").catch(() => "");
  const text = await make(present);
  const name = basename(file.pathname);
  if (text === present) {
    console.log(`${name} is what the sources give.`);
  } else if (isCheck) {
    console.error(`${name} is not what the sources give: run \`make gdevelop\` and commit it.`);
    process.exitCode = 1;
  } else {
    await writeFile(file, text);
    console.log(`${name} is written: ${Math.round(text.length / 1024)} kB.`);
  }
}

const sources = await readSources();
const extension = await buildExtension(sources);
for (const problem of await lint(extension)) {
  console.error(problem);
  process.exitCode = 1;
}
await renew(EXTENSION_FILE, () => textOf(extension));
await renew(README, (present) => readmeFrom(present, sources));
