/**
 * Where pictures appear: one canvas for the picture, one above it for what was detected.
 * Both change in the same animation frame, so an outline never lies on another picture.
 *
 * Knows: pictures, detections, canvases. Does not know: players, subscriptions.
 */

import { FrameMatcher } from "./match.js";
import { Overlay } from "./overlay.js";
import { RateMeter } from "./rate.js";

/** @typedef {import("./player.js").Picture} Picture */

/**
 * What was detected in a picture, as a sample brought it.
 * @typedef {object} Detected
 * @property {number} [frameSeq]
 * @property {number} capturedUs
 * @property {import("./overlay.js").TagDetections} value
 */

/**
 * The picture on the canvas.
 * @typedef {object} Shown
 * @property {import("./subscription.js").Sample} sample
 * @property {number} [frameSeq]
 * @property {number} capturedUs bridge clock
 * @property {number} shownUs bridge clock
 * @property {number} widthPx
 * @property {number} heightPx
 * @property {boolean} isExact false when it may be a neighbour of `sample`
 * @property {number | null} detectedFrameSeq whose detections lie over it; null when none do
 */

/**
 * @typedef {object} ScreenOptions
 * @property {HTMLCanvasElement} picture
 * @property {HTMLCanvasElement} overlay
 * @property {() => number} nowUs the bridge's clock
 * @property {(shown: Shown) => void} [onShown]
 * @property {(fn: () => void) => unknown} [nextFrame]
 */

// On a screen of this width lines are drawn at their plain thickness.
const PLAIN_WIDTH_PX = 640;

export class Screen {
  #canvas;
  #overlayCanvas;
  #context;
  #overlay;
  #nowUs;
  #onShown;
  #nextFrame;
  /** @type {FrameMatcher<Picture, Detected>} */
  #matcher = new FrameMatcher();
  #meter = new RateMeter();
  /** @type {Shown | null} */
  #shown = null;
  /** @type {Detected | null} */
  #detected = null;
  #isScheduled = false;
  #showsOverlay = true;
  #count = 0;
  #outlined = 0;
  #superseded = 0;

  /** @param {ScreenOptions} options */
  constructor({
    picture,
    overlay,
    nowUs,
    onShown = () => {},
    nextFrame = (fn) => requestAnimationFrame(fn),
  }) {
    this.#canvas = picture;
    this.#overlayCanvas = overlay;
    // Not desynchronized: that shows a picture sooner, but without its overlay.
    this.#context = contextOf(picture, { alpha: false });
    this.#overlay = new Overlay(contextOf(overlay, {}));
    this.#nowUs = nowUs;
    this.#onShown = onShown;
    this.#nextFrame = nextFrame;
  }

  /** @returns {Shown | null} the picture on the canvas, null before the first */
  get shown() {
    return this.#shown;
  }

