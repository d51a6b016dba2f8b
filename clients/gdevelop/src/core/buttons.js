/**
 * The buttons that a game asks for.
 *
 * Knows: topics of inputs. Does not know: axes, links. A board that leaves lets go of its
 * buttons: a held key of a lost board would drive on for ever.
 */

import { Button } from "./button.js";
import { isRetained } from "./feed.js";
import { inputPatterns } from "./inputs.js";
import { valueAt } from "./topics.js";

/** @typedef {import("./feed.js").Feed} Feed */
/** @typedef {import("./device_book.js").DeviceBook} DeviceBook */
/** @typedef {import("../../../web/src/subscription.js").Sample} Sample */

const MAX_BUTTONS = 1024;

export class Buttons {
  #feed;
  #book;
  /** @type {Set<string>} */
  #patterns = new Set();
  /** @type {Map<string, Button>} by topic */
  #buttons = new Map();

  /**
   * @param {Feed} feed
   * @param {DeviceBook} book
   */
  constructor(feed, book) {
    this.#feed = feed;
    this.#book = book;
  }

  frame() {
    const topics = new Set([...this.#patterns].flatMap((name) => this.#feed.topicsOf(name)));
    for (const topic of topics) this.#step(topic);
  }

  /** @param {string} topic */
  #step(topic) {
    const button = this.#buttons.get(topic);
    const isHere = this.#book.isHere(topic.split("/")[1]);
    if (button === undefined) {
      this.#meet(topic, isHere);
    } else if (!isHere) {
      button.frame([false]);
    } else {
      button.frame(this.#feed.batch(topic).map(isPressedIn));
    }
  }

  /**
   * @param {string} topic
   * @param {boolean} isHere
   */
  #meet(topic, isHere) {
    const newest = this.#feed.get(topic)?.sample;
    if (newest === undefined || this.#buttons.size >= MAX_BUTTONS) return;
    const button = new Button();
    const batch = this.#feed.batch(topic);
    // What was held before the game looked is held, but was not pressed just now.
    const known = batch.length === 0 ? newest : batch[0];
    if (isRetained(known) && isHere) button.settle(isPressedIn(known));
    if (isHere) button.frame(batch.map(isPressedIn));
    this.#buttons.set(topic, button);
  }

  /**
   * The buttons that are meant.
   * @param {string} device "" for any
   * @param {string} name
   * @returns {Button[]}
   */
  of(device, name) {
    const buttons = [];
    for (const pattern of inputPatterns(device, "button", name)) {
      if (!this.#patterns.has(pattern) && this.#patterns.size < MAX_BUTTONS) {
        this.#patterns.add(pattern);
        this.#feed.wantAll(pattern);
      }
      for (const topic of this.#feed.topicsOf(pattern)) {
        const button = this.#buttons.get(topic);
        if (button !== undefined) buttons.push(button);
      }
    }
    return buttons;
  }
}

/** @param {Sample} sample */
function isPressedIn({ value }) {
  const pressed = valueAt(value);
  return typeof pressed === "number" ? Math.abs(pressed) >= 0.5 : pressed === true;
}
