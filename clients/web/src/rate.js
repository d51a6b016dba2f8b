/** How often something happens. Knows times that it is given; reads no clock. */

const WINDOW_US = 2_000_000;
// 120 a second for two seconds; what comes faster is only counted as at least that.
const REMEMBERED = 240;

export class RateMeter {
  /** @type {number[]} */
  #times = [];

  /** @param {number} nowUs */
  tick(nowUs) {
    this.#times.push(nowUs);
    if (this.#times.length > REMEMBERED) this.#times.shift();
  }

  /**
   * Return the rate over the last two seconds, 0 when nothing came.
   * @param {number} nowUs
   */
  hz(nowUs) {
    while (this.#times.length && nowUs - this.#times[0] > WINDOW_US) this.#times.shift();
    if (this.#times.length < 2) return 0;
    // Counted up to now, so that a stream that stops is seen to slow down.
    const spanUs = Math.max(nowUs - this.#times[0], 1);
    return ((this.#times.length - 1) * 1e6) / spanUs;
  }
}
