/**
 * X25519 in plain JavaScript (RFC 7748): two sides get one secret that nobody else has.
 *
 * WebCrypto exists in secure contexts only, and a page at http://192.168.… is not one.
 * Made for pairing: two multiplications per key. No branch and no index depends on a
 * secret; what a JIT compiler makes of it nobody promises, but each private key is used once.
 *
 * A number is 16 limbs of 16 bits in doubles, least first, modulo 2^255 − 19. Limbs may
 * leave their range between steps: a product of two sums of two stays below 2^53.
 */

const LIMBS = 16;
const LIMB = 0x10000;
const KEY_BYTES = 32;
// 2^256 is 38 modulo the prime, so what leaves the top comes in again below.
const FOLD = 38;
// (486662 − 2) / 4, of the curve.
const A24 = 121665;

/** @typedef {Float64Array} Field */

/** @param {number} [lowest] @returns {Field} */
function small(lowest = 0) {
  const made = new Float64Array(LIMBS);
  made[0] = lowest;
  return made;
}

/**
 * Bring limbs back into their range, all but the lowest by a little.
 * @param {Field} a changed in place
 */
function carry(a) {
  for (let pass = 0; pass < 2; pass++) {
    let over = 0;
    for (let i = 0; i < LIMBS; i++) {
      const sum = a[i] + over;
      over = Math.floor(sum / LIMB);
      a[i] = sum - over * LIMB;
    }
    a[0] += FOLD * over;
  }
  return a;
}

/**
 * Return a + factor · b.
 * @param {Field} a
 * @param {Field} b
 * @param {number} [factor]
 */
function add(a, b, factor = 1) {
  const sum = new Float64Array(LIMBS);
  for (let i = 0; i < LIMBS; i++) sum[i] = a[i] + factor * b[i];
  return sum;
}

/** @param {Field} a @param {Field} b */
function subtract(a, b) {
  return add(a, b, -1);
}

/** @param {Field} a @param {Field} b */
function multiply(a, b) {
  const product = new Float64Array(2 * LIMBS);
  for (let i = 0; i < LIMBS; i++) {
    const limb = a[i];
    for (let j = 0; j < LIMBS; j++) product[i + j] += limb * b[j];
  }
  const folded = new Float64Array(LIMBS);
  for (let i = 0; i < LIMBS; i++) folded[i] = product[i] + FOLD * product[i + LIMBS];
  return carry(folded);
}

/** @param {Field} a */
function square(a) {
  return multiply(a, a);
}

/**
 * Return 1/a by Fermat's little theorem, and 0 for 0: a to the power of 2^255 − 21.
 * @param {Field} a
 */
function invert(a) {
  let power = small(1);
  for (let bit = 254; bit >= 0; bit--) {
    power = square(power);
    // The exponent's bits are ones, all but these two.
    if (bit !== 2 && bit !== 4) power = multiply(power, a);
  }
  return power;
}

/**
 * Swap two numbers if `bit` is 1, in the same steps if it is 0.
 * @param {number} bit
 * @param {Field} a
 * @param {Field} b
 */
function swapIf(bit, a, b) {
  for (let i = 0; i < LIMBS; i++) {
    const difference = bit * (a[i] - b[i]);
    a[i] -= difference;
    b[i] += difference;
  }
}

/** @param {Uint8Array} bytes 32, least first; the highest bit is left out */
function decode(bytes) {
  const made = Float64Array.from(
    { length: LIMBS },
    (_, i) => bytes[2 * i] + 256 * bytes[2 * i + 1],
  );
  made[LIMBS - 1] %= LIMB / 2;
  return made;
}

/**
 * Take what is above 2^255 into the lowest limb, where it counts 19.
 * @param {Field} a changed in place
 */
function foldTop(a) {
  for (let i = 0; i + 1 < LIMBS; i++) {
    const over = Math.floor(a[i] / LIMB);
    a[i] -= over * LIMB;
    a[i + 1] += over;
  }
  const top = Math.floor(a[LIMBS - 1] / (LIMB / 2));
  a[LIMBS - 1] -= top * (LIMB / 2);
  return top;
}

/** @param {Field} a @returns {Uint8Array} 32 bytes, least first, below the prime */
function encode(a) {
  const reduced = carry(a.slice());
  for (let pass = 0; pass < 3; pass++) reduced[0] += 19 * foldTop(reduced);
  // One prime too many shows as a carry when 19 is added.
  const probe = reduced.slice();
  probe[0] += 19;
  reduced[0] += 19 * foldTop(probe);
  foldTop(reduced);
  const bytes = new Uint8Array(KEY_BYTES);
  reduced.forEach((limb, i) => {
    bytes[2 * i] = limb % 256;
    bytes[2 * i + 1] = Math.floor(limb / 256);
  });
  return bytes;
}

/**
 * Return the product of a scalar and a point, both 32 bytes: the function X25519.
 * @param {Uint8Array} scalar
 * @param {Uint8Array} point its u-coordinate
 */
export function x25519(scalar, point) {
  if (scalar.length !== KEY_BYTES || point.length !== KEY_BYTES) {
    throw new RangeError(`X25519 takes 32 bytes twice, not ${scalar.length} and ${point.length}`);
  }
  const bits = scalar.slice();
  bits[0] &= 248;
  bits[31] = (bits[31] & 127) | 64;
  return encode(climb(bits, decode(point)));
}

/**
 * The Montgomery ladder of RFC 7748 §5.
 * @param {Uint8Array} bits
 * @param {Field} x1
 */
function climb(bits, x1) {
  /** @type {Field[]} */
  let [x2, z2, x3, z3] = [small(1), small(0), x1.slice(), small(1)];
  let before = 0;
  for (let at = 254; at >= 0; at--) {
    const bit = (bits[at >> 3] >> (at & 7)) & 1;
    swapIf(bit ^ before, x2, x3);
    swapIf(bit ^ before, z2, z3);
    before = bit;
    const sum = add(x2, z2);
    const difference = subtract(x2, z2);
    const aa = square(sum);
    const bb = square(difference);
    const e = subtract(aa, bb);
    const da = multiply(subtract(x3, z3), sum);
    const cb = multiply(add(x3, z3), difference);
    x3 = square(add(da, cb));
    z3 = multiply(x1, square(subtract(da, cb)));
    x2 = multiply(aa, bb);
    z2 = multiply(e, carry(add(aa, e, A24)));
  }
  swapIf(before, x2, x3);
  swapIf(before, z2, z3);
  return multiply(x2, invert(z2));
}

const BASE = Uint8Array.from({ length: KEY_BYTES }, (_, i) => (i === 0 ? 9 : 0));

/**
 * Return the public half of a private key.
 * @param {Uint8Array} privateKey 32 random bytes
 */
export function publicKeyOf(privateKey) {
  return x25519(privateKey, BASE);
}

/**
 * Return the secret shared with who has the private half of `publicKey`. RangeError for
 * the few points of low order, with which there would be no secret.
 * @param {Uint8Array} privateKey
 * @param {Uint8Array} publicKey
 */
export function sharedSecret(privateKey, publicKey) {
  const secret = x25519(privateKey, publicKey);
  if (secret.every((byte) => byte === 0)) throw new RangeError("a public key of low order");
  return secret;
}
