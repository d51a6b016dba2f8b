/**
 * Decoders of pictures: the web client's players, with the size that a game wants.
 *
 * Knows: players. Does not know: streams, scenes, textures.
 */

import { JpegPlayer } from "../../../web/src/player_jpeg.js";
import { WebCodecsPlayer } from "../../../web/src/player_webcodecs.js";

/** @typedef {import("../../../web/src/player.js").Picture} Picture */
/** @typedef {import("../../../web/src/player.js").PlayerEvents} PlayerEvents */
/** @typedef {import("../../../web/src/subscription.js").Sample} Sample */
/** @typedef {"jpeg" | "h264"} StreamKind */

/**
 * @typedef {object} Decoder
 * @property {(sample: Sample) => void} push newest wins while one is decoded
 * @property {() => void} close
 */

/**
 * @typedef {object} DecoderWish
 * @property {number} widthPx 0: as sent
 * @property {import("../../../web/src/system.js").Clock} clock
 */

/** @typedef {(kind: StreamKind, events: PlayerEvents, wish: DecoderWish) => Decoder} DecoderFactory */

/** @type {DecoderFactory} */
export function openDecoder(kind, events, { widthPx, clock }) {
  if (kind === "h264") return new WebCodecsPlayer({ events, clock });
  /** @type {ImageBitmapOptions} */
  const options = widthPx > 0 ? { resizeWidth: widthPx, resizeQuality: "low" } : {};
  return new JpegPlayer({ events, clock, decode: (blob) => createImageBitmap(blob, options) });
}
