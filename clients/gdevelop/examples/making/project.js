/**
 * A whole project from its scenes.
 *
 * Knows: the form of a project file, version 5.6. Does not know: events, files.
 */

import { createHash } from "node:crypto";

/** @typedef {{[key: string]: any}} Json */

const LAYER = {
  visibility: true,
  isLightingLayer: false,
  isLocked: false,
  followBaseLayerCamera: false,
  cameras: [{ defaultSize: true, defaultViewport: true }],
  effects: [],
};

/**
 * @param {string} name empty for the base layer
 * @param {"" | "2d" | "3d" | "2d+3d"} [renderingType]
 */
export function layer(name, renderingType = "") {
  return { ...LAYER, name, renderingType };
}

/**
 * @param {string} name
 * @param {object} parts
 * @param {Json[]} parts.objects
 * @param {Json[]} parts.instances
 * @param {object[]} parts.events
 * @param {Json[]} [parts.layers] the lowest first
 * @param {Json[]} [parts.variables]
 * @param {Json[]} [parts.objectsGroups]
 * @param {[number, number, number]} [parts.background]
 */
export function scene(name, parts) {
  const { objects, events, variables = [], background = [16, 20, 34], objectsGroups = [] } = parts;
  const { layers = [layer("")], instances } = parts;
  const [r, v, b] = background;
  return {
    name,
    mangledName: name.replace(/\W/g, "_"),
    r,
    v,
    b,
    title: "",
    uiSettings: {},
    objectsGroups,
    variables,
    instances: instances.map((placed, index) => ({
      ...placed,
      persistentUuid: uuidFrom(`${name} ${placed.name} ${index}`),
    })),
    objects,
    objectsFolderStructure: folderOf(objects),
    events,
    layers,
    behaviorsSharedData: sharedDataOf(objects),
  };
}

/** @param {Json[]} objects */
function folderOf(objects) {
  return { folderName: "__ROOT", children: objects.map(({ name }) => ({ objectName: name })) };
}

/** @param {Json[]} objects */
function sharedDataOf(objects) {
  const names = new Map();
  for (const { behaviors } of objects) {
    for (const { name, type } of behaviors) names.set(name, { name, type });
  }
  return [...names.values()];
}

/** The same id for the same place, so that writing a project again changes nothing. */
function uuidFrom(/** @type {string} */ text) {
  const hex = createHash("sha256").update(text).digest("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20, 32),
  ].join("-");
}

const KINDS = { ".png": "image", ".wav": "audio", ".mp3": "audio" };

/**
 * @param {object} game
 * @param {string} game.slug
 * @param {string} game.name
 * @param {string} game.description
 * @param {string} game.packageName
 * @param {string[]} game.assets file names in the folder `assets`
 * @param {Json[]} game.scenes
 * @param {Json[]} [game.variables]
 * @param {number} [game.width]
 * @param {number} [game.height]
 * @param {string[]} [game.playableDevices]
 */
export function project(game) {
  const { name, description, packageName, assets, scenes, variables = [] } = game;
  const { width = 960, height = 540, playableDevices = ["keyboard", "mobile"] } = game;
  return {
    firstLayout: scenes[0].name,
    gdVersion: { major: 5, minor: 6, build: 269, revision: 0 },
    properties: {
      name,
      description,
      packageName,
      version: "1.0.0",
      author: "",
      projectUuid: "",
      windowWidth: width,
      windowHeight: height,
      orientation: "landscape",
      sizeOnStartupMode: "",
      adaptGameResolutionAtRuntime: true,
      scaleMode: "linear",
      antialiasingMode: "MSAA",
      maxFPS: 60,
      minFPS: 20,
      playableDevices,
      loadingScreen: { showGDevelopSplash: false, minDuration: 0, backgroundColor: 1053730 },
      watermark: { showWatermark: false, placement: "bottom-left" },
      extensionProperties: [],
      platforms: [{ name: "GDevelop JS platform" }],
      currentPlatform: "GDevelop JS platform",
    },
    resources: { resources: assets.map(resource), resourceFolders: [] },
    objects: [],
    objectsFolderStructure: { folderName: "__ROOT" },
    objectsGroups: [],
    variables,
    layouts: scenes,
    externalEvents: [],
    eventsFunctionsExtensions: /** @type {Json[]} */ ([]),
    externalLayouts: [],
    externalSourceFiles: [],
  };
}

/** @param {string} file */
function resource(file) {
  const kind = /** @type {{[ending: string]: string}} */ (KINDS)[file.slice(file.lastIndexOf("."))];
  const common = { name: file, file: `assets/${file}`, kind, metadata: "", userAdded: true };
  return kind === "image"
    ? { ...common, smoothed: true, alwaysLoaded: false }
    : { ...common, preloadAsSound: true, preloadAsMusic: false, preloadInCache: false };
}