  /** Where the corners of the shown picture's tags are drawn, in picture pixels. */
  get drawnCorners() {
    const scale = this.#shown ? this.#overlayCanvas.width / this.#shown.widthPx : 1;
    return this.#overlay.drawn.map(({ tagId, corners }) => ({
      tagId,
      corners: corners.map(([x, y]) => [x / scale - 0.5, y / scale - 0.5]),
    }));
  }

  /** Whether detections are drawn. Pictures wait for them only if so. */
  get showsOverlay() {
    return this.#showsOverlay;
  }

  set showsOverlay(value) {
    this.#showsOverlay = value;
    this.#drawOverlay();
  }

  /** @param {Picture} picture closed when it was drawn or replaced */
  offer(picture) {
    if (picture.isLive || !this.#showsOverlay) {
      this.#pass(this.#matcher.clearWaiting());
      this.#show(picture, picture.isExact ? this.#matcher.find(picture) : null);
      return;
    }
    const replaced = this.#matcher.offer(picture, this.#nowUs());
    if (replaced !== null) this.#pass([replaced]);
    this.#schedule();
  }

  /** @param {Picture[]} pictures that will not be shown */
  #pass(pictures) {
    this.#superseded += pictures.length;
    for (const picture of pictures) picture.close();
  }

  /** @param {Detected} detected */
  learn(detected) {
    this.#matcher.learn(detected, this.#nowUs());
    // Detected too late to be waited for, and its picture is still there.
    const shown = this.#shown;
    if (!shown?.isExact || this.#detected !== null) return;
    if (this.#matcher.find(shown) !== detected) return;
    this.#detected = detected;
    this.#outlined++;
    this.#shown = { ...shown, detectedFrameSeq: detected.value.frame_seq };
    this.#drawOverlay();
  }

  #schedule() {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#nextFrame(() => {
      this.#isScheduled = false;
      const ready = this.#matcher.take(this.#nowUs());
      if (ready !== null) {
        this.#pass(ready.passed);
        this.#show(ready.picture, ready.detections);
      }
      if (this.#matcher.isWaiting) this.#schedule();
    });
  }

  /**
   * @param {Picture} picture
   * @param {Detected | null} detected
   */
  #show(picture, detected) {
    const { sample, frameSeq, capturedUs, widthPx, heightPx, isExact } = picture;
    if (this.#canvas.width !== widthPx || this.#canvas.height !== heightPx) {
      this.#canvas.width = widthPx;
      this.#canvas.height = heightPx;
    }
    this.#context.drawImage(picture.source, 0, 0, widthPx, heightPx);
    picture.close();
    const shownUs = this.#nowUs();
    this.#detected = detected;
    const detectedFrameSeq = detected?.value.frame_seq ?? null;
    const picturePart = { sample, frameSeq, capturedUs, widthPx, heightPx, isExact };
    this.#shown = { ...picturePart, shownUs, detectedFrameSeq };
    this.#count++;
    if (detected) this.#outlined++;
    this.#meter.tick(shownUs);
    this.#drawOverlay();
    this.#onShown(this.#shown);
  }

  #drawOverlay() {
    const canvas = this.#overlayCanvas;
    const shown = this.#shown;
    if (shown === null) return;
    const ratio = Math.min(globalThis.devicePixelRatio || 1, 2);
    const width = Math.round((canvas.clientWidth || shown.widthPx) * ratio);
    const height = Math.round((width * shown.heightPx) / shown.widthPx);
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    } else contextOf(canvas, {}).clearRect(0, 0, width, height);
    if (this.#detected === null || !this.#showsOverlay) {
      this.#overlay.forget();
      return;
    }
    const lineScale = Math.max(ratio * 0.8, width / PLAIN_WIDTH_PX);
    this.#overlay.draw(this.#detected.value, width / shown.widthPx, lineScale);
  }

  /**
   * Return the picture with what is drawn over it, as a PNG file.
   * @returns {Promise<Blob | null>} null before the first picture
   */
  async snapshot() {
    if (this.#shown === null) return null;
    const sheet = document.createElement("canvas");
    sheet.width = Math.max(this.#canvas.width, this.#overlayCanvas.width);
    sheet.height = Math.round((sheet.width * this.#canvas.height) / this.#canvas.width);
    const context = contextOf(sheet, {});
    context.drawImage(this.#canvas, 0, 0, sheet.width, sheet.height);
    context.drawImage(this.#overlayCanvas, 0, 0, sheet.width, sheet.height);
    return new Promise((resolve) => sheet.toBlob(resolve, "image/png"));
  }

  /** Counters, and how many pictures a second there are at the moment. */
  statistics() {
    return {
      shown: this.#count,
      outlined: this.#outlined,
      superseded: this.#superseded,
      fps: this.#meter.hz(this.#nowUs()),
    };
  }

  /** Show nothing, as after a change of camera. */
  clear() {
    for (const picture of this.#matcher.clear()) picture.close();
    this.#shown = this.#detected = null;
    this.#overlay.forget();
    this.#context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    contextOf(this.#overlayCanvas, {}).clearRect(
      0,
      0,
      this.#overlayCanvas.width,
      this.#overlayCanvas.height,
    );
  }
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {CanvasRenderingContext2DSettings} settings
 */
function contextOf(canvas, settings) {
  const context = canvas.getContext("2d", settings);
  if (context === null) throw new Error("this browser has no 2D canvas");
  return context;
}
