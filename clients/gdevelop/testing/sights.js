/** Tags as cameras report them, for tests: seen through a pinhole. */

import { projectSquare } from "../../web/src/geometry.js";

/** @typedef {import("../../web/src/geometry.js").Pose} Pose */
/** @typedef {import("../../web/src/geometry.js").Quaternion} Quaternion */

export const LENS = Object.freeze({
  width_px: 640,
  height_px: 480,
  fx_px: 600,
  fy_px: 600,
  cx_px: 319.5,
  cy_px: 239.5,
});

/** @type {Quaternion} */
export const UPRIGHT = [1, 0, 0, 0];

/**
 * A turn about one axis.
 * @param {"x" | "y" | "z"} axis
 * @param {number} degrees
 * @returns {Quaternion}
 */
export function turn(axis, degrees) {
  const half = (degrees * Math.PI) / 360;
  const s = Math.sin(half);
  return [Math.cos(half), axis === "x" ? s : 0, axis === "y" ? s : 0, axis === "z" ? s : 0];
}

/**
 * @param {number} x
 * @param {number} y
 * @param {number} z
 * @param {Quaternion} [rotation]
 * @returns {Pose}
 */
export function poseAt(x, y, z, rotation = UPRIGHT) {
  return { translation: [x, y, z], rotation };
}

/**
 * A detection.
 * @param {number} id
 * @param {Pose} pose
 * @param {{[field: string]: unknown}} [more]
 */
export function tagAt(id, pose, more = {}) {
  return {
    tag_id: id,
    family: "tag36h11",
    size_m: 0.1,
    corners_px: projectSquare(LENS, pose, 0.1),
    decision_margin: 80,
    hamming: 0,
    solutions: [{ camera_from_tag: pose, reprojection_error_px: 0.1 }],
    ...more,
  };
}

/**
 * All tags of a picture.
 * @param {...unknown} tags
 */
export function picture(...tags) {
  return { frame_seq: 1, intrinsics: LENS, tags };
}
