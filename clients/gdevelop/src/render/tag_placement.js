/**
 * Where a 3D object stands for a tag that a camera sees, in the engine's own space: X to the
 * right, Y down, Z towards the viewer, turned about X, then Y, then Z.
 *
 * Knows: poses, modes. Does not know: objects, layers.
 */

import { rotate } from "../../../web/src/geometry.js";
import { conjugate, multiply } from "../../../web/src/rotation.js";

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
 * @property {Vector3} center pixels
 * @property {Quaternion} turn in the engine's space
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
  const { start, offset } = ground;
  if (ground.mode === "Calibrate") {
    const first = ground.first ?? pose;
    const turned = turnOf(multiply(pose.rotation, conjugate(first.rotation)));
    const turn = multiply(turned, start.turn);
    return { center: shifted(moved(pose, first.translation, ground), offset, turn), turn };
  }
  const turn = turnOf(pose.rotation);
  return { center: shifted(centerOf(pose, ground), offset, turn), turn };
}

/**
 * @param {Pose} pose
 * @param {Ground} ground
 * @returns {Vector3}
 */
function centerOf(pose, ground) {
  if (ground.mode === "Locked") return ground.start.center;
  if (ground.mode === "Free") return moved(pose, [0, 0, ground.homeDistanceM], ground);
  const [x, y, z] = inScene(pose.translation, ground.pixelsPerMetre);
  const [eyeX, eyeY, eyeZ] = ground.eye;
  return [eyeX + x, eyeY + y, eyeZ + z];
}

/**
 * As far from the start as the tag is from its home.
 * @param {Pose} pose
 * @param {Vector3} home metres
 * @param {Ground} ground
 * @returns {Vector3}
 */
function moved({ translation: [x, y, z] }, [homeX, homeY, homeZ], { start, pixelsPerMetre }) {
  const [dx, dy, dz] = inScene([x - homeX, y - homeY, z - homeZ], pixelsPerMetre);
  const [startX, startY, startZ] = start.center;
  return [startX + dx, startY + dy, startZ + dz];
}

/**
 * The camera looks along its z, the engine's viewer against it.
 * @param {Vector3} v
 * @param {number} scale
 * @returns {Vector3}
 */
function inScene([x, y, z], scale) {
  return [x * scale, y * scale, -z * scale];
}

/**
 * @param {Vector3} center
 * @param {Vector3} offset
 * @param {Quaternion} turn
 * @returns {Vector3}
 */
function shifted([x, y, z], offset, turn) {
  const [dx, dy, dz] = rotate(turn, offset);
  return [x + dx, y + dy, z + dz];
}

/**
 * Return the same rotation seen in the engine's space, which is the camera's in a mirror.
 * @param {Quaternion} rotation
 * @returns {Quaternion}
 */
function turnOf([w, x, y, z]) {
  return [w, -x, -y, z];
}

/**
 * Return the three angles by which the engine turns an object.
 * @param {Quaternion} turn of length one
 * @returns {{x: number, y: number, z: number}} degrees
 */
export function anglesOfTurn([w, x, y, z]) {
  const sine = 2 * (w * y - z * x);
  return {
    x: Math.atan2(2 * (w * x + y * z), 1 - 2 * (x * x + y * y)) * DEG,
    y: Math.asin(Math.max(-1, Math.min(1, sine))) * DEG,
    z: Math.atan2(2 * (w * z + x * y), 1 - 2 * (y * y + z * z)) * DEG,
  };
}

/**
 * The opposite of `anglesOfTurn`.
 * @param {number} x degrees
 * @param {number} y
 * @param {number} z
 * @returns {Quaternion}
 */
export function turnOfAngles(x, y, z) {
  const about = (/** @type {number} */ deg) => [Math.cos(deg / 2 / DEG), Math.sin(deg / 2 / DEG)];
  const [[wx, sx], [wy, sy], [wz, sz]] = [about(x), about(y), about(z)];
  return multiply(multiply([wz, 0, 0, sz], [wy, 0, sy, 0]), [wx, sx, 0, 0]);
}
