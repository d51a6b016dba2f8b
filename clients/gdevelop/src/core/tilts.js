/**
 * The tilt of each board that a game asks for.
 *
 * Knows: topics `accel` and `orientation`. Does not know: gravity's arithmetic.
 */

import { normalized } from "../../../web/src/rotation.js";
import { Tilt } from "./tilt.js";
import { valueAt } from "./topics.js";

/** @typedef {import("./feed.js").Feed} Feed */
/** @typedef {import("./device_book.js").DeviceBook} DeviceBook */

const LEVEL = Object.freeze({ x: 0, y: 0 });
const MAX_BOARDS = 256;

export class Tilts {
  #feed;
  #book;
  /** @type {Set<string>} devices that are asked about; "" for any */
  #asked = new Set();
  /** @type {Map<string, {tilt: Tilt, atUs: number}>} by device */
  #boards = new Map();

  /**
   * @param {Feed} feed
   * @param {DeviceBook} book
   */
  constructor(feed, book) {
    this.#feed = feed;
    this.#book = book;
  }

  frame() {
    for (const asked of this.#asked) for (const id of this.#idsOf(asked)) this.#learn(id);
  }

  /** @param {string} asked */
  #idsOf(asked) {
    return asked === "" ? this.#book.online.map(({ id }) => id) : [asked];
  }

  /** @param {string} id */
  #learn(id) {
    const accel = this.#feed.get(`device/${id}/input/accel`);
    const fact = accel ?? this.#feed.get(`device/${id}/input/orientation`);
    if (fact === undefined || (!fact.isNew && this.#boards.has(id))) return;
    const numbers = valueAt(fact.sample.value);
    if (!Array.isArray(numbers) || !numbers.every(Number.isFinite)) return;
    const { capturedUs } = fact.sample;
    const known = this.#boards.get(id) ?? { tilt: new Tilt(), atUs: capturedUs };
    const passedS = (capturedUs - known.atUs) / 1e6;
    known.atUs = capturedUs;
    const [w, x, y, z] = numbers;
    if (accel !== undefined && numbers.length >= 3) known.tilt.feel([w, x, y], passedS);
    else known.tilt.turn(normalized([w, x, y, z]) ?? [1, 0, 0, 0], passedS);
    if (this.#boards.size < MAX_BOARDS) this.#boards.set(id, known);
  }

  /**
   * @param {string} device "" for the first that can tell
   * @returns {{readonly x: number, readonly y: number}} degrees; level when nobody can tell
   */
  angles(device) {
    this.#ask(device);
    for (const id of this.#idsOf(device)) {
      const board = this.#book.isHere(id) ? this.#boards.get(id) : undefined;
      if (board !== undefined) return board.tilt.angles;
    }
    return LEVEL;
  }

  /** @param {string} device */
  #ask(device) {
    if (this.#asked.has(device) || this.#asked.size >= MAX_BOARDS) return;
    this.#asked.add(device);
    this.#feed.want(`device/${device || "*"}/input/accel`);
    this.#feed.want(`device/${device || "*"}/input/orientation`);
  }

  /** @param {string} device "" for all */
  calibrate(device) {
    this.#ask(device);
    for (const id of this.#idsOf(device)) this.#boards.get(id)?.tilt.calibrate();
  }
}
