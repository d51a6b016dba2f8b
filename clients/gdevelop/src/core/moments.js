/**
 * Things that happen between frames and are true for exactly one of them.
 *
 * Knows: names. Does not know: what they mean.
 */

// More would be a leak, not a game.
const MAX_WAITING = 4096;

export class Moments {
  /** @type {Set<string>} */
  #waiting = new Set();
  /** @type {Set<string>} */
  #now = new Set();

  /** @param {string} name it has just happened */
  tell(name) {
    if (this.#waiting.size < MAX_WAITING) this.#waiting.add(name);
  }

  /** What happened since the frame before is true until the next. */
  frame() {
    [this.#now, this.#waiting] = [this.#waiting, this.#now];
    this.#waiting.clear();
  }

  /** @param {string} name */
  has(name) {
    return this.#now.has(name);
  }
}
