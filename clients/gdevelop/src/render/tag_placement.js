/**
 * Where a 3D object stands for a tag that a camera sees.
 *
 * Knows: poses, modes. Does not know: objects, layers.
 */

import { rotate } from "../../../web/src/geometry.js";
import { conjugate, multiply } from "../../../web/src/rotation.js";
import { scenePoint, sceneRotation } from "../core/pose_mapping.js";

/** @typedef {import("../../../web/src/geometry.js").Pose} Pose */
/** @typedef {import("../../../web/src/geometry.js").Quaternion} Quaternion */
/** @typedef {import("../../../web/src/geometry.js").Vector3} Vector3 */

const DEG = 180 / Math.PI;

/**
 * `AR` lays the object over the picture, `Free` moves it from where it was placed, as far as
 * the tag is from the middle of the picture, `Calibrate` as far as the tag is from where it
 * was first seen, and `Locked` only turns it.
 * @typedef {"AR" | "Free" | "Calibrate" | "Locked"} Mode
 */

/**
 * @typedef {object} Placement
 * @property {Vector3} center pixels of the scene
 * @property {Quaternion} rotation in the bridge's space
 */

/**
 * What an object is placed from.
 * @typedef {object} Ground
 * @property {string} mode a Mode
 * @property {number} pixelsPerMetre
 * @property {Placement} start where the object was placed by the developer
 * @property {Vector3} eye where the layer's camera is, pixels
 * @property {number} homeDistanceM how far the tag is when the object is where it was placed
 * @property {Pose | null} first the pose that means "at the start"
 * @property {Vector3} offset pixels in the tag's space: right, down, out of the paper
 */

/**
 * @param {Pose} pose of the tag in the camera's space
 * @param {Ground} ground
 * @returns {Placement}
 */
export function placementOf(pose, ground) {
  const { mode, start, offset } = ground;
  if (mode !== "Calibrate") {
    return {
      center: shifted(centerOf(pose, ground), offset, pose.rotation),
      rotation: pose.rotation,
    };
  }
  const first = ground.first ?? pose;
  const turned = multiply(pose.rotation, conjugate(first.rotation));
  const rotation = multiply(turned, start.rotation);
  const center = movedFrom(first.translation, pose, ground);
  return { center: shifted(center, offset, rotation), rotation };
}

/**
 * @param {Pose} pose
 * @param {Ground} ground
 * @returns {Vector3}
 */
function centerOf(pose, ground) {
  if (ground.mode === "Locked") return ground.start.center;
  if (ground.mode === "Free") return movedFrom([0, 0, ground.homeDistanceM], pose, ground);
  return pointFrom(ground.eye, pose.translation, ground.pixelsPerMetre);
}

/**
 * As far from the start as the tag is from its home.
 * @param {Vector3} home metres
 * @param {Pose} pose
 * @param {Ground} ground
 */
function movedFrom([homeX, homeY, homeZ], { translation: [x, y, z] }, { start, pixelsPerMetre }) {
  return pointFrom(start.center, [x - homeX, y - homeY, z - homeZ], pixelsPerMetre);
}

/**
 * @param {Vector3} origin pixels of the scene
 * @param {Vector3} way metres in the bridge's space
 * @param {number} pixelsPerMetre
 */
function pointFrom([x, y, z], way, pixelsPerMetre) {
  return scenePoint(way, { x, y, z, pixelsPerMetre });
}

/**
 * @param {Vector3} center
 * @param {Vector3} offset to the right, down and out of the paper
 * @param {Quaternion} rotation of the paper
 */
function shifted(center, [right, down, out], rotation) {
  return pointFrom(center, rotate(rotation, [right, down, -out]), 1);
}

/**
 * Return the rotation of an object with these angles: the opposite of `anglesOf`.
 * @param {number} x degrees
 * @param {number} y
 * @param {number} z
 * @returns {Quaternion} in the bridge's space
 */
export function rotationOfAngles(x, y, z) {
  const about = (/** @type {number} */ deg) => [Math.cos(deg / 2 / DEG), Math.sin(deg / 2 / DEG)];
  const [[wx, sx], [wy, sy], [wz, sz]] = [about(x), about(y), about(z)];
  return sceneRotation(multiply(multiply([wz, 0, 0, sz], [wy, 0, sy, 0]), [wx, sx, 0, 0]));
}
