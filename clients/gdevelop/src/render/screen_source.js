/**
 * What a screen shows now: the picture of its stream, that there is none, or nothing.
 *
 * Knows: streams by name. Does not know: how a screen draws.
 */

import { pictureOf } from "./stream_picture.js";

/** @typedef {import("./stream_picture.js").StreamPicture} StreamPicture */

/**
 * @typedef {object} ScreenWish
 * @property {string} stream a camera's id or name; "" is the first
 * @property {number} noSignalAfterS 0: never
 * @property {string} noSignalText "": the last picture stays
 */

/** @typedef {{stream: (name: string) => import("./stream_picture.js").Stream}} Bridge */

export class ScreenSource {
  /** @type {StreamPicture | null} */
  #picture = null;
  #leave = () => {};

  /**
   * Return what to show, with the newest picture taken.
   * @param {Bridge} bridge
   * @param {ScreenWish} wish
   * @returns {"picture" | "no signal" | "nothing"}
   */
  look(bridge, { stream, noSignalAfterS, noSignalText }) {
    this.#follow(pictureOf(bridge.stream(stream)));
    const picture = /** @type {StreamPicture} */ (this.#picture);
    picture.refresh();
    const isLate = noSignalAfterS > 0 && picture.ageS > noSignalAfterS;
    if (isLate && noSignalText !== "") return "no signal";
    return picture.version > 0 ? "picture" : "nothing";
  }

  /** @param {StreamPicture} picture */
  #follow(picture) {
    if (picture === this.#picture) return;
    const leave = this.#leave;
    this.#leave = picture.open();
    this.#picture = picture;
    leave();
  }

  /** The picture looked at. */
  get picture() {
    return this.#picture;
  }

  /** Give the stream back. */
  close() {
    this.#leave();
    this.#leave = () => {};
    this.#picture = null;
  }
}
