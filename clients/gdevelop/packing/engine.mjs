/**
 * GDevelop's own core, as the editor uses it.
 *
 * Knows: libGD. Does not know: this extension.
 */

import * as tools from "gdcore-tools";

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
  tools.exportProject(project, folder);
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
