/**
 * Properties that several behaviours and objects share, so that they are called alike.
 *
 * Knows: what developers read about them. Does not know: what they do.
 */

/** @typedef {import("../packing/declarations.js").Property} Property */

/** @type {Property} */
export const bridge = {
  name: "Bridge",
  type: "String",
  label: "Name of the bridge, if the game uses several",
  group: "Advanced",
  isAdvanced: true,
};

/** @type {Property} */
export const stream = {
  name: "Stream",
  type: "String",
  label: "Camera (empty: the first)",
  description: "Its id or name, as the panel shows it.",
};

/** @type {Property} */
export const fit = {
  name: "Fit",
  type: "Choice",
  label: "How the picture fits",
  description:
    "Contain shows all of it, Cover fills everything and cuts off what sticks out, Stretch changes its shape.",
  defaultValue: "Contain",
  choices: [{ value: "Contain" }, { value: "Cover" }, { value: "Stretch" }],
};

/** @type {Property} */
export const mirror = {
  name: "Mirror",
  type: "Boolean",
  label: "Mirror",
  description: "Left and right change places, for cameras that look at the player.",
  defaultValue: "false",
};

/** @type {readonly Property[]} */
export const noSignal = [
  {
    name: "NoSignalAfter",
    type: "Number",
    label: '"No signal" when there is no picture for (0: never)',
    unit: "Second",
    defaultValue: "2",
    group: "No signal",
  },
  {
    name: "NoSignalText",
    type: "String",
    label: "Text to show then (empty: the last picture stays)",
    defaultValue: "No signal",
    group: "No signal",
  },
];

/** @type {Property} */
export const tagId = {
  name: "TagId",
  type: "Number",
  label: "Id of the tag",
  unit: "Dimensionless",
  defaultValue: "0",
};

/** @type {Property} */
export const camera = {
  name: "Camera",
  type: "String",
  label: "Camera (empty: whichever saw the tag last)",
  description: "Its id or name, as the panel shows it.",
};

/** @type {readonly Property[]} */
export const lost = [
  {
    name: "HideWhenLost",
    type: "Boolean",
    label: "Hide the object while the tag is lost",
    defaultValue: "true",
    group: "Lost tag",
  },
  {
    name: "LostAfter",
    type: "Number",
    label: "The tag is lost when it was not seen for",
    unit: "Second",
    defaultValue: "0.5",
    group: "Lost tag",
  },
];

/** @type {Property} */
export const object3D = {
  name: "Object3D",
  type: "Behavior",
  label: "3D capability",
  behaviorType: "Scene3D::Base3DBehavior",
};

/** @type {Property} */
export const device = {
  name: "Device",
  type: "String",
  label: "Device (empty: any)",
  description: "Its id or name, as the panel shows it.",
};
