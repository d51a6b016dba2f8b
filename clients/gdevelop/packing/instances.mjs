/**
 * Declarations of behaviours and custom objects in the engine's format.
 *
 * Knows: properties, moments, functions with an owner. Does not know: free functions.
 */

import { instanceCode } from "./code.mjs";
import { javascript } from "./events.js";
import { defineLibrary, described, parameterJson } from "./functions.mjs";

/** @typedef {import("./declarations.js").Behavior} Behavior */
/** @typedef {import("./declarations.js").CustomObject} CustomObject */
/** @typedef {import("./declarations.js").Property} Property */
/** @typedef {import("./declarations.js").InstanceFunction} InstanceFunction */
/** @typedef {Record<string, unknown>} Json */
/** @typedef {{name: string, declaration: Behavior | CustomObject, iconUrl: string}} Owner */

const MOMENTS = /** @type {const} */ ([
  "onCreated",
  "onActivate",
  "onDeActivate",
  "doStepPreEvents",
  "doStepPostEvents",
  "onDestroy",
  "onHotReloading",
]);

/**
 * @param {Owner & {declaration: Behavior}} owner
 * @returns {Promise<Json>}
 */
export async function behaviorJson(owner) {
  const { name, declaration, iconUrl } = owner;
  return {
    name,
    fullName: declaration.fullName,
    description: declaration.description,
    objectType: declaration.objectType,
    iconUrl,
    previewIconUrl: iconUrl,
    eventsFunctions: await functionsOf(owner),
    propertyDescriptors: declaration.properties.map(propertyJson),
    sharedPropertyDescriptors: [],
  };
}

/**
 * @param {Owner & {declaration: CustomObject}} owner
 * @returns {Promise<Json>}
 */
export async function objectJson(owner) {
  const { name, declaration, iconUrl } = owner;
  return {
    name,
    fullName: declaration.fullName,
    description: declaration.description,
    defaultName: declaration.defaultName,
    iconUrl,
    previewIconUrl: iconUrl,
    ...area(declaration),
    is3D: declaration.is3D ?? false,
    isInnerAreaFollowingParentSize: true,
    isUsingLegacyInstancesRenderer: false,
    eventsFunctions: await functionsOf(owner),
    propertyDescriptors: declaration.properties.map(propertyJson),
    objects: [],
    instances: [],
    layers: [],
  };
}

/** @param {CustomObject} declaration */
function area({ widthPx, heightPx }) {
  return {
    areaMinX: 0,
    areaMinY: 0,
    areaMinZ: 0,
    areaMaxX: widthPx,
    areaMaxY: heightPx,
    areaMaxZ: 64,
  };
}

/** @param {Owner} owner */
async function functionsOf(owner) {
  const { declaration } = owner;
  const made = [];
  for (const moment of MOMENTS) {
    if (declaration[moment] || moment === "onCreated") made.push(momentJson(owner, moment));
  }
  for (const declared of declaration.functions ?? []) made.push(ownFunctionJson(owner, declared));
  return Promise.all(made);
}

/**
 * @param {Owner} owner
 * @param {typeof MOMENTS[number]} moment
 * @returns {Promise<Json>}
 */
async function momentJson(owner, moment) {
  const what = owner.declaration[moment];
  const events = moment === "onCreated" ? [defineLibrary()] : [];
  if (typeof what === "function") {
    events.push(await codeEvent(owner, moment, { kind: "action", run: what }));
  } else if (what) {
    events.push(...what.events);
  }
  return {
    name: moment,
    functionType: "Action",
    parameters: ownParameters(owner),
    objectGroups: [],
    events,
  };
}

/**
 * @param {Owner} owner
 * @param {InstanceFunction} declared
 * @returns {Promise<Json>}
 */
async function ownFunctionJson(owner, declared) {
  const { run, events } = declared;
  if (!run === !events)
    throw new Error(`${owner.name}.${declared.name} needs either run or events`);
  const code = run ? [await codeEvent(owner, declared.name, { ...declared, run })] : events;
  return {
    ...described(declared.name, declared),
    parameters: [...ownParameters(owner), ...(declared.parameters ?? []).map(parameterJson)],
    events: code,
  };
}

/**
 * @param {Owner} owner
 * @param {string} name
 * @param {{kind: string, parameters?: readonly import("./declarations.js").Parameter[], run: Function}} declared
 */
async function codeEvent(owner, name, declared) {
  const place = {
    isBehavior: owner.declaration.kind === "behavior",
    properties: owner.declaration.properties.map((property) => property.name),
  };
  return javascript(await instanceCode(owner.name, name, declared, place), "Object");
}

/** @param {Owner} owner */
function ownParameters({ name, declaration }) {
  const type = `GameBridge::${name}`;
  if (declaration.kind === "object") {
    return [
      { name: "Object", description: "Object", type: "object", supplementaryInformation: type },
    ];
  }
  const object = { name: "Object", description: "Object", type: "object" };
  const of = declaration.objectType;
  return [
    of ? { ...object, supplementaryInformation: of } : object,
    { name: "Behavior", description: "Behavior", type: "behavior", supplementaryInformation: type },
  ];
}

/**
 * @param {Property} property
 * @returns {Json}
 */
function propertyJson(property) {
  const { name, type, label, description, group, defaultValue, unit, choices } = property;
  return {
    name,
    type,
    label,
    description: description ?? "",
    group: group ?? "",
    value: defaultValue ?? "",
    ...(unit ? { unit } : {}),
    ...(choices ? { choices: choices.map((choice) => ({ label: choice.value, ...choice })) } : {}),
    ...(property.behaviorType ? { extraInformation: [property.behaviorType] } : {}),
    ...(property.isHidden ? { hidden: true } : {}),
    ...(property.isAdvanced ? { advanced: true } : {}),
  };
}
