import assert from "node:assert/strict";
import { hkdfSync } from "node:crypto";
import test from "node:test";

import { hkdfSha256 } from "../src/hkdf.js";
import { Dice, bytesOf, hex } from "../testing/dice.js";

test("the first and the third case of RFC 5869", () => {
  const first = {
    secret: bytesOf("0b".repeat(22)),
    salt: bytesOf("000102030405060708090a0b0c"),
    info: bytesOf("f0f1f2f3f4f5f6f7f8f9"),
    length: 42,
  };
  assert.equal(
    hex(hkdfSha256(first)),
    "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
  );
  const nothing = new Uint8Array(0);
  assert.equal(
    hex(hkdfSha256({ ...first, salt: nothing, info: nothing })),
    "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
  );
});

test("any length and any content agree with another implementation", () => {
  const dice = new Dice(5869);
  for (let round = 0; round < 50; round++) {
    const [secret, salt, info] = [dice.bytes(32), dice.bytes(dice.below(80)), dice.bytes(9)];
    const length = 1 + dice.below(100);
    const expected = new Uint8Array(hkdfSync("sha256", secret, salt, info, length));
    assert.equal(hex(hkdfSha256({ secret, salt, info, length })), hex(expected));
  }
});

test("more than 255 blocks cannot be had", () => {
  const empty = new Uint8Array(0);
  assert.throws(() => hkdfSha256({ secret: empty, salt: empty, info: empty, length: 8161 }));
});
