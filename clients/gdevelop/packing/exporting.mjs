/**
 * From a project's folder to a game that runs in a browser, with every complaint of the
 * engine brought to light.
 *
 * Knows: the order of steps and checks. Does not know: the command line.
 */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { engineLog, exportHtml5, loadProject, ownBehaviors } from "./engine.mjs";
import { diagnosticsOf, errorsIn, leftOutOf } from "./findings.mjs";
import { lonelyIn } from "./lonely_behaviors.mjs";
import { miscountedIn } from "./parameter_counts.mjs";
import {
  missingResources,
  projectFileIn,
  readExtension,
  readJson,
  withExtension,
} from "./projects.mjs";

/**
 * Export the project in a folder, with the extension as it is committed.
 * @param {string} folder
 * @param {string} target made when it is not there
 * @returns {Promise<string[]>} what is wrong; empty when the game is as its events say
 */
export async function exportGame(folder, target) {
  const file = resolve(await projectFileIn(folder));
  const json = withExtension(await readJson(file), await readExtension());
  // An id would make every player's browser report to the engine's statistics.
  json.properties = { ...json.properties, projectUuid: "" };
  const before = engineLog().length;
  const missing = await missingResources(json, dirname(file));
  const project = await loadAs(file, json);
  try {
    exportHtml5(project, resolve(target)); // Fills the diagnostic report as well.
    return [
      ...missing.map((name) => `the resource ${name} is missing: put it into ${folder}`),
      ...miscountedIn(json),
      ...lonelyIn(json, ownBehaviors),
      ...diagnosticsOf(project),
      ...errorsIn(engineLog().slice(before)),
      ...(await leftOutOf(target)),
    ];
  } finally {
    project.delete();
  }
}

/**
 * Load a project that stands at `file`, with other contents than the file has.
 * @param {string} file
 * @param {object} json
 */
async function loadAs(file, json) {
  const folder = await mkdtemp(join(tmpdir(), "gamebridge-"));
  try {
    const copy = join(folder, "game.json");
    await writeFile(copy, JSON.stringify(json));
    const project = await loadProject(copy);
    project.setProjectFile(file); // Resources are looked for beside it.
    return project;
  } finally {
    await rm(folder, { recursive: true });
  }
}
