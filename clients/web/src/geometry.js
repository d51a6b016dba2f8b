/**
 * Poses and the pinhole camera, in the bridge's conventions: metres, radians, quaternions
 * with w first, camera space x right, y down, z forward, pixel centres at whole numbers.
 *
 * Knows: numbers. Does not know: canvases, samples.
 */

/** @typedef {[x: number, y: number, z: number]} Vector3 */
/** @typedef {[w: number, x: number, y: number, z: number]} Quaternion */
/** @typedef {[x: number, y: number]} Point */

/**
 * Turns points of one space into points of another.
 * @typedef {object} Pose
 * @property {Vector3} translation
 * @property {Quaternion} rotation
 */

/**
 * @typedef {object} Intrinsics
 * @property {number} width_px
 * @property {number} height_px
 * @property {number} fx_px
 * @property {number} fy_px
 * @property {number} cx_px
 * @property {number} cy_px
 */

/**
 * @param {Quaternion} rotation of length one
 * @param {Vector3} v
 * @returns {Vector3}
 */
export function rotate([w, x, y, z], [vx, vy, vz]) {
  const tx = 2 * (y * vz - z * vy);
  const ty = 2 * (z * vx - x * vz);
  const tz = 2 * (x * vy - y * vx);
  return [
    vx + w * tx + y * tz - z * ty,
    vy + w * ty + z * tx - x * tz,
    vz + w * tz + x * ty - y * tx,
  ];
}

/**
 * @param {Pose} pose
 * @param {Vector3} point
 * @returns {Vector3}
 */
export function transform(pose, point) {
  const [x, y, z] = rotate(pose.rotation, point);
  const [tx, ty, tz] = pose.translation;
  return [x + tx, y + ty, z + tz];
}

/**
 * Return where a point in camera space appears, or null when it is behind the camera.
 * @param {Intrinsics} lens
 * @param {Vector3} point
 * @returns {Point | null}
 */
export function project(lens, [x, y, z]) {
  if (z <= 0) return null;
  return [(lens.fx_px * x) / z + lens.cx_px, (lens.fy_px * y) / z + lens.cy_px];
}

/**
 * Return where a point of a space appears, through that space's pose in camera space.
 * @param {Intrinsics} lens
 * @param {Pose} cameraFromSpace
 * @param {Vector3} point
 */
export function projectFrom(lens, cameraFromSpace, point) {
  return project(lens, transform(cameraFromSpace, point));
}

/**
 * The tips of a space's axes in the picture; null for what is behind the camera.
 * @typedef {object} Axes
 * @property {Point | null} origin
 * @property {Point | null} x
 * @property {Point | null} y
 * @property {Point | null} z
 */

/**
 * @param {Intrinsics} lens
 * @param {Pose} cameraFromSpace
 * @param {number} lengthM
 * @returns {Axes}
 */
export function projectAxes(lens, cameraFromSpace, lengthM) {
  const at = (/** @type {Vector3} */ point) => projectFrom(lens, cameraFromSpace, point);
  return {
    origin: at([0, 0, 0]),
    x: at([lengthM, 0, 0]),
    y: at([0, lengthM, 0]),
    z: at([0, 0, lengthM]),
  };
}

/**
 * Return where the corners of a square appear: top-left first, then clockwise.
 * @param {Intrinsics} lens
 * @param {Pose} cameraFromSquare
 * @param {number} sizeM edge length
 */
export function projectSquare(lens, cameraFromSquare, sizeM) {
  const h = sizeM / 2;
  /** @type {Vector3[]} */
  const corners = [
    [-h, -h, 0],
    [h, -h, 0],
    [h, h, 0],
    [-h, h, 0],
  ];
  return corners.map((corner) => projectFrom(lens, cameraFromSquare, corner));
}

/** @param {Vector3} v */
export function length([x, y, z]) {
  return Math.hypot(x, y, z);
}

/**
 * Angles for people, in degrees. Turn (yaw) is about the vertical axis, tilt (pitch) about
 * the horizontal one, roll in the picture's plane; applied roll first, turn last. A tag that
 * faces the camera upright has none.
 * @param {Quaternion} rotation of length one
 */
export function anglesDeg([w, x, y, z]) {
  const deg = 180 / Math.PI;
  const sinTilt = 2 * (w * x - y * z);
  return {
    turn: Math.atan2(2 * (x * z + w * y), 1 - 2 * (x * x + y * y)) * deg,
    tilt: Math.asin(Math.max(-1, Math.min(1, sinTilt))) * deg,
    roll: Math.atan2(2 * (x * y + w * z), 1 - 2 * (x * x + z * z)) * deg,
  };
}
