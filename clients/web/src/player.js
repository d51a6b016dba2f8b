/**
 * Players: things that turn media samples into pictures, and which of them to use.
 *
 * Knows: what a browser can do. Does not know: canvases, overlays, subscriptions.
 * Each player shows the newest it can and never a queue of old pictures; after an error
 * or a discontinuity it asks for a key frame and goes on from there.
 */

import { JpegPlayer } from "./player_jpeg.js";
import { MsePlayer } from "./player_mse.js";
import { WebCodecsPlayer } from "./player_webcodecs.js";

/** @typedef {import("./subscription.js").Sample} Sample */

/** @typedef {"webcodecs" | "mse" | "jpeg"} PlayerKind */

/**
 * One decoded picture. Whoever gets it closes it.
 * @typedef {object} Picture
 * @property {CanvasImageSource} source
 * @property {number} widthPx
 * @property {number} heightPx
 * @property {Sample} sample
 * @property {number} [frameSeq]
 * @property {number} capturedUs
 * @property {boolean} isLive true when `source` goes on to other pictures by itself
 * @property {boolean} isExact false when `source` may show a neighbour of `sample` by now
 * @property {() => void} close
 */

/**
 * @typedef {object} PlayerEvents
 * @property {(picture: Picture) => void} onPicture
 * @property {() => void} onKeyFrameWanted
 * @property {(text: string) => void} onGivenUp it failed again and again; use another kind
 */

/**
 * @typedef {object} PlayerStatistics
 * @property {number} received samples
 * @property {number} decoded pictures
 * @property {number} skipped samples that could not be used before the next key frame
 * @property {number} superseded samples or pictures that a newer one made pointless
 * @property {number} faults
 * @property {string} codec
 */

/**
 * @typedef {object} Player
 * @property {PlayerKind} kind
 * @property {(sample: Sample) => void} push
 * @property {() => PlayerStatistics} statistics
 * @property {() => void} close
 */

/** The best first: least delay, then what works without a secure context, then anything. */
export const PLAYER_KINDS = /** @type {readonly PlayerKind[]} */ (
  Object.freeze(["webcodecs", "mse", "jpeg"])
);

// What the bridge's encoder makes; the exact codec comes with the first key frame.
const USUAL_TYPE = 'video/mp4; codecs="avc1.42E01E"';

/**
 * @typedef {object} Platform
 * @property {unknown} [VideoDecoder] only there in secure contexts
 * @property {{isTypeSupported: (type: string) => boolean}} [MediaSource]
 */

/**
 * Return the kinds that can work here, best first.
 * @param {Platform} platform `globalThis`
 * @param {boolean} hasH264 whether the camera has an H.264 topic
 * @returns {PlayerKind[]}
 */
export function usableKinds(platform, hasH264) {
  return PLAYER_KINDS.filter((kind) => {
    if (kind === "jpeg") return true;
    if (!hasH264) return false;
    if (kind === "webcodecs") return typeof platform.VideoDecoder === "function";
    return Boolean(platform.MediaSource?.isTypeSupported(USUAL_TYPE));
  });
}

/**
 * Return the kind to use.
 * @param {PlayerKind[]} usable
 * @param {string | null} wanted what a person chose, or null
 * @param {ReadonlySet<string>} failed kinds that gave up
 * @returns {PlayerKind}
 */
export function chooseKind(usable, wanted, failed = new Set()) {
  const chosen = usable.find((kind) => kind === wanted);
  if (chosen !== undefined && !failed.has(chosen)) return chosen;
  return usable.find((kind) => !failed.has(kind)) ?? "jpeg";
}

/**
 * Return the end of the topic that a kind plays.
 * @param {PlayerKind} kind
 */
export function mediaOf(kind) {
  return kind === "jpeg" ? "camera/jpeg" : "camera/h264";
}

/**
 * @param {PlayerKind} kind
 * @param {HTMLVideoElement} video used by the kind `mse` only
 * @param {PlayerEvents} events
 * @returns {Player}
 */
export function openPlayer(kind, video, events) {
  if (kind === "webcodecs") return new WebCodecsPlayer({ events });
  if (kind === "mse") return new MsePlayer({ video, events });
  return new JpegPlayer({ events });
}
