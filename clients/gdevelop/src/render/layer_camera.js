/**
 * The 3D camera of a layer, made to see like a real one, or to look from where a tag is.
 *
 * Knows: lenses, the engine's layers, three's cameras. Does not know: streams, tags.
 */

import { placeOf } from "./fit.js";

/** @typedef {import("../../../web/src/geometry.js").Intrinsics} Intrinsics */
/** @typedef {import("./fit.js").Size} Size */

/**
 * @typedef {object} View
 * @property {number} fovDeg vertical
 * @property {number} stretch how much wider a pixel across is than one down
 * @property {number} x where the optical axis meets the screen, pixels from its left
 * @property {number} y from its top
 */

const DEG = 180 / Math.PI;

/**
 * Return the view of a screen on which the camera's picture lies as it fits.
 * @param {Intrinsics} lens
 * @param {string} fit
 * @param {Size} screen
 * @returns {View}
 */
export function viewOfLens(lens, fit, screen) {
  const place = placeOf(fit, { width: lens.width_px, height: lens.height_px }, screen);
  const across = place.width / lens.width_px;
  const down = place.height / lens.height_px;
  const fx = lens.fx_px * across;
  const fy = lens.fy_px * down;
  return {
    fovDeg: 2 * Math.atan(screen.height / (2 * fy)) * DEG,
    stretch: fx / fy,
    // The lens counts from the centre of the first pixel, the screen from its edge.
    x: place.x + (lens.cx_px + 0.5) * across,
    y: place.y + (lens.cy_px + 0.5) * down,
  };
}

export class LayerCamera {
  #layer;
  /** The field of view that the layer had before a view was set. @type {number | null} */
  #ownFovDeg = null;
  /** @type {View | null} */
  #view = null;
  #shift = { x: 0, y: 0 };

  /** @param {any} layer of the engine */
  constructor(layer) {
    this.#layer = layer;
  }

  /** Whether there is a camera with a field of view. */
  get isUsable() {
    return this.#camera !== null;
  }

  /** @returns {THREE.PerspectiveCamera | null} */
  get #camera() {
    const camera = this.#layer.getRenderer().getThreeCamera?.();
    return camera?.isPerspectiveCamera ? camera : null;
  }

  /** @param {View | null} view null: the layer's own */
  setView(view) {
    this.#view = view;
    if (view !== null) this.#ownFovDeg ??= this.#layer.getCamera3DFieldOfView();
  }

  /**
   * Look from further right and down, in pixels, without moving what lies at Z = 0.
   * @param {number} x
   * @param {number} y
   */
  setShift(x, y) {
    this.#shift = { x, y };
  }

  /** Bring the engine's camera there. To be called before each picture of the game. */
  apply() {
    const camera = this.#camera;
    if (camera === null) return;
    const layer = this.#layer;
    this.#setFov();
    camera.position.x = layer.getCameraX() + this.#shift.x;
    camera.position.y = -(layer.getCameraY() + this.#shift.y);
    this.#setWindow(camera, { width: layer.getWidth(), height: layer.getHeight() });
  }

  #setFov() {
    const layer = this.#layer;
    const fovDeg = this.#view?.fovDeg ?? this.#ownFovDeg;
    if (this.#view === null) this.#ownFovDeg = null;
    if (fovDeg === null || layer.getCamera3DFieldOfView() === fovDeg) return;
    layer.setCamera3DFieldOfView(fovDeg);
    // Makes the engine put the camera where Z = 0 keeps its size on the screen.
    layer.setCameraX(layer.getCameraX());
  }

  /**
   * @param {THREE.PerspectiveCamera} camera
   * @param {Size} screen
   */
  #setWindow(camera, { width, height }) {
    const zoom = this.#layer.getCameraZoom();
    const { x, y, stretch } = this.#view ?? { x: width / 2, y: height / 2, stretch: 1 };
    // The window is that far from the middle of a screen whose middle is the optical axis.
    const left = (width / 2 - x - this.#shift.x * zoom) / stretch;
    const top = height / 2 - y - this.#shift.y * zoom;
    const full = width / stretch;
    if (left !== 0 || top !== 0 || stretch !== 1) {
      camera.setViewOffset(full, height, left, top, full, height);
    } else if (camera.view?.enabled) {
      camera.aspect = width / height;
      camera.clearViewOffset();
    }
  }

  /** Give the layer its own camera back. */
  close() {
    this.#view = null;
    this.#shift = { x: 0, y: 0 };
    this.apply();
  }
}
