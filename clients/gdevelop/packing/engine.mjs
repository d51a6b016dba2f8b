/**
 * GDevelop's own core, as the editor uses it.
 *
 * Knows: libGD. Does not know: this extension.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tools from "gdcore-tools";

// What systems ask for the place of temporary files.
const TEMPORARY = ["TMPDIR", "TEMP", "TMP"];

export const { gd } = tools;

/** Which version of GDevelop this is: `5.6.269-0`. */
export const engineVersion = gd.VersionWrapper.fullString();

/** Everything that the core has complained about so far in this process. */
export function engineLog() {
  return tools.gd_internal_logs;
}

/**
 * @param {string} file a project's JSON
 * @returns {Promise<any>} to be deleted
 */
export function loadProject(file) {
  return tools.loadProject(file);
}

/**
 * @param {any} project
 * @param {string} folder
 */
export function exportHtml5(project, folder) {
  // The exporter keeps half-made code in a temporary folder of a fixed name, so two exports
  // at a time would mix the code of two games.
  const own = mkdtempSync(join(tmpdir(), "gamebridge-export-"));
  const before = TEMPORARY.map((name) => process.env[name]);
  for (const name of TEMPORARY) process.env[name] = own;
  try {
    tools.exportProject(project, folder);
  } finally {
    TEMPORARY.forEach((name, at) => {
      if (before[at] === undefined) delete process.env[name];
      else process.env[name] = before[at];
    });
    rmSync(own, { recursive: true, force: true });
  }
}

/**
 * Return what the editor would save after it had opened this.
 * @param {object} projectJson
 * @returns {any}
 */
export function savedByEditor(projectJson) {
  const project = gd.ProjectHelper.createNewGDJSProject();
  const loaded = gd.Serializer.fromJSObject(projectJson);
  const saved = new gd.SerializerElement();
  try {
    project.unserializeFrom(loaded);
    project.serializeTo(saved);
    return JSON.parse(gd.Serializer.toJSON(saved));
  } finally {
    for (const element of [loaded, saved, project]) element.delete();
  }
}

/**
 * Types of the behaviours that every object of a type has without being given them.
 * @param {string} objectType
 * @returns {string[]}
 */
export function ownBehaviors(objectType) {
  const metadata = gd.MetadataProvider.getObjectMetadata(gd.JsPlatform.get(), objectType);
  return metadata.getDefaultBehaviors().toNewVectorString().toJSArray();
}
