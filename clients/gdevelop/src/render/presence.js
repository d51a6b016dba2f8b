/**
 * Whether something that comes and goes is here, with patience.
 *
 * Knows: time that passes. Does not know: what comes and goes.
 */

export class Presence {
  #awayS = Infinity;

  /**
   * @param {boolean} isSeen in this tick
   * @param {number} elapsedS since the last one
   */
  step(isSeen, elapsedS) {
    this.#awayS = isSeen ? 0 : this.#awayS + elapsedS;
  }

  /** Whether it was seen within so many seconds. @param {number} patienceS */
  isHere(patienceS) {
    return this.#awayS <= patienceS;
  }
}
