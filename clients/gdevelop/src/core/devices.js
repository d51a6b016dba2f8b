/**
 * Devices and their inputs as instructions see them.
 *
 * Knows: names that developers write. Does not know: links, commands.
 */

import { Axes } from "./axes.js";
import { Buttons } from "./buttons.js";
import { inputPatterns } from "./inputs.js";
import { Tilts } from "./tilts.js";
import { numberOf, valueAt } from "./topics.js";

/** @typedef {import("./feed.js").Feed} Feed */
/** @typedef {import("./device_book.js").DeviceBook} DeviceBook */
/** @typedef {import("./button.js").Button} Button */

export class Devices {
  #feed;
  #book;
  #buttons;
  #axes;
  #tilts;

  /**
   * @param {Feed} feed
   * @param {DeviceBook} book
   */
  constructor(feed, book) {
    this.#feed = feed;
    this.#book = book;
    this.#buttons = new Buttons(feed, book);
    this.#axes = new Axes(feed, book);
    this.#tilts = new Tilts(feed, book);
  }

  /** After the book's own frame. */
  frame() {
    this.#buttons.frame();
    this.#tilts.frame();
  }

  /** How many devices are here. */
  count() {
    return this.#book.online.length;
  }

  /**
   * The id of one that is here, by its place among them; "" beyond.
   * @param {number} index from 0
   */
  idAt(index) {
    return this.#book.online[Math.floor(index)]?.id ?? "";
  }

  /** How many of those that are here have a camera. */
  cameraCount() {
    return this.#book.cameras.length;
  }

  /**
   * The id of one that has a camera, by its place among them; "" beyond.
   * @param {number} index from 0
   */
  cameraIdAt(index) {
    return this.#book.cameras[Math.floor(index)]?.id ?? "";
  }

  /**
   * What people call a device; "" when nobody knows it.
   * @param {string} device
   */
  name(device) {
    const id = this.#book.resolve(device);
    if (id === "") return this.#book.online[0]?.name ?? "";
    return id === null ? "" : (this.#book.get(id)?.name ?? "");
  }

  /** @param {string} device "" for any */
  isConnected(device) {
    const id = this.#book.resolve(device);
    return id === "" ? this.count() > 0 : id !== null && this.#book.isHere(id);
  }

  /** @param {string} device "" for any */
  justConnected(device) {
    return this.#isAmong(this.#book.changes.came, device);
  }

  /** @param {string} device "" for any */
  justDisconnected(device) {
    return this.#isAmong(this.#book.changes.went, device);
  }

  /**
   * @param {Set<string>} ids
   * @param {string} device
   */
  #isAmong(ids, device) {
    const id = this.#book.resolve(device);
    return id === "" ? ids.size > 0 : id !== null && ids.has(id);
  }

  /**
   * @param {string} device "" for any
   * @param {string} button
   */
  isPressed(device, button) {
    return this.#buttonsOf(device, button).some(({ isPressed }) => isPressed);
  }

  /**
   * @param {string} device "" for any
   * @param {string} button
   */
  justPressed(device, button) {
    return this.#buttonsOf(device, button).some(({ justPressed }) => justPressed);
  }

  /**
   * @param {string} device "" for any
   * @param {string} button
   */
  justReleased(device, button) {
    return this.#buttonsOf(device, button).some(({ justReleased }) => justReleased);
  }

  /**
   * @param {string} device
   * @param {string} button
   * @returns {Button[]}
   */
  #buttonsOf(device, button) {
    const id = this.#book.resolve(device);
    return id === null ? [] : this.#buttons.of(id, button);
  }

  /**
   * The newest number of any sensor; 0 while there is none.
   * @param {string} device "" for the first that has it
   * @param {string} input its exact name
   */
  input(device, input) {
    const id = this.#book.resolve(device);
    if (id === null) return 0;
    for (const pattern of inputPatterns(id, "", input)) {
      this.#feed.want(pattern);
      const topic = this.#book.firstHere(this.#feed.topicsOf(pattern));
      if (topic !== undefined) return numberOf(valueAt(this.#feed.get(topic)?.sample.value));
    }
    return 0;
  }

  /**
   * @param {string} device "" for the first that has it
   * @param {string} axis
   */
  axis(device, axis) {
    const id = this.#book.resolve(device);
    return id === null ? 0 : this.#axes.value(id, axis);
  }

  /** @param {string} device "" for the first that can tell */
  tiltX(device) {
    return this.#tiltOf(device).x;
  }

  /** @param {string} device "" for the first that can tell */
  tiltY(device) {
    return this.#tiltOf(device).y;
  }

  /** @param {string} device */
  #tiltOf(device) {
    const id = this.#book.resolve(device);
    return id === null ? { x: 0, y: 0 } : this.#tilts.angles(id);
  }

  /**
   * @param {string} device "" for all
   * @param {string} axis
   * @param {number} deadZone
   */
  setDeadZone(device, axis, deadZone) {
    const id = this.#book.resolve(device);
    if (id !== null) this.#axes.setDeadZone(id, axis, deadZone);
  }

  /**
   * Let the device be in its middle, and level, as it is now.
   * @param {string} device "" for all
   */
  calibrate(device) {
    const id = this.#book.resolve(device);
    if (id === null) return;
    this.#axes.calibrate(id);
    this.#tilts.calibrate(id);
  }
}
