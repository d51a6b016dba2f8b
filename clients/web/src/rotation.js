/**
 * Rotations as unit quaternions, scalar first: composing, comparing, going between.
 *
 * Knows: numbers. Does not know: samples, cameras, engines.
 */

import { rotate } from "./geometry.js";

/** @typedef {import("./geometry.js").Quaternion} Quaternion */
/** @typedef {import("./geometry.js").Vector3} Vector3 */
/** @typedef {import("./geometry.js").Pose} Pose */

/** @type {Quaternion} */
export const NO_ROTATION = [1, 0, 0, 0];

// Below this the arc and its chord are the same to a double, and the sine of it is no divisor.
const SMALL_ANGLE = 1e-6;

/**
 * Turn by `b` first, then by `a`.
 * @param {Quaternion} a
 * @param {Quaternion} b
 * @returns {Quaternion}
 */
export function multiply([aw, ax, ay, az], [bw, bx, by, bz]) {
  return [
    aw * bw - ax * bx - ay * by - az * bz,
    aw * bx + ax * bw + ay * bz - az * by,
    aw * by - ax * bz + ay * bw + az * bx,
    aw * bz + ax * by - ay * bx + az * bw,
  ];
}

/**
 * The opposite rotation.
 * @param {Quaternion} rotation
 * @returns {Quaternion}
 */
export function conjugate([w, x, y, z]) {
  return [w, -x, -y, -z];
}

/**
 * The quaternion of length one in the same direction, or null when there is none.
 * @param {readonly number[]} rotation
 * @returns {Quaternion | null}
 */
export function normalized([w, x, y, z]) {
  const length = Math.hypot(w, x, y, z);
  if (!Number.isFinite(length) || length < 1e-9) return null;
  return [w / length, x / length, y / length, z / length];
}

/**
 * The angle between two rotations, 0 to π.
 * @param {Quaternion} a
 * @param {Quaternion} b
 */
export function angleBetween(a, b) {
  const [w, x, y, z] = multiply(conjugate(a), b);
  return 2 * Math.atan2(Math.hypot(x, y, z), Math.abs(w));
}

/**
 * The rotation vector: axis times angle, the short way round.
 * @param {Quaternion} rotation of length one
 * @returns {Vector3}
 */
export function rotationVector([w, x, y, z]) {
  const sine = Math.hypot(x, y, z);
  const sign = w < 0 ? -1 : 1;
  const scale = sine < SMALL_ANGLE ? 2 * sign : (2 * sign * Math.atan2(sine, Math.abs(w))) / sine;
  return [x * scale, y * scale, z * scale];
}

/**
 * The rotation of a rotation vector.
 * @param {Vector3} vector
 * @returns {Quaternion}
 */
export function fromRotationVector([x, y, z]) {
  const angle = Math.hypot(x, y, z);
  const scale = angle < SMALL_ANGLE ? 0.5 : Math.sin(angle / 2) / angle;
  return [Math.cos(angle / 2), x * scale, y * scale, z * scale];
}

/**
 * The rotation `share` of the way from `a` to `b` on the shortest arc; `share` may be
 * outside 0 to 1.
 * @param {Quaternion} a
 * @param {Quaternion} b
 * @param {number} share
 * @returns {Quaternion}
 */
export function slerp(a, b, share) {
  const [x, y, z] = rotationVector(multiply(conjugate(a), b));
  return multiply(a, fromRotationVector([x * share, y * share, z * share]));
}

/**
 * `a_from_b` and `b_from_c` make `a_from_c`.
 * @param {Pose} aFromB
 * @param {Pose} bFromC
 * @returns {Pose}
 */
export function compose(aFromB, bFromC) {
  const [x, y, z] = rotate(aFromB.rotation, bFromC.translation);
  const [tx, ty, tz] = aFromB.translation;
  return {
    translation: [x + tx, y + ty, z + tz],
    rotation: multiply(aFromB.rotation, bFromC.rotation),
  };
}

/**
 * `a_from_b` gives `b_from_a`.
 * @param {Pose} aFromB
 * @returns {Pose}
 */
export function inverse({ translation: [tx, ty, tz], rotation }) {
  const back = conjugate(rotation);
  return { translation: rotate(back, [-tx, -ty, -tz]), rotation: back };
}
