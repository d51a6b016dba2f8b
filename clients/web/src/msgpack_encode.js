/**
 * Plain values to MessagePack.
 *
 * Knows: bytes and plain values. Does not know: messages, topics, sockets.
 */

const UINT32 = 0x100000000;

const utf8Encoder = new TextEncoder();

export class Writer {
  #bytes = new Uint8Array(256);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  /** @param {number} count */
  #reserve(count) {
    const start = this.#length;
    this.#length += count;
    if (this.#length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#length, this.#bytes.length * 2));
      larger.set(this.#bytes);
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    return start;
  }

  /** @param {number} byte */
  #byte(byte) {
    const start = this.#reserve(1); // First, as it may put another array in place.
    this.#bytes[start] = byte;
  }

  /**
   * @param {number} tag
   * @param {number} size 1, 2 or 4
   * @param {number} value
   */
  #sized(tag, size, value) {
    this.#byte(tag);
    const start = this.#reserve(size);
    if (size === 1) this.#view.setUint8(start, value);
    else if (size === 2) this.#view.setUint16(start, value);
    else this.#view.setUint32(start, value);
  }

  /**
   * Write a length behind the shortest of up to three tags.
   * @param {number} length
   * @param {[number | null, number, number]} tags for one, two and four bytes
   */
  #lengthOf(length, tags) {
    if (tags[0] !== null && length < 0x100) this.#sized(tags[0], 1, length);
    else if (length < 0x10000) this.#sized(tags[1], 2, length);
    else this.#sized(tags[2], 4, length);
  }

  /**
   * Append bytes as they are.
   * @param {Uint8Array} bytes
   */
  writeRaw(bytes) {
    const start = this.#reserve(bytes.length);
    this.#bytes.set(bytes, start);
  }

  /** @param {unknown} value */
  write(value) {
    if (value === null || value === undefined) this.#byte(0xc0);
    else if (typeof value === "boolean") this.#byte(value ? 0xc3 : 0xc2);
    else if (typeof value === "number") this.#number(value);
    else if (typeof value === "string") this.#string(value);
    else if (value instanceof Uint8Array) {
      this.#lengthOf(value.length, [0xc4, 0xc5, 0xc6]);
      this.writeRaw(value);
    } else if (Array.isArray(value)) {
      if (value.length < 16) this.#byte(0x90 | value.length);
      else this.#lengthOf(value.length, [null, 0xdc, 0xdd]);
      for (const item of value) this.write(item);
    } else if (typeof value === "object") this.#map(Object.entries(value));
    else throw new TypeError(`cannot encode a ${typeof value} as MessagePack`);
  }

  /** @param {[string, unknown][]} entries */
  #map(entries) {
    // JSON leaves undefined members out; so do we, that both encodings say the same.
    const present = entries.filter(([, value]) => value !== undefined);
    if (present.length < 16) this.#byte(0x80 | present.length);
    else this.#lengthOf(present.length, [null, 0xde, 0xdf]);
    for (const [key, value] of present) {
      this.#string(key);
      this.write(value);
    }
  }

  /**
   * Write a map whose keys are integers, as the extensions of a sample are.
   * @param {Map<number, unknown>} map
   */
  writeIntegerMap(map) {
    this.#byte(0x80 | map.size);
    for (const [key, value] of map) {
      this.#number(key);
      this.write(value);
    }
  }

  /** @param {number} count below 16 */
  openArray(count) {
    this.#byte(0x90 | count);
  }

  /** @param {string} text */
  #string(text) {
    const bytes = utf8Encoder.encode(text);
    if (bytes.length < 32) this.#byte(0xa0 | bytes.length);
    else this.#lengthOf(bytes.length, [0xd9, 0xda, 0xdb]);
    this.writeRaw(bytes);
  }

  /** @param {number} value */
  #number(value) {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) {
      this.#byte(0xcb);
      const start = this.#reserve(8);
      this.#view.setFloat64(start, value);
    } else if (value >= 0) this.#positive(value);
    else this.#negative(value);
  }

  /** @param {number} value */
  #positive(value) {
    if (value < 0x80) this.#byte(value);
    else if (value < UINT32) this.#lengthOf(value, [0xcc, 0xcd, 0xce]);
    else {
      this.#sized(0xcf, 4, Math.floor(value / UINT32));
      const start = this.#reserve(4);
      this.#view.setUint32(start, value % UINT32);
    }
  }

  /** @param {number} value */
  #negative(value) {
    if (value >= -0x20) this.#byte(value + 0x100);
    else if (value >= -0x80) this.#sized(0xd0, 1, value);
    else if (value >= -0x8000) this.#sized(0xd1, 2, value);
    else if (value >= -0x80000000) this.#sized(0xd2, 4, value);
    else {
      const high = Math.floor(value / UINT32);
      this.#sized(0xd3, 4, high);
      const start = this.#reserve(4);
      this.#view.setUint32(start, value - high * UINT32);
    }
  }

  /** @returns {Uint8Array} */
  finish() {
    return this.#bytes.subarray(0, this.#length);
  }
}

/**
 * Write one value. Members that are undefined are left out, as in JSON.
 * @param {unknown} value
 * @returns {Uint8Array}
 * @throws {TypeError} for functions, symbols and big integers
 */
export function encode(value) {
  const writer = new Writer();
  writer.write(value);
  return writer.finish();
}
