/** How many faults in a row are too many. Reads no clock. */

const LIMIT = 4;
const WINDOW_US = 10_000_000;

export class FaultCount {
  /** @type {number[]} */
  #times = [];
  total = 0;

  /**
   * Count a fault; true when there were so many lately that going on makes no sense.
   * @param {number} nowUs
   */
  add(nowUs) {
    this.total++;
    this.#times = this.#times.filter((atUs) => nowUs - atUs < WINDOW_US);
    this.#times.push(nowUs);
    return this.#times.length >= LIMIT;
  }
}
