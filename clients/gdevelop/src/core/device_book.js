/**
 * Which devices are here, what they are called and what they can do, frame by frame.
 *
 * Knows: `device/{id}/state`. Does not know: inputs, commands.
 */

import { isChunk, isObject } from "./topics.js";

/** @typedef {import("./feed.js").Feed} Feed */

/**
 * @typedef {object} Feature
 * @property {string} name
 * @property {"setting" | "output" | "action" | "input"} kind
 * @property {string} [type]
 * @property {unknown} [default]
 * @property {number | null} [maximum]
 * @property {string} [unit]
 */

/**
 * @typedef {object} Device
 * @property {string} id
 * @property {string} name
 * @property {boolean} isOnline
 * @property {readonly Feature[]} features
 * @property {readonly string[]} topics
 */

const STATES = "device/*/state";

export class DeviceBook {
  #feed;
  /** @type {Map<string, Device>} */
  #devices = new Map();
  /** @type {Device[]} those that are here, by id */
  #online = [];
  /** @type {Set<string>} */
  #before = new Set();
  /** @type {Set<string>} */
  #came = new Set();
  /** @type {Set<string>} */
  #went = new Set();
  /** @type {Map<string, string>} */
  #idOfName = new Map();

  /** @param {Feed} feed */
  constructor(feed) {
    this.#feed = feed;
    feed.want(STATES);
  }

  /**
   * @param {boolean} isLinked without a link nobody is here
   */
  frame(isLinked) {
    const topics = this.#feed.topicsOf(STATES);
    if (
      topics.some((topic) => this.#feed.get(topic)?.isNew) ||
      topics.length !== this.#devices.size
    ) {
      this.#read(topics);
    }
    const here = isLinked ? [...this.#devices.values()].filter(({ isOnline }) => isOnline) : [];
    this.#online = here.sort((a, b) => (a.id < b.id ? -1 : 1));
    const now = new Set(this.#online.map(({ id }) => id));
    this.#came = new Set([...now].filter((id) => !this.#before.has(id)));
    this.#went = new Set([...this.#before].filter((id) => !now.has(id)));
    this.#before = now;
  }

  /** @param {string[]} topics */
  #read(topics) {
    this.#devices.clear();
    this.#idOfName.clear();
    for (const topic of topics) {
      const id = topic.split("/")[1];
      const device = deviceOf(id, this.#feed.get(topic)?.sample.value);
      this.#devices.set(id, device);
      this.#idOfName.set(device.name.toLowerCase(), id);
    }
  }

  /** Those that are here, in the order of their ids. */
  get online() {
    return this.#online;
  }

  /** Those of them that have a camera. */
  get cameras() {
    return this.#online.filter(({ topics }) =>
      topics.some((topic) => topic.endsWith("/camera/jpeg")),
    );
  }

  /**
   * Of topics of devices, the one of the first device that is here.
   * @param {string[]} topics
   */
  firstHere(topics) {
    return topics.filter((topic) => this.isHere(topic.split("/")[1])).sort()[0];
  }

  /** @param {string} id */
  get(id) {
    return this.#devices.get(id);
  }

  /**
   * Tell whether a device is here.
   * @param {string} id
   */
  isHere(id) {
    return this.#before.has(id);
  }

  /** Ids of devices that came, and that went, since the frame before. */
  get changes() {
    return { came: this.#came, went: this.#went };
  }

  /**
   * The id of what a developer wrote: an id, or a name as the panel shows it.
   * @param {string} typed
   * @returns {string | null} "" when any is meant, null when it can be nobody
   */
  resolve(typed) {
    const text = String(typed).trim();
    if (text === "" || this.#devices.has(text)) return text;
    const lower = text.toLowerCase();
    return this.#idOfName.get(lower) ?? (isChunk(lower) ? lower : null);
  }
}

/**
 * @param {string} id
 * @param {unknown} value
 * @returns {Device}
 */
function deviceOf(id, value) {
  const state = isObject(value) ? value : {};
  return {
    id,
    name: typeof state.name === "string" && state.name !== "" ? state.name : id,
    isOnline: state.online === true,
    features: Array.isArray(state.features) ? state.features.filter(isFeature) : [],
    topics: Array.isArray(state.topics) ? state.topics.map(String) : [],
  };
}

/**
 * @param {unknown} item
 * @returns {item is Feature}
 */
function isFeature(item) {
  return isObject(item) && typeof item.name === "string" && typeof item.kind === "string";
}
