/**
 * From the bridge's spaces to GDevelop's 3D space.
 *
 * Knows: both conventions. Does not know: objects, layers, links.
 *
 * The bridge's spaces have x to the right, y down and z away from the viewer. GDevelop has X
 * to the right, Y down and Z towards the viewer: the same in a mirror. Its objects are placed
 * by a corner, turn about their centre, and have three angles in degrees, of which
 * `rotationX` is applied first and `angle` last. tests/vectors/pose binds this to a pinhole.
 */

/** @typedef {import("../../../web/src/geometry.js").Pose} Pose */
/** @typedef {import("../../../web/src/geometry.js").Vector3} Vector3 */
/** @typedef {import("../../../web/src/geometry.js").Quaternion} Quaternion */
/** @typedef {import("../../../web/src/geometry.js").Intrinsics} Intrinsics */

/**
 * Where the bridge's origin is in the scene, and how large a metre is there.
 * @typedef {object} Ground
 * @property {number} x pixels
 * @property {number} y pixels
 * @property {number} z pixels
 * @property {number} pixelsPerMetre
 */

/**
 * An object of the scene: corner, size in pixels, angles in degrees.
 * @typedef {object} Placed
 * @property {number} x
 * @property {number} y
 * @property {number} z
 * @property {number} width
 * @property {number} height
 * @property {number} depth
 * @property {number} rotationX
 * @property {number} rotationY
 * @property {number} angle
 */

/**
 * How a layer's camera has to look to see what a lens saw.
 * @typedef {object} View
 * @property {number} fovDeg vertical
 * @property {number} cameraZ pixels above the scene
 * @property {number} shiftX pixels by which the picture lies to the right of the axis
 * @property {number} shiftY pixels by which it lies below
 */

const DEG = 180 / Math.PI;
// Nearer to straight up than this, two of the angles turn about the same axis.
const GIMBAL = 0.9999999;

/**
 * The same rotation, seen in the mirror.
 * @param {Quaternion} rotation
 * @returns {Quaternion}
 */
export function sceneRotation([w, x, y, z]) {
  return [w, -x, -y, z];
}

/**
 * The angles of an object that is turned so in the bridge's space.
 * @param {Quaternion} rotation of length one
 * @returns {{rotationX: number, rotationY: number, angle: number}} degrees
 */
export function anglesOf(rotation) {
  const [w, x, y, z] = sceneRotation(rotation);
  const sine = 2 * (w * y - x * z);
  const rotationY = Math.asin(Math.max(-1, Math.min(1, sine))) * DEG;
  if (Math.abs(sine) > GIMBAL) {
    const angle = Math.atan2(-2 * (x * y - w * z), 1 - 2 * (x * x + z * z)) * DEG;
    return { rotationX: 0, rotationY, angle: angle + 0 };
  }
  return {
    rotationX: Math.atan2(2 * (y * z + w * x), 1 - 2 * (x * x + y * y)) * DEG + 0,
    rotationY: rotationY + 0,
    angle: Math.atan2(2 * (x * y + w * z), 1 - 2 * (y * y + z * z)) * DEG + 0,
  };
}

/**
 * Where a point is in the scene.
 * @param {Vector3} point metres
 * @param {Ground} ground
 * @returns {Vector3} pixels
 */
export function scenePoint([x, y, z], ground) {
  const k = ground.pixelsPerMetre;
  return [ground.x + k * x, ground.y + k * y, ground.z - k * z];
}

/**
 * How to place an object whose centre has a pose: in a camera's space or in a world's.
 * @param {Pose} pose
 * @param {Vector3} sizeM width, height and depth in metres
 * @param {Ground} ground
 * @returns {Placed}
 */
export function objectOf(pose, sizeM, ground) {
  const [x, y, z] = scenePoint(pose.translation, ground);
  const [width, height, depth] = sizeM.map((edge) => edge * ground.pixelsPerMetre);
  return {
    x: x - width / 2,
    y: y - height / 2,
    z: z - depth / 2,
    width,
    height,
    depth,
    ...anglesOf(pose.rotation),
  };
}

/**
 * How to look so that objects lie over the camera's picture, which fills the screen's height.
 * @param {Intrinsics} lens
 * @param {number} screenHeight of the game, in its pixels
 * @returns {View}
 */
export function viewOf(lens, screenHeight) {
  const scale = screenHeight / lens.height_px;
  return {
    fovDeg: 2 * Math.atan(lens.height_px / (2 * lens.fy_px)) * DEG,
    cameraZ: lens.fy_px * scale,
    // The lens counts from the centre of the first pixel.
    shiftX: (lens.cx_px - (lens.width_px - 1) / 2) * scale,
    shiftY: (lens.cy_px - (lens.height_px - 1) / 2) * scale,
  };
}

/**
 * Where the camera's own origin is in a scene that is looked at so.
 * @param {View} view
 * @param {{width: number, height: number}} screen
 * @param {number} pixelsPerMetre
 * @returns {Ground}
 */
export function groundOf(view, screen, pixelsPerMetre) {
  return { x: screen.width / 2, y: screen.height / 2, z: view.cameraZ, pixelsPerMetre };
}
