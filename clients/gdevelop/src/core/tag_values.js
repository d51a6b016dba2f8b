/**
 * Tags of a sample, in a form that can be relied on: what a device did not tell, or told
 * wrongly, is null.
 *
 * Knows: TagDetections. Does not know: earlier samples.
 */

import { normalized } from "../../../web/src/rotation.js";
import { isObject } from "./topics.js";

/** @typedef {import("../../../web/src/geometry.js").Pose} Pose */
/** @typedef {import("../../../web/src/geometry.js").Intrinsics} Intrinsics */
/** @typedef {import("../../../web/src/geometry.js").Point} Point */

/** @typedef {{pose: Pose, errorPx: number | null}} Solution */

/**
 * @typedef {object} SeenTag
 * @property {number} id
 * @property {number | null} sizeM
 * @property {[Point, Point, Point, Point] | null} corners
 * @property {readonly Solution[]} solutions better first
 */

/** @typedef {{lens: Intrinsics | null, tags: SeenTag[]}} Seen */

const MAX_TAGS = 256;
// Beyond that a number is a fault of a device, and its square no number at all.
const LARGEST = 1e9;
const LENS_FIELDS = /** @type {const} */ ([
  "width_px",
  "height_px",
  "fx_px",
  "fy_px",
  "cx_px",
  "cy_px",
]);

/**
 * @param {unknown} value of a sample
 * @returns {Seen}
 */
export function readTags(value) {
  if (!isObject(value)) return { lens: null, tags: [] };
  const tags = Array.isArray(value.tags) ? value.tags.slice(0, MAX_TAGS) : [];
  return { lens: readLens(value.intrinsics), tags: tags.flatMap(readTag) };
}

/**
 * @param {unknown} value
 * @returns {Intrinsics | null}
 */
export function readLens(value) {
  if (!isObject(value) || !LENS_FIELDS.every((name) => isNumber(value[name]))) return null;
  const lens = /** @type {Intrinsics} */ (/** @type {unknown} */ (value));
  const isLens = lens.width_px > 0 && lens.height_px > 0 && lens.fx_px > 0 && lens.fy_px > 0;
  return isLens ? lens : null;
}

/**
 * @param {unknown} item
 * @returns {SeenTag[]} none when it has no number
 */
function readTag(item) {
  if (!isObject(item) || !isNumber(item.tag_id)) return [];
  const solutions = Array.isArray(item.solutions) ? item.solutions.slice(0, 2) : [];
  return [
    {
      id: item.tag_id,
      sizeM: isNumber(item.size_m) && item.size_m > 0 ? item.size_m : null,
      corners: readCorners(item.corners_px),
      solutions: solutions.flatMap(readSolution),
    },
  ];
}

/**
 * @param {unknown} value
 * @returns {[Point, Point, Point, Point] | null}
 */
function readCorners(value) {
  if (!Array.isArray(value) || value.length !== 4) return null;
  if (!value.every((corner) => isNumbers(corner, 2))) return null;
  return /** @type {[Point, Point, Point, Point]} */ (value);
}

/**
 * @param {unknown} value
 * @returns {Solution[]}
 */
function readSolution(value) {
  const pose = isObject(value) ? readPose(value.camera_from_tag) : null;
  if (pose === null) return [];
  const error = /** @type {any} */ (value).reprojection_error_px;
  return [{ pose, errorPx: isNumber(error) ? error : null }];
}

/**
 * @param {unknown} value
 * @returns {Pose | null}
 */
export function readPose(value) {
  if (!isObject(value) || !isNumbers(value.translation, 3) || !isNumbers(value.rotation, 4)) {
    return null;
  }
  const [x, y, z] = value.translation;
  const rotation = normalized(value.rotation);
  return rotation === null ? null : { translation: [x, y, z], rotation };
}

/**
 * @param {unknown} value
 * @param {number} count
 * @returns {value is number[]}
 */
function isNumbers(value, count) {
  return Array.isArray(value) && value.length === count && value.every(isNumber);
}

/**
 * @param {unknown} value
 * @returns {value is number}
 */
function isNumber(value) {
  return typeof value === "number" && Math.abs(value) < LARGEST;
}
