/**
 * MessagePack to plain values, as far as gamebridge uses it: nil, booleans, integers within ±2^53, floats,
 * strings, binary, arrays and maps.
 *
 * Knows: bytes and plain values. Does not know: messages, topics, sockets.
 * Binary values are views into the input: keep or change the input only if you mean both.
 */

import { RemoteProtocolError } from "./errors.js";

/** @typedef {null | boolean | number | string | Uint8Array | Value[] | {[key: string]: Value}} Value */

// docs/protocol.md §3.2: bounds that a hostile message meets before it costs anything.
const MAX_DEPTH = 32;
const MAX_ITEMS = 4096;
const MAX_KEYS = 256;
const UINT32 = 0x100000000;

const utf8Decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** @param {string} text */
function malformed(text) {
  return new RemoteProtocolError("bad_msgpack", `MessagePack: ${text}`);
}

class Reader {
  #bytes;
  #view;
  #keys;
  #depth = 0;

  /**
   * @param {Uint8Array} bytes
   * @param {number} offset
   * @param {"string" | "any"} keys what the keys of maps are; any is strings and integers
   */
  constructor(bytes, offset, keys) {
    this.#keys = keys;
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.offset = offset;
  }

  /** @returns {Value} */
  read() {
    const tag = this.#uint8();
    if (tag < 0x80) return tag;
    if (tag < 0x90) return this.#map(tag & 0x0f);
    if (tag < 0xa0) return this.#array(tag & 0x0f);
    if (tag < 0xc0) return this.#string(tag & 0x1f);
    if (tag >= 0xe0) return tag - 0x100;
    return this.#tagged(tag);
  }

  /**
   * @param {number} tag
   * @returns {Value}
   */
  #tagged(tag) {
    switch (tag) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xc4:
      case 0xc5:
      case 0xc6:
        return this.#binary(this.#uint(1 << (tag - 0xc4)));
      case 0xca:
        return finite(this.#view.getFloat32(this.#skip(4)));
      case 0xcb:
        return finite(this.#view.getFloat64(this.#skip(8)));
      case 0xcc:
      case 0xcd:
      case 0xce:
        return this.#uint(1 << (tag - 0xcc));
      case 0xcf:
        return this.#wide(this.#uint(4));
      case 0xd0:
        return this.#view.getInt8(this.#skip(1));
      case 0xd1:
        return this.#view.getInt16(this.#skip(2));
      case 0xd2:
        return this.#view.getInt32(this.#skip(4));
      case 0xd3:
        return this.#wide(this.#view.getInt32(this.#skip(4)));
      case 0xd9:
      case 0xda:
      case 0xdb:
        return this.#string(this.#uint(1 << (tag - 0xd9)));
      case 0xdc:
      case 0xdd:
        return this.#array(this.#uint(2 << (tag - 0xdc)));
      case 0xde:
      case 0xdf:
        return this.#map(this.#uint(2 << (tag - 0xde)));
      default:
        throw malformed(`type byte 0x${tag.toString(16)} at ${this.offset - 1} is not supported`);
    }
  }

  /**
   * Return the offset of the next `count` bytes and step over them.
   * @param {number} count
   */
  #skip(count) {
    const start = this.offset;
    if (start + count > this.#bytes.length) {
      throw malformed(`${count} bytes at ${start}, ${this.#bytes.length - start} are left`);
    }
    this.offset = start + count;
    return start;
  }

  #uint8() {
    return this.#bytes[this.#skip(1)];
  }

  /** @param {number} size 1, 2 or 4 */
  #uint(size) {
    const start = this.#skip(size);
    if (size === 1) return this.#bytes[start];
    return size === 2 ? this.#view.getUint16(start) : this.#view.getUint32(start);
  }

  /** @param {number} high the upper 32 bits */
  #wide(high) {
    const value = high * UINT32 + this.#uint(4);
    if (!Number.isSafeInteger(value)) throw malformed(`integer ${value} is beyond ±2^53`);
    return value;
  }

  /** @param {number} length */
  #binary(length) {
    const start = this.#skip(length);
    return this.#bytes.subarray(start, start + length);
  }

  /** @param {number} length */
  #string(length) {
    const bytes = this.#binary(length);
    // Names and keys are short ASCII; TextDecoder costs more than it saves there.
    if (length <= 16) {
      let text = "";
      for (let i = 0; i < length && bytes[i] < 0x80; i++) text += String.fromCharCode(bytes[i]);
      if (text.length === length) return text;
    }
    try {
      return utf8Decoder.decode(bytes);
    } catch {
      throw malformed(`string at ${this.offset - length} is not UTF-8`);
    }
  }

  /**
   * Refuse a count that the input cannot hold or nobody needs, before anything is allocated.
   * @param {number} count
   * @param {number} limit
   * @param {number} smallest bytes that one item takes at least
   */
  #enter(count, limit, smallest) {
    if (count > limit || count * smallest > this.#bytes.length - this.offset) {
      throw malformed(`${count} items, ${this.#bytes.length - this.offset} bytes are left`);
    }
    if (++this.#depth > MAX_DEPTH) throw malformed(`nested deeper than ${MAX_DEPTH}`);
  }

  /** @param {number} count */
  #array(count) {
    this.#enter(count, MAX_ITEMS, 1);
    /** @type {Value[]} */
    const items = [];
    for (let i = 0; i < count; i++) items.push(this.read());
    this.#depth--;
    return items;
  }

  /** @param {number} count */
  #map(count) {
    this.#enter(count, MAX_KEYS, 2);
    /** @type {{[key: string]: Value}} */
    const map = {};
    for (let i = 0; i < count; i++) {
      const key = this.read();
      const isKey = typeof key === "string" || (this.#keys === "any" && Number.isInteger(key));
      if (!isKey) throw malformed(`map key of type ${typeof key}`);
      const value = this.read();
      if (key === "__proto__") continue; // Assigning it would change what the object is.
      map[/** @type {string} */ (key)] = value;
    }
    this.#depth--;
    return map;
  }
}

/**
 * Read one value and say where it ends; the tail of a sample message begins there.
 * @param {Uint8Array} bytes
 * @param {{offset?: number, keys?: "string" | "any"}} [options] `keys` of maps
 * @returns {{value: Value, end: number}}
 * @throws {RemoteProtocolError} for anything that is not one whole supported value
 */
export function decodeFrom(bytes, { offset = 0, keys = "string" } = {}) {
  const reader = new Reader(bytes, offset, keys);
  const value = reader.read();
  return { value, end: reader.offset };
}

/**
 * Read the one value that `bytes` consists of.
 * @param {Uint8Array} bytes
 * @returns {Value}
 * @throws {RemoteProtocolError}
 */
export function decode(bytes) {
  const { value, end } = decodeFrom(bytes);
  if (end !== bytes.length) throw malformed(`${bytes.length - end} bytes after the value`);
  return value;
}

/** @param {number} value */
function finite(value) {
  if (!Number.isFinite(value)) throw malformed(`${value} is not finite`);
  return value;
}
