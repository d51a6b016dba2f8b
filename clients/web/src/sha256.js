/**
 * SHA-256 and HMAC in plain JavaScript (FIPS 180-4, RFC 2104).
 *
 * WebCrypto exists in secure contexts only, and a page at http://192.168.… is not one.
 * Made for proofs of identity: a few short messages, not files.
 */

const BLOCK_BYTES = 64;

/** Return the fractional bits of a root, as FIPS 180-4 defines its constants. */
function fractionBits(/** @type {number} */ root) {
  return ((root - Math.floor(root)) * 0x100000000) >>> 0;
}

/** @type {number[]} */
const PRIMES = [];
for (let n = 2; PRIMES.length < 64; n++) {
  if (PRIMES.every((prime) => n % prime !== 0)) PRIMES.push(n);
}
const INITIAL = Uint32Array.from(PRIMES.slice(0, 8), (prime) => fractionBits(Math.sqrt(prime)));
const ROUND = Uint32Array.from(PRIMES, (prime) => fractionBits(Math.cbrt(prime)));

/**
 * @param {number} word
 * @param {number} bits
 */
function rotateRight(word, bits) {
  return (word >>> bits) | (word << (32 - bits));
}

/**
 * @param {DataView} block
 * @param {Uint32Array} schedule filled in here
 */
function expand(block, schedule) {
  for (let t = 0; t < 16; t++) schedule[t] = block.getUint32(t * 4);
  for (let t = 16; t < 64; t++) {
    const a = schedule[t - 15];
    const b = schedule[t - 2];
    const s0 = rotateRight(a, 7) ^ rotateRight(a, 18) ^ (a >>> 3);
    const s1 = rotateRight(b, 17) ^ rotateRight(b, 19) ^ (b >>> 10);
    schedule[t] = schedule[t - 16] + s0 + schedule[t - 7] + s1;
  }
}

/**
 * @param {Uint32Array} state changed in place
 * @param {Uint32Array} schedule
 */
function compress(state, schedule) {
  let [a, b, c, d, e, f, g, h] = state;
  for (let t = 0; t < 64; t++) {
    const s1 = rotateRight(e, 6) ^ rotateRight(e, 11) ^ rotateRight(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + ROUND[t] + schedule[t]) | 0;
    const s0 = rotateRight(a, 2) ^ rotateRight(a, 13) ^ rotateRight(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [a, b, c, d, e, f, g, h] = [(t1 + t2) | 0, a, b, c, (d + t1) | 0, e, f, g];
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] += word));
}

/**
 * Return the SHA-256 digest, 32 bytes.
 * @param {Uint8Array} message
 */
export function sha256(message) {
  const padded = new Uint8Array(Math.ceil((message.length + 9) / BLOCK_BYTES) * BLOCK_BYTES);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(message.length / 0x20000000));
  view.setUint32(padded.length - 4, message.length << 3);
  const state = INITIAL.slice();
  const schedule = new Uint32Array(64);
  for (let start = 0; start < padded.length; start += BLOCK_BYTES) {
    expand(new DataView(padded.buffer, start, BLOCK_BYTES), schedule);
    compress(state, schedule);
  }
  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((word, i) => digest.setUint32(i * 4, word));
  return new Uint8Array(digest.buffer);
}

/** @param {Uint8Array[]} parts */
export function concatenate(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/**
 * Return HMAC-SHA-256, 32 bytes.
 * @param {Uint8Array} key
 * @param {Uint8Array} message
 */
export function hmacSha256(key, message) {
  const block = new Uint8Array(BLOCK_BYTES);
  block.set(key.length > BLOCK_BYTES ? sha256(key) : key);
  const inner = sha256(
    concatenate(
      block.map((byte) => byte ^ 0x36),
      message,
    ),
  );
  return sha256(
    concatenate(
      block.map((byte) => byte ^ 0x5c),
      inner,
    ),
  );
}
