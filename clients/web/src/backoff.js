/**
 * How long to wait before the next link (docs/protocol.md §3.4).
 *
 * Knows: close codes and chance. Does not know: clocks, sockets.
 */

const FIRST_BOUND_MS = 500;
const LAST_BOUND_MS = 15_000;
// A session that lasted so long was good: the next failure is a new story.
const GOOD_SESSION_MS = 30_000;
const BLAMED_MS = 60_000;
const REPLACED_MS = 10_000;

/** The link will not be opened again without somebody asking. */
export const NEVER = Infinity;

/** Close codes that say it is this peer's fault. */
const BLAMED = new Set([4400, 4401, 4403]);

/**
 * Tell whether a close code means that trying again alone will not help.
 * @param {number} code
 */
export function isRefusal(code) {
  return BLAMED.has(code) || code === 4426;
}

export class Backoff {
  #random;
  #boundMs = FIRST_BOUND_MS;

  /** @param {() => number} random from 0 up to but not including 1 */
  constructor(random) {
    this.#random = random;
  }

  /** Start afresh, as after a wish of the user. */
  reset() {
    this.#boundMs = FIRST_BOUND_MS;
  }

  /**
   * Return the milliseconds to wait after a link ended, or NEVER.
   * @param {{code: number, lastedMs: number, retryAfterMs?: number}} end
   */
  next({ code, lastedMs, retryAfterMs }) {
    if (lastedMs >= GOOD_SESSION_MS) this.reset();
    const jitterMs = this.#random() * this.#boundMs;
    this.#boundMs = Math.min(this.#boundMs * 2, LAST_BOUND_MS);
    if (code === 4426) return NEVER;
    if (BLAMED.has(code)) return BLAMED_MS + jitterMs;
    if (code === 4409) return REPLACED_MS + jitterMs;
    if (code === 4429) return (retryAfterMs ?? 5000) + jitterMs;
    if (code === 4503) return (retryAfterMs ?? 1000) + jitterMs;
    return jitterMs;
  }
}
