import assert from "node:assert/strict";
import { createPrivateKey, createPublicKey, diffieHellman, generateKeyPairSync } from "node:crypto";
import test from "node:test";

import { publicKeyOf, sharedSecret, x25519 } from "../src/x25519.js";
import { Dice, bytesOf, hex } from "../testing/dice.js";

// RFC 7748 §5.2.
const PRODUCTS = [
  [
    "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
    "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
    "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552",
  ],
  [
    "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
    "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493",
    "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957",
  ],
];
const ITERATED = {
  1: "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079",
  1000: "684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51",
};

test("products are those of RFC 7748", () => {
  for (const [scalar, point, product] of PRODUCTS) {
    assert.equal(hex(x25519(bytesOf(scalar), bytesOf(point))), product);
  }
});

test("a thousand products in a row are those of RFC 7748", () => {
  /** @type {Uint8Array} */
  let scalar = bytesOf("09".padEnd(64, "0"));
  let point = scalar;
  for (let count = 1; count <= 1000; count++) {
    [scalar, point] = [x25519(scalar, point), scalar];
    if (count === 1) assert.equal(hex(scalar), ITERATED[1]);
  }
  assert.equal(hex(scalar), ITERATED[1000]);
});

test("public keys and secrets are those of another implementation", () => {
  const dice = new Dice(7748);
  for (let round = 0; round < 40; round++) {
    const mine = dice.bytes(32);
    const other = generateKeyPairSync("x25519");
    const otherPublic = rawOf(other.publicKey);
    const key = privateKeyOf(mine);
    assert.equal(hex(publicKeyOf(mine)), hex(rawOf(createPublicKey(key))));
    const expected = diffieHellman({ privateKey: key, publicKey: other.publicKey });
    assert.equal(hex(sharedSecret(mine, otherPublic)), hex(expected));
  }
});

test("numbers at and above the prime are what they are modulo the prime", () => {
  const scalar = new Dice(19).bytes(32);
  const nine = bytesOf("09".padEnd(64, "0"));
  // 2^255 − 19 + 9 is nine, and the highest bit is not part of a number.
  const ninePlusPrime = bytesOf(`f6${"ff".repeat(30)}7f`);
  const nineWithTopBit = bytesOf(`09${"00".repeat(30)}80`);
  for (const point of [ninePlusPrime, nineWithTopBit]) {
    assert.equal(hex(x25519(scalar, point)), hex(x25519(scalar, nine)));
  }
});

test("points of low order are refused", () => {
  const points = [
    "00".repeat(32),
    "01".padEnd(64, "0"),
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    `ec${"ff".repeat(30)}7f`,
    `ed${"ff".repeat(30)}7f`,
    `ee${"ff".repeat(30)}7f`,
  ];
  const mine = new Dice(8).bytes(32);
  for (const point of points) assert.throws(() => sharedSecret(mine, bytesOf(point)), RangeError);
});

test("anything but 32 bytes is refused", () => {
  assert.throws(() => x25519(new Uint8Array(31), new Uint8Array(32)), RangeError);
  assert.throws(() => x25519(new Uint8Array(32), new Uint8Array(33)), RangeError);
});

/** @param {Uint8Array} bytes */
function privateKeyOf(bytes) {
  const head = bytesOf("302e020100300506032b656e04220420");
  const der = Buffer.concat([head, bytes]);
  return createPrivateKey({ key: der, format: "der", type: "pkcs8" });
}

/** @param {import("node:crypto").KeyObject} key */
function rawOf(key) {
  return new Uint8Array(key.export({ format: "der", type: "spki" }).subarray(-32));
}
