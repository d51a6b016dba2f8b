/** The arithmetic of a board on a screen: pointers, phones, colours, turns. Pure. */

export const MOST_TILT_RAD = 0.9;
/** What one press of an arrow key tilts. */
export const KEY_TILT_RAD = 0.45;

/** @typedef {{left: number, top: number, width: number, height: number}} Box */

/**
 * Where a pointer is in a square, -1 to 1 each way, right and up; not beyond its edge.
 * @param {{clientX: number, clientY: number}} pointer
 * @param {Box} box
 * @returns {{x: number, y: number}}
 */
export function offsetIn({ clientX, clientY }, { left, top, width, height }) {
  const x = ((clientX - left) / width) * 2 - 1;
  const y = 1 - ((clientY - top) / height) * 2;
  return { x: clamp(x, -1, 1), y: clamp(y, -1, 1) };
}

/**
 * Where a stick is that is pushed there: on the rim at most, as its ring is round.
 * @param {{x: number, y: number}} offset
 */
export function stickAt({ x, y }) {
  const length = Math.hypot(x, y);
  const factor = length > 1 ? 1 / length : 1;
  return { x: round(x * factor), y: round(y * factor) };
}

/**
 * How a board is held when its plate is pushed down there.
 * @param {{x: number, y: number}} offset
 */
export function tiltOf({ x, y }) {
  return { "tilt-x": round(x * MOST_TILT_RAD), "tilt-y": round(-y * MOST_TILT_RAD) };
}

/**
 * How a board is held as a phone is that says these angles, in degrees
 * (`deviceorientation`). The phone's screen may be turned.
 * @param {{beta: number | null, gamma: number | null}} held
 * @param {number} screenDeg
 */
export function tiltOfPhone({ beta, gamma }, screenDeg) {
  const near = beta ?? 0;
  const right = gamma ?? 0;
  const turned = {
    0: [right, near],
    90: [near, -right],
    180: [-right, -near],
    270: [-near, right],
  }[((screenDeg % 360) + 360) % 360] ?? [right, near];
  const [x, y] = turned.map((deg) => round(clamp((deg * Math.PI) / 180, -1.5, 1.5)));
  return { "tilt-x": x, "tilt-y": y };
}

/**
 * How far a board's right and top edges are down, from what its accelerometer reads.
 * @param {unknown} accel
 */
export function tiltFromAccel(accel) {
  if (!Array.isArray(accel) || accel.length !== 3) return { right: 0, top: 0 };
  const [x, y, z] = accel.map(Number);
  return { right: Math.atan2(-x, Math.hypot(y, z)), top: Math.atan2(-y, z) };
}

/**
 * @param {unknown} value 0 to 0xFFFFFF
 * @returns {string} as styles say it
 */
export function colourOf(value) {
  const number = clamp(Math.round(Number(value) || 0), 0, 0xffffff);
  return `#${number.toString(16).padStart(6, "0")}`;
}

/**
 * Where a tag is in the picture, 0 to 1, how much it is turned and how large it looks.
 * @param {number[][]} corners top-left, top-right, bottom-right, bottom-left, in pixels
 * @param {{width_px: number, height_px: number}} lens
 */
export function placeOf(corners, { width_px: width, height_px: height }) {
  const sum = corners.reduce(([x, y], corner) => [x + corner[0], y + corner[1]], [0, 0]);
  const [[ax, ay], [bx, by]] = corners;
  return {
    x: (sum[0] / 4 + 0.5) / width,
    y: (sum[1] / 4 + 0.5) / height,
    turn: Math.atan2(by - ay, bx - ax),
    size: Math.hypot(bx - ax, by - ay) / width,
  };
}

/**
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
export function clamp(value, low, high) {
  return Math.min(high, Math.max(low, value));
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 1000) / 1000 + 0;
}
