/**
 * The cameras whose pictures the game uses.
 *
 * Knows: names of cameras. Does not know: pictures, textures.
 */

import { Stream } from "./stream.js";

/** @typedef {import("./stream.js").StreamWish} StreamWish */
/** @typedef {import("./device_book.js").DeviceBook} DeviceBook */

/**
 * @typedef {object} StreamsPlace
 * @property {import("./platform.js").Platform} platform
 * @property {import("./connection.js").Connection} connection
 * @property {DeviceBook} book
 * @property {(camera: string) => import("../../../web/src/geometry.js").Intrinsics | null} findLens
 */

// Each uses a subscription and a decoder of its own.
const MAX_STREAMS = 16;

export class Streams {
  #place;
  /** @type {Map<string, Stream>} by what developers wrote */
  #streams = new Map();
  /** @type {Map<string, () => void>} how to give back what an action has started */
  #started = new Map();
  /** @type {Stream} what is beyond the limit: never has a picture */
  #none;

  /** @param {StreamsPlace} place */
  constructor(place) {
    this.#place = place;
    this.#none = new Stream({ ...place, findDevice: () => "", findLens: () => null });
  }

  frame() {
    for (const stream of this.#streams.values()) stream.frame();
  }

  /**
   * @param {string} name an id or name of a camera; "" for the first
   * @returns {Stream}
   */
  stream(name = "") {
    const key = String(name).trim();
    let stream = this.#streams.get(key);
    if (stream !== undefined) return stream;
    if (this.#streams.size >= MAX_STREAMS) this.#forgetUnused();
    if (this.#streams.size >= MAX_STREAMS) return this.#none;
    stream = new Stream({
      ...this.#place,
      findDevice: this.#finderOf(key),
      findLens: () => this.#place.findLens(key),
    });
    this.#streams.set(key, stream);
    return stream;
  }

  #forgetUnused() {
    for (const [key, stream] of this.#streams) if (!stream.isUsed) this.#streams.delete(key);
  }

  /**
   * @param {string} key
   * @returns {() => string}
   */
  #finderOf(key) {
    const { book } = this.#place;
    if (key !== "") return () => book.resolve(key) ?? "";
    let chosen = "";
    return () => {
      // Once a camera is chosen it stays, or pictures would jump when another one comes.
      const { cameras } = book;
      if (!cameras.some(({ id }) => id === chosen)) chosen = cameras[0]?.id ?? chosen;
      return chosen;
    };
  }

  /**
   * @param {string} name
   * @param {StreamWish} [wish]
   */
  start(name, wish = {}) {
    const key = String(name).trim();
    const before = this.#started.get(key);
    this.#started.set(key, this.stream(key).open(wish));
    before?.();
  }

  /** @param {string} name */
  stop(name) {
    const key = String(name).trim();
    this.#started.get(key)?.();
    this.#started.delete(key);
  }

  /**
   * The size of a camera's pictures, when they are shown; null else.
   * @param {string} device an id
   */
  sizeOf(device) {
    for (const [key, stream] of this.#streams) {
      const { widthPx, heightPx } = stream;
      if (widthPx > 0 && this.#place.book.resolve(key) === device) return { widthPx, heightPx };
    }
    return null;
  }

  /** @param {string} name */
  isLive(name) {
    return this.stream(name).isLive;
  }

  /** @param {string} name */
  fps(name) {
    return this.stream(name).fps;
  }

  /** @param {string} name */
  widthPx(name) {
    return this.stream(name).widthPx;
  }

  /** @param {string} name */
  heightPx(name) {
    return this.stream(name).heightPx;
  }

  /** @param {string} name */
  delayMs(name) {
    return this.stream(name).delayMs;
  }

  /** @param {string} name */
  frameNumber(name) {
    return this.stream(name).frameNumber;
  }

  /** @returns {[string, Stream][]} those that somebody uses */
  used() {
    return [...this.#streams].filter(([, { isUsed }]) => isUsed);
  }
}
