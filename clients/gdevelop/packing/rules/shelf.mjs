/** Category and dimension are words that the store knows, so that the extension is found. */

const CATEGORIES = [
  "Ads",
  "Advanced",
  "Audio",
  "Camera",
  "Device",
  "Game mechanic",
  "General",
  "Input",
  "Movement",
  "Network",
  "Text",
  "Third-party",
  "User interface",
  "Visual effect",
];
const DIMENSIONS = ["", "2D", "3D", "2D/3D"];

/** @type {import("../lint.mjs").Rule} */
export default function shelf({ category, dimension, tags }) {
  return [
    ...(CATEGORIES.includes(category)
      ? []
      : [`the category "${category}" is unknown: one of ${CATEGORIES.join(", ")}`]),
    ...(DIMENSIONS.includes(dimension ?? "")
      ? []
      : [`the dimension "${dimension}" is unknown: 2D, 3D, 2D/3D or empty`]),
    ...(tags?.length ? [] : ["no tags: nobody finds the extension by searching"]),
  ];
}
