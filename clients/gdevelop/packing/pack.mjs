/**
 * Writes GameBridge.json from `src`: `node packing/pack.mjs`, or with `--check` only tells
 * whether it is what `src` gives.
 */

import { readFile, writeFile } from "node:fs/promises";
import { buildExtension, textOf } from "./extension.mjs";
import { readSources } from "./sources.mjs";

const TARGET = new URL("../GameBridge.json", import.meta.url);

const text = textOf(await buildExtension(await readSources()));
const present = await readFile(TARGET, "utf8").catch(() => "");
if (text === present) {
  console.log("GameBridge.json is what the sources give.");
} else if (process.argv.includes("--check")) {
  console.error("GameBridge.json is not what the sources give: run `npm run pack` and commit it.");
  process.exitCode = 1;
} else {
  await writeFile(TARGET, text);
  console.log(`GameBridge.json is written: ${Math.round(text.length / 1024)} kB.`);
}
