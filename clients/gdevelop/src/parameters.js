/**
 * Parameters that many instructions share, so that they are called alike everywhere.
 *
 * Knows: what developers read about them. Does not know: the instructions.
 */

/** @typedef {import("../packing/declarations.js").Parameter} Parameter */

/** @type {Parameter} */
export const address = {
  name: "Address",
  type: "string",
  description: "Address of the bridge (empty: found by itself)",
  longDescription: 'As the panel shows it, for example "ws://192.168.1.20:8080"',
  optional: true,
};

/** @type {Parameter} */
export const key = {
  name: "Key",
  type: "string",
  description: "Key of this game (empty: asked for when it is needed)",
  optional: true,
};

/** @type {Parameter} */
export const topic = {
  name: "Topic",
  type: "identifier",
  of: "Topic",
  description: "Topic",
  longDescription: 'Device and input, for example "pad-1/input/axis-x", or any topic of the panel',
};

/** @type {Parameter} */
export const path = {
  name: "Path",
  type: "string",
  description: "Place in the message (empty: the value itself)",
  longDescription: 'Names and positions with dots between them, for example "position.0"',
  optional: true,
};

/** @type {Parameter} */
export const device = {
  name: "Device",
  type: "identifier",
  of: "Device",
  description: "Device (empty: any)",
  optional: true,
};

/** @type {Parameter} */
export const button = {
  name: "Button",
  type: "identifier",
  of: "Input",
  description: "Button",
  longDescription: 'Its name on the device, for example "a" for the input "button-a"',
};

/** @type {Parameter} */
export const axis = {
  name: "Axis",
  type: "identifier",
  of: "Input",
  description: "Axis",
  longDescription: 'Its name on the device, for example "x" for the input "axis-x"',
};

/** @type {Parameter} */
export const output = {
  name: "Name",
  type: "identifier",
  of: "Output",
  description: "Output or setting",
  longDescription: 'Its name on the device, for example "led", "servo" or "brightness"',
};

/** @type {Parameter} */
export const stream = {
  name: "Stream",
  type: "identifier",
  of: "Stream",
  description: "Camera (empty: the first)",
  optional: true,
};

/** @type {Parameter} */
export const tagId = {
  name: "Id",
  type: "number",
  description: "Id of the tag",
};

/** @type {Parameter} */
export const camera = {
  name: "Camera",
  type: "identifier",
  of: "Stream",
  description: "Camera (empty: whichever saw the tag last)",
  optional: true,
};

/** @type {Parameter} */
export const entity = {
  name: "Entity",
  type: "identifier",
  of: "Entity",
  description: "What",
  longDescription: "The last word of its topic, world/room/pose/…",
};

/** @type {Parameter} */
export const frame = {
  name: "Frame",
  type: "string",
  description: "Room",
  optional: true,
  defaultValue: '"room"',
};

/** @type {Parameter} */
export const simulation = {
  name: "Name",
  type: "identifier",
  of: "Simulation",
  description: "Simulation",
};
