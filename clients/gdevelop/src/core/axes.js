/**
 * The axes that a game asks for: where the middle is, and how far around it nothing counts.
 *
 * Knows: topics of inputs. Does not know: buttons, links.
 */

import { inputPatterns } from "./inputs.js";
import { numberOf, valueAt } from "./topics.js";

/** @typedef {import("./feed.js").Feed} Feed */
/** @typedef {import("./device_book.js").DeviceBook} DeviceBook */

// A cheap stick rests within a few hundredths of its middle.
const USUAL_DEAD_ZONE = 0.05;
const MAX_DEAD_ZONE = 0.9;
const MAX_REMEMBERED = 1024;

export class Axes {
  #feed;
  #book;
  /** @type {Map<string, number>} by topic or pattern */
  #deadZones = new Map();
  /** @type {Map<string, number>} by topic */
  #centers = new Map();

  /**
   * @param {Feed} feed
   * @param {DeviceBook} book
   */
  constructor(feed, book) {
    this.#feed = feed;
    this.#book = book;
  }

  /**
   * From −1 to 1; 0 when there is no such axis here.
   * @param {string} device "" for the first that has it
   * @param {string} name
   */
  value(device, name) {
    for (const pattern of inputPatterns(device, "axis", name)) {
      this.#feed.want(pattern);
      const topic = this.#book.firstHere(this.#feed.topicsOf(pattern));
      if (topic !== undefined) return this.#valueOf(topic, pattern);
    }
    return 0;
  }

  /**
   * @param {string} topic
   * @param {string} pattern
   */
  #valueOf(topic, pattern) {
    const center = this.#centers.get(topic) ?? 0;
    const offset = this.#raw(topic) - center;
    // Both sides keep their whole range, wherever the middle is.
    const full = offset >= 0 ? 1 - center : 1 + center;
    const deadZone =
      this.#deadZones.get(topic) ??
      this.#deadZones.get(pattern) ??
      this.#deadZones.get(topic.replace(/^device\/[^/]+/, "device/*")) ??
      USUAL_DEAD_ZONE;
    return beyond(full > 0.01 ? offset / full : 0, deadZone);
  }

  /** @param {string} topic */
  #raw(topic) {
    return Math.max(-1, Math.min(1, numberOf(valueAt(this.#feed.get(topic)?.sample.value))));
  }

  /**
   * @param {string} device "" for all
   * @param {string} name
   * @param {number} deadZone
   */
  setDeadZone(device, name, deadZone) {
    const bounded = Math.max(0, Math.min(MAX_DEAD_ZONE, numberOf(deadZone)));
    if (this.#deadZones.size >= MAX_REMEMBERED) this.#deadZones.clear();
    for (const pattern of inputPatterns(device, "axis", name))
      this.#deadZones.set(pattern, bounded);
  }

  /**
   * Let the present position of all axes be the middle.
   * @param {string} device "" for all
   */
  calibrate(device) {
    const prefix = device === "" ? "device/" : `device/${device}/`;
    for (const [topic] of this.#feed.facts()) {
      if (!topic.startsWith(prefix) || topic.split("/")[2] !== "input") continue;
      const value = valueAt(this.#feed.get(topic)?.sample.value);
      if (typeof value === "number") this.#centers.set(topic, this.#raw(topic));
    }
  }
}

/**
 * Cut the middle out and stretch the rest, so that nothing jumps at its edge.
 * @param {number} value
 * @param {number} deadZone
 */
function beyond(value, deadZone) {
  const size = Math.min(1, Math.abs(value));
  return size <= deadZone ? 0 : (Math.sign(value) * (size - deadZone)) / (1 - deadZone);
}
