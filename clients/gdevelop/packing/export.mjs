/**
 * Exports a project with the extension in it: `node packing/export.mjs PROJECT_FOLDER OUT_FOLDER`.
 *
 * Ends with 1 and one line per problem when the game would not do what its events say.
 */

import { pathToFileURL } from "node:url";
import { engineVersion } from "./engine.mjs";
import { exportGame } from "./exporting.mjs";

const USAGE = `Usage: node packing/export.mjs PROJECT_FOLDER OUT_FOLDER

PROJECT_FOLDER holds a project of GDevelop; OUT_FOLDER receives an HTML5 game with the
present GameBridge.json in it. Serve OUT_FOLDER over HTTP: browsers do not run it from a file.`;

/** @param {string[]} args */
async function main(args) {
  if (args.includes("--help")) {
    console.log(USAGE);
    return 0;
  }
  if (args.length !== 2) {
    console.error(USAGE);
    return 2;
  }
  const [folder, target] = args;
  const problems = await exportGame(folder, target);
  for (const problem of problems) console.error(`${folder}: ${problem}`);
  if (problems.length > 0) return 1;
  console.log(`${folder} is exported to ${target} by GDevelop ${engineVersion}.`);
  return 0;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = await main(process.argv.slice(2)).catch((error) => {
    console.error(error.message);
    return 1;
  });
}
