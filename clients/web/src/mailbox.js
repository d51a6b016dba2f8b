/**
 * The newest sample of each topic and key, until somebody takes them.
 *
 * Knows: samples. Does not know: sockets, ticks, games. A reader that looks once per tick
 * or picture finds each fact once, as fresh as it can be, and never a queue.
 */

/**
 * @template T
 * @typedef {object} MailboxOptions
 * @property {(sample: T) => string} [keyOf] what is kept apart; default: the topic
 * @property {number} [limit] slots at most
 */

// More than the tags, dials and boards of a full classroom; fewer than a leak would need.
const DEFAULT_LIMIT = 1024;

/** @template {{topic: string}} T */
export class Mailbox {
  #keyOf;
  #limit;
  /** @type {Map<string, T>} in the order in which slots were first filled */
  #waiting = new Map();
  #received = 0;
  #taken = 0;
  #replaced = 0;
  #overflowed = 0;

  /** @param {MailboxOptions<T>} [options] */
  constructor({ keyOf = (sample) => sample.topic, limit = DEFAULT_LIMIT } = {}) {
    this.#keyOf = keyOf;
    this.#limit = limit;
  }

  /**
   * Take a sample in; an older one of the same key makes room.
   * @param {T} sample
   */
  put(sample) {
    this.#received++;
    const key = this.#keyOf(sample);
    if (this.#waiting.has(key)) this.#replaced++;
    else if (this.#waiting.size >= this.#limit) this.#dropOldest();
    this.#waiting.set(key, sample);
  }

  #dropOldest() {
    for (const key of this.#waiting.keys()) {
      this.#waiting.delete(key);
      this.#overflowed++;
      return;
    }
  }

  /**
   * Give out everything that waits.
   * @returns {T[]}
   */
  takeAll() {
    const samples = [...this.#waiting.values()];
    this.#taken += samples.length;
    this.#waiting.clear();
    return samples;
  }

  /**
   * Look at what waits under a key without taking it.
   * @param {string} key
   */
  peek(key) {
    return this.#waiting.get(key);
  }

  /** Counters; received = taken + waiting + replaced + overflowed. */
  statistics() {
    return {
      received: this.#received,
      taken: this.#taken,
      waiting: this.#waiting.size,
      replaced: this.#replaced,
      overflowed: this.#overflowed,
    };
  }
}
