/**
 * The newest picture of a stream on one canvas, from which every screen in the game takes it.
 *
 * Knows: canvases, PixiJS textures. Does not know: objects, scenes, links.
 */

/**
 * What is used of the core's stream.
 * @typedef {object} Stream
 * @property {(wish?: object) => () => void} open
 * @property {number} pictureCount
 * @property {{source: CanvasImageSource, widthPx: number, heightPx: number} | null} picture
 * @property {import("../../../web/src/geometry.js").Intrinsics | null} intrinsics
 */

/** @typedef {() => HTMLCanvasElement} CanvasFactory */
/** @typedef {() => number} Seconds */

/** @type {CanvasFactory} */
const newCanvas = () => document.createElement("canvas");
/** @type {Seconds} */
const now = () => performance.now() / 1000;

export class StreamPicture {
  #stream;
  #canvas;
  #context;
  #now;
  #readers = 0;
  #giveBack = () => {};
  #count = 0;
  #version = 0;
  #sinceS = 0;
  /** @type {PIXI.BaseTexture | null} */
  #base = null;

  /**
   * @param {Stream} stream
   * @param {{createCanvas?: CanvasFactory, nowS?: Seconds}} [platform]
   */
  constructor(stream, { createCanvas = newCanvas, nowS = now } = {}) {
    this.#stream = stream;
    this.#now = nowS;
    this.#canvas = createCanvas();
    // Without alpha a picture is copied, not blended.
    this.#context = /** @type {CanvasRenderingContext2D} */ (
      this.#canvas.getContext("2d", { alpha: false })
    );
  }

  /** Use the stream; returns how to stop. The last reader's leaving frees the memory. */
  open() {
    if (this.#readers++ === 0) {
      this.#giveBack = this.#stream.open();
      this.#sinceS = this.#now();
    }
    let isOpen = true;
    return () => {
      if (!isOpen) return;
      isOpen = false;
      if (--this.#readers === 0) this.#close();
    };
  }

  #close() {
    this.#giveBack();
    this.#base?.destroy();
    this.#base = null;
    this.#version = 0;
    // A canvas keeps its pixels until it is collected, unless it has none.
    this.#canvas.width = 0;
    this.#canvas.height = 0;
  }

  /** Take the newest picture, if there is a newer one. Cheap when called again in a tick. */
  refresh() {
    const { pictureCount, picture } = this.#stream;
    if (picture === null || pictureCount === this.#count) return;
    this.#count = pictureCount;
    const { source, widthPx, heightPx } = picture;
    if (this.#canvas.width !== widthPx || this.#canvas.height !== heightPx) {
      this.#canvas.width = widthPx;
      this.#canvas.height = heightPx;
    }
    this.#context.drawImage(source, 0, 0, widthPx, heightPx);
    this.#version++;
    this.#sinceS = this.#now();
    // Not update(): that one keeps the old size.
    this.#base?.setRealSize(widthPx, heightPx);
  }

  get canvas() {
    return this.#canvas;
  }

  /** Changes with every picture; 0 while there is none. */
  get version() {
    return this.#version;
  }

  /** @returns {import("./fit.js").Size} */
  get size() {
    return { width: this.#canvas.width, height: this.#canvas.height };
  }

  /** Seconds since the newest picture, or since the stream was opened. */
  get ageS() {
    return this.#now() - this.#sinceS;
  }

  get intrinsics() {
    return this.#stream.intrinsics;
  }

  /** The picture for PixiJS: one texture, whose content changes. */
  get base() {
    // Not from(): that one keeps what it makes in a cache for ever.
    this.#base ??= new PIXI.BaseTexture(this.#canvas);
    return this.#base;
  }
}

/** @type {WeakMap<Stream, StreamPicture>} */
const pictures = new WeakMap();

/**
 * Return the one picture of a stream.
 * @param {Stream} stream
 */
export function pictureOf(stream) {
  let picture = pictures.get(stream);
  if (!picture) {
    picture = new StreamPicture(stream);
    pictures.set(stream, picture);
  }
  return picture;
}
