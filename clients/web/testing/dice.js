/** Repeatable chance and bytes for tests. */

/** A small generator with a seed, so that a failing property fails again. */
export class Dice {
  #state;

  /** @param {number} seed */
  constructor(seed) {
    this.#state = seed >>> 0;
  }

  /** Return a number from 0 up to but not including 1 (mulberry32). */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 0x100000000;
  }

  /**
   * Return an integer from 0 up to but not including `limit`.
   * @param {number} limit
   */
  below(limit) {
    return Math.floor(this.next() * limit);
  }

  /**
   * Return `count` bytes.
   * @param {number} count
   */
  bytes(count) {
    return Uint8Array.from({ length: count }, () => this.below(256));
  }

  /**
   * Return any value that MessagePack carries, `depth` deep at most.
   * @param {number} depth
   * @returns {unknown}
   */
  value(depth) {
    const kinds = depth > 0 ? 8 : 6;
    switch (this.below(kinds)) {
      case 0:
        return null;
      case 1:
        return this.next() < 0.5;
      case 2:
        return this.below(2 ** this.below(53)) * (this.next() < 0.5 ? -1 : 1);
      case 3:
        return this.next() * 10 ** (this.below(40) - 20);
      case 4:
        return String.fromCodePoint(
          ...Array.from({ length: this.below(40) }, () => this.below(0xd800)),
        );
      case 5:
        return this.bytes(this.below(300));
      case 6:
        return Array.from({ length: this.below(20) }, () => this.value(depth - 1));
      default:
        return Object.fromEntries(
          Array.from({ length: this.below(20) }, (_, i) => [`key${i}`, this.value(depth - 1)]),
        );
    }
  }
}

/** @param {Uint8Array} bytes */
export function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {string} text hexadecimal digits */
export function bytesOf(text) {
  return Uint8Array.from(text.match(/../g) ?? [], (digits) => parseInt(digits, 16));
}
