/**
 * HKDF-SHA-256 in plain JavaScript (RFC 5869), for pages that WebCrypto leaves out.
 */

import { concatenate, hmacSha256 } from "./sha256.js";

const HASH_BYTES = 32;

/**
 * Return `length` bytes that are made of a secret and good for one purpose.
 * @param {{secret: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number}} wish
 */
export function hkdfSha256({ secret, salt, info, length }) {
  if (length > 255 * HASH_BYTES) throw new RangeError(`HKDF gives no ${length} bytes`);
  const key = hmacSha256(salt, secret);
  const output = new Uint8Array(length);
  /** @type {Uint8Array} */
  let block = new Uint8Array(0);
  for (let count = 1, offset = 0; offset < length; count++, offset += HASH_BYTES) {
    block = hmacSha256(key, concatenate(block, info, Uint8Array.of(count)));
    output.set(block.subarray(0, length - offset), offset);
  }
  return output;
}
