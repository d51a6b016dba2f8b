/**
 * A canvas with the shape of an area, on which a picture lies as it fits; for textures that
 * are stretched over the area by whoever draws them.
 *
 * Knows: 2D canvases. Does not know: textures, cameras.
 */

import { canvasSizeOf, placeOf } from "./fit.js";
import { drawNoSignal } from "./no_signal.js";

// Every graphics chip of the last ten years takes textures of this size.
const MAX_EDGE_PX = 2048;
// The picture without a signal is plain; a face of the size of a postage stamp needs no more.
const PLAIN_EDGE_PX = 512;

/** @typedef {import("./fit.js").Size} Size */

export class FittedCanvas {
  #canvas;
  #context;
  #shown = "";
  #hasNewSize = false;

  /** @param {import("./stream_picture.js").CanvasFactory} [createCanvas] */
  constructor(createCanvas = () => document.createElement("canvas")) {
    this.#canvas = createCanvas();
    this.#context = /** @type {CanvasRenderingContext2D} */ (this.#canvas.getContext("2d"));
  }

  get canvas() {
    return this.#canvas;
  }

  /** True when the last change was one of size as well. */
  get hasNewSize() {
    return this.#hasNewSize;
  }

  /**
   * Show a picture; true when something changed.
   * @param {import("./stream_picture.js").StreamPicture} picture
   * @param {{fit: string, mirror: boolean, area: Size, ground?: string}} how
   */
  showPicture(picture, { fit, mirror, area, ground = "" }) {
    const { version, size } = picture;
    if (!this.#isNew(`${version} ${fit} ${mirror} ${area.width} ${area.height}`)) return false;
    const place = placeOf(fit, size, area);
    this.#resize(canvasSizeOf(place, size, area, MAX_EDGE_PX));
    const across = this.#canvas.width / area.width;
    const down = this.#canvas.height / area.height;
    this.#clear(ground);
    if (mirror) this.#context.setTransform(-1, 0, 0, 1, this.#canvas.width, 0);
    this.#context.drawImage(
      picture.canvas,
      place.x * across,
      place.y * down,
      place.width * across,
      place.height * down,
    );
    return true;
  }

  /**
   * Show that there is no picture; true when something changed.
   * @param {string} text
   * @param {Size} area
   */
  showNoSignal(text, area) {
    if (!this.#isNew(`no signal ${area.width} ${area.height} ${text}`)) return false;
    const scale = PLAIN_EDGE_PX / Math.max(area.width, area.height);
    this.#resize({
      width: Math.max(1, Math.round(area.width * scale)),
      height: Math.max(1, Math.round(area.height * scale)),
    });
    drawNoSignal(this.#context, this.#canvas, text);
    return true;
  }

  /** @param {string} what */
  #isNew(what) {
    const isNew = this.#shown !== what;
    this.#shown = what;
    return isNew;
  }

  /** @param {Size} size */
  #resize({ width, height }) {
    this.#hasNewSize = this.#canvas.width !== width || this.#canvas.height !== height;
    if (!this.#hasNewSize) return;
    this.#canvas.width = width;
    this.#canvas.height = height;
  }

  /** @param {string} ground a colour; "" lets through what is behind */
  #clear(ground) {
    this.#context.setTransform(1, 0, 0, 1, 0, 0);
    const { width, height } = this.#canvas;
    this.#context.clearRect(0, 0, width, height);
    if (ground === "") return;
    this.#context.fillStyle = ground;
    this.#context.fillRect(0, 0, width, height);
  }

  /** Free the memory. */
  close() {
    this.#canvas.width = 0;
    this.#canvas.height = 0;
    this.#shown = "";
  }
}
