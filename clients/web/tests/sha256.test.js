import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import test from "node:test";

import { hmacSha256, sha256 } from "../src/sha256.js";
import { Dice, hex } from "../testing/dice.js";

test("digests agree with the platform's at every length around the block size", () => {
  const dice = new Dice(3);
  for (let length = 0; length < 200; length++) {
    const message = dice.bytes(length);
    assert.equal(hex(sha256(message)), createHash("sha256").update(message).digest("hex"));
  }
});

test("a view into a larger array is digested alone", () => {
  const larger = new Dice(4).bytes(100);
  assert.deepEqual(sha256(larger.subarray(10, 40)), sha256(larger.slice(10, 40)));
});

test("HMACs agree with the platform's for short and long keys", () => {
  const dice = new Dice(5);
  for (const length of [0, 1, 63, 64, 65, 200]) {
    const key = dice.bytes(length);
    const message = dice.bytes(length);
    const expected = createHmac("sha256", key).update(message).digest("hex");
    assert.equal(hex(hmacSha256(key, message)), expected);
  }
});
