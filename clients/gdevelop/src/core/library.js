/**
 * All bridges of a game, by name, and the frames in which they are read.
 *
 * Knows: names, frames. Does not know: the engine.
 */

import { GameBridge } from "./bridge.js";
import { systemPlatform } from "./platform.js";

/** @typedef {import("./platform.js").Platform} Platform */

const MAX_BRIDGES = 16;

export class BridgeLibrary {
  #platform = systemPlatform();
  /** @type {Map<string, GameBridge>} */
  #bridges = new Map();
  /** Whether this frame has its snapshot. */
  #isOpen = false;
  /** Whether this frame was announced by the engine, not only by a behaviour. */
  #isAnnounced = false;

  /**
   * Replace parts of what the page gives, before the first bridge connects.
   * @param {Partial<Platform>} parts
   */
  install(parts) {
    Object.assign(this.#platform, parts);
  }

  /**
   * The bridge of a name, made at its first use.
   * @param {string} [name] "" when the game has one
   * @returns {GameBridge}
   */
  bridge(name = "") {
    const key = String(name).trim();
    let bridge = this.#bridges.get(key);
    if (bridge !== undefined) return bridge;
    // A name that is made up anew each frame would make a link each frame.
    if (this.#bridges.size >= MAX_BRIDGES) return this.bridges()[0];
    if (this.#bridges.size === 0) this.#platform.onPageHide(() => this.stopOutputs());
    bridge = new GameBridge(key, this.#platform);
    this.#bridges.set(key, bridge);
    return bridge;
  }

  /** @returns {GameBridge[]} */
  bridges() {
    return [...this.#bridges.values()];
  }

  /** A frame begins. */
  frame() {
    // A behaviour may have taken the snapshot of this frame already; if the engine has
    // announced this one before, it is another frame.
    if (!this.#isOpen || this.#isAnnounced) this.#take();
    this.#isAnnounced = true;
  }

  /** The same for behaviours, whose steps come before the frame is announced. */
  ensureFrame() {
    if (!this.#isOpen) this.#take();
  }

  #take() {
    this.#isOpen = true;
    for (const bridge of this.#bridges.values()) bridge.frame();
  }

  /** A frame ends. */
  endFrame() {
    this.#isOpen = this.#isAnnounced = false;
    for (const bridge of this.#bridges.values()) bridge.endFrame();
  }

  /**
   * The page is being left: nothing may go on shaking or shining. The links end with the
   * page, or are opened again when the player comes back to it.
   */
  stopOutputs() {
    for (const bridge of this.#bridges.values()) bridge.commands.stopAllOutputs();
  }

  /** The game is over: outputs to their safe values, links closed. */
  close() {
    this.stopOutputs();
    for (const bridge of this.#bridges.values()) bridge.connection.disconnect();
  }
}
