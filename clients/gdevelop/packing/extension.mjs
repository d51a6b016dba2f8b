/**
 * The whole extension in the engine's format, as the editor itself would save it.
 *
 * Knows: how the parts are put together. Does not know: files, the command line.
 */

import { bundleLibrary } from "./bundle.mjs";
import { savedByEditor } from "./engine.mjs";
import { refuseFreeNames } from "./free_names.mjs";
import { defineLibraryJson, functionJson } from "./functions.mjs";
import { behaviorJson, objectJson } from "./instances.mjs";

/** @typedef {import("./sources.mjs").Sources} Sources */

/**
 * @param {Sources} sources
 * @param {string} [library] the code of the library
 * @returns {Promise<any>}
 */
export async function buildExtension(sources, library) {
  refuseFreeNames(sources);
  const { extension, functions, behaviors, objects } = sources;
  const icon = iconUrl(sources, "extension");
  return canonical({
    ...extension,
    description: extension.description.join("\n"),
    iconUrl: icon,
    previewIconUrl: icon,
    eventsFunctions: [
      defineLibraryJson(library ?? (await bundleLibrary())),
      ...(await Promise.all(functions.map(functionJson))),
    ],
    eventsBasedBehaviors: await Promise.all(
      behaviors.map((named) => behaviorJson({ ...named, iconUrl: iconOf(sources, named) })),
    ),
    eventsBasedObjects: await Promise.all(
      objects.map((named) => objectJson({ ...named, iconUrl: iconOf(sources, named) })),
    ),
  });
}

/**
 * Return an extension as the editor saves it, so that a developer's first save changes
 * nothing in it.
 * @param {Record<string, unknown>} extension
 * @returns {any}
 */
export function canonical(extension) {
  const saved = savedByEditor({ properties: {}, eventsFunctionsExtensions: [extension] });
  return saved.eventsFunctionsExtensions[0];
}

/**
 * The text of GameBridge.json.
 * @param {object} extension
 */
export function textOf(extension) {
  return `${JSON.stringify(extension, null, 2)}\n`;
}

/**
 * @param {Sources} sources
 * @param {{name: string, declaration: {icon?: string}}} named
 */
function iconOf(sources, { name, declaration }) {
  if (declaration.icon) return iconUrl(sources, declaration.icon);
  return iconUrl(sources, sources.icons.has(name) ? name : "extension");
}

/**
 * @param {Sources} sources
 * @param {string} name
 */
function iconUrl({ icons }, name) {
  const svg = icons.get(name);
  if (!svg) throw new Error(`no icon "${name}": draw src/icons/${name}.svg`);
  const oneLine = svg.replace(/>\s+</g, "><").trim();
  return `data:image/svg+xml;base64,${Buffer.from(oneLine, "utf8").toString("base64")}`;
}
