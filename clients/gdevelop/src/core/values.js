/**
 * Topics as developers read them: numbers, texts, yes or no, ages, queues.
 *
 * Knows: the frame's snapshot. Does not know: devices, tags.
 */

import { booleanOf, numberOf, textOf, topicOf, valueAt } from "./topics.js";

/** @typedef {import("./feed.js").Feed} Feed */

const MAX_REMEMBERED_NAMES = 2048;

export class Values {
  #feed;
  #nowUs;
  /** @type {Map<string, string | null>} typed name → topic, so that a frame parses none */
  #topics = new Map();
  /** @type {Set<string>} */
  #bad = new Set();

  /**
   * @param {Feed} feed
   * @param {() => number} nowUs of this frame, bridge clock
   */
  constructor(feed, nowUs) {
    this.#feed = feed;
    this.#nowUs = nowUs;
  }

  /** Names that can be no topic, as they were typed. */
  get badNames() {
    return [...this.#bad];
  }

  /**
   * @param {string} topic
   * @param {string} [path]
   */
  number(topic, path) {
    return numberOf(this.#at(topic, path));
  }

  /**
   * @param {string} topic
   * @param {string} [path]
   */
  text(topic, path) {
    return textOf(this.#at(topic, path));
  }

  /**
   * @param {string} topic
   * @param {string} [path]
   */
  boolean(topic, path) {
    return booleanOf(this.#at(topic, path));
  }

  /**
   * Tell whether there is anything at a path, `null` excepted.
   * @param {string} topic
   * @param {string} [path]
   */
  has(topic, path) {
    const value = this.#at(topic, path);
    return value !== undefined && value !== null;
  }

  /**
   * Tell whether a value came since the frame before.
   * @param {string} topic
   */
  isNew(topic) {
    return this.#factOf(topic)?.isNew ?? false;
  }

  /**
   * Tell whether the newest value is older than so many seconds, or there is none.
   * @param {string} topic
   * @param {number} seconds
   */
  isStale(topic, seconds) {
    return this.#factOf(topic) === undefined || this.ageS(topic) > seconds;
  }

  /**
   * How long ago the world was as the newest value says; 0 when there is none.
   * @param {string} topic
   */
  ageS(topic) {
    const fact = this.#factOf(topic);
    return fact ? Math.max(0, (this.#nowUs() - fact.sample.capturedUs) / 1e6) : 0;
  }

  /**
   * The newest value, whole, or undefined.
   * @param {string} topic
   * @returns {unknown}
   */
  read(topic) {
    return plain(this.#factOf(topic)?.sample.value);
  }

  /**
   * Keep all values of a topic from now on, at most `limit` per frame.
   * @param {string} topic
   * @param {number} [limit]
   */
  queue(topic, limit = 100) {
    const name = this.#nameOf(topic);
    if (name !== null) this.#feed.wantAll(name, limit);
  }

  /**
   * The values that came since the frame before, oldest first.
   * @param {string} topic
   * @returns {unknown[]}
   */
  readAll(topic) {
    const name = this.#nameOf(topic);
    if (name === null) return [];
    this.#feed.wantAll(name);
    return this.#feed.batch(name).map(({ value }) => plain(value));
  }

  /**
   * How many values of a queue found no room.
   * @param {string} topic
   */
  dropped(topic) {
    const name = this.#nameOf(topic);
    return name === null ? 0 : this.#feed.dropped(name);
  }

  /**
   * Read a topic from now on, so that its value is there when it is asked for.
   * @param {string} topic
   */
  watch(topic) {
    this.#factOf(topic);
  }

  /**
   * @param {string} topic
   * @param {string} [path]
   */
  #at(topic, path) {
    return valueAt(this.#factOf(topic)?.sample.value, path);
  }

  /** @param {string} topic */
  #factOf(topic) {
    const name = this.#nameOf(topic);
    if (name === null) return undefined;
    this.#feed.want(name);
    return this.#feed.get(name);
  }

  /** @param {string} typed */
  #nameOf(typed) {
    const known = this.#topics.get(typed);
    if (known !== undefined) return known;
    if (this.#topics.size >= MAX_REMEMBERED_NAMES) this.#topics.clear();
    const name = topicOf(typed);
    this.#topics.set(typed, name);
    if (name === null && this.#bad.size < 8) this.#bad.add(String(typed).slice(0, 60));
    return name;
  }
}

/**
 * A copy without bytes, which variables of the engine cannot hold.
 * @param {unknown} value
 * @returns {unknown}
 */
function plain(value) {
  if (value instanceof Uint8Array) return Array.from(value.subarray(0, 1024));
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}
