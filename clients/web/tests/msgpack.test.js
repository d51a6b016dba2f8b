import assert from "node:assert/strict";
import test from "node:test";

import { RemoteProtocolError } from "../src/errors.js";
import { decode, decodeFrom, encode } from "../src/msgpack.js";
import { Dice, hex, bytesOf } from "../testing/dice.js";

/** @type {[unknown, string][]} */
const KNOWN = [
  [null, "c0"],
  [true, "c3"],
  [127, "7f"],
  [128, "cc80"],
  [256, "cd0100"],
  [65536, "ce00010000"],
  [2 ** 32, "cf0000000100000000"],
  [2 ** 53 - 1, "cf001fffffffffffff"],
  [-1, "ff"],
  [-33, "d0df"],
  [-129, "d1ff7f"],
  [-32769, "d2ffff7fff"],
  [-(2 ** 31) - 1, "d3ffffffff7fffffff"],
  [-(2 ** 53) + 1, "d3ffe0000000000001"],
  [1.5, "cb3ff8000000000000"],
  ["é", "a2c3a9"],
  [[1, "a"], "9201a161"],
  [{ a: [] }, "81a16190"],
];

for (const [value, expected] of KNOWN) {
  test(`${JSON.stringify(value)} travels as ${expected}`, () => {
    assert.equal(hex(encode(value)), expected);
    assert.deepEqual(decode(bytesOf(expected)), value);
  });
}

test("whatever is encoded comes back", () => {
  const dice = new Dice(1);
  for (let round = 0; round < 500; round++) {
    const value = dice.value(3);
    assert.deepStrictEqual(decode(encode(value)), value);
  }
});

test("long strings, arrays, maps and binaries come back", () => {
  for (const size of [15, 16, 31, 32, 255, 256, 65535, 65536]) {
    const array = Array.from({ length: Math.min(size, 4096) }, (_, i) => i);
    const map = Object.fromEntries(array.slice(0, 256).map((i) => [`k${i}`, i]));
    for (const value of ["x".repeat(size), array, map, new Uint8Array(size)]) {
      assert.deepStrictEqual(decode(encode(value)), value);
    }
  }
});

test("more items or keys than anybody needs are refused", () => {
  assert.throws(() => decode(encode(new Array(4097).fill(0))), /4097 items/);
  const map = Object.fromEntries(Array.from({ length: 257 }, (_, i) => [`k${i}`, i]));
  assert.throws(() => decode(encode(map)), /257 items/);
});

test("keys are strings, and integers too where the reader says so", () => {
  assert.deepEqual(decodeFrom(bytesOf("8105a161"), { keys: "any" }).value, { 5: "a" });
  assert.throws(() => decode(bytesOf("8105a161")), /map key of type number/);
  assert.throws(() => decodeFrom(bytesOf("81c001"), { keys: "any" }), /map key/);
});

test("numbers that are none are refused", () => {
  for (const text of ["cb7ff8000000000000", "cb7ff0000000000000", "ca7f800000"]) {
    assert.throws(() => decode(bytesOf(text)), /not finite/);
  }
});

test("every cut or changed message is a value or a RemoteProtocolError", () => {
  const dice = new Dice(2);
  for (let round = 0; round < 2000; round++) {
    const bytes = encode(dice.value(3)).slice();
    bytes[dice.below(bytes.length)] = dice.below(256);
    const cut = bytes.subarray(0, dice.below(bytes.length + 1));
    for (const input of [bytes, cut]) {
      try {
        decode(input);
      } catch (error) {
        assert.ok(error instanceof RemoteProtocolError, String(error));
      }
    }
  }
});

test("a count that the input cannot hold is refused before anything is allocated", () => {
  assert.throws(() => decode(bytesOf("ddffffffff")), RemoteProtocolError);
  assert.throws(() => decode(bytesOf("dfffffffff")), RemoteProtocolError);
});

test("nesting is bounded", () => {
  const deep = new Uint8Array(100_000).fill(0x91);
  assert.throws(() => decode(deep), /nested deeper/);
});

test("integers that a number cannot hold are refused", () => {
  assert.throws(() => decode(bytesOf("cf0020000000000001")), /beyond/);
  assert.throws(() => decode(bytesOf("d3ffdfffffffffffff")), /beyond/);
});

test("bytes after the value are refused, and are a tail for decodeFrom", () => {
  assert.throws(() => decode(bytesOf("0102")), /1 bytes after/);
  assert.deepEqual(decodeFrom(bytesOf("0102"), { offset: 1 }), { value: 2, end: 2 });
});

test("binary values are views, not copies", () => {
  const input = bytesOf("c403010203");
  const value = /** @type {Uint8Array} */ (decode(input));
  assert.equal(value.buffer, input.buffer);
  assert.deepEqual([...value], [1, 2, 3]);
});

test("a key named __proto__ changes no prototype", () => {
  const value = decode(encode(JSON.parse('{"__proto__": {"polluted": true}, "a": 1}')));
  assert.deepStrictEqual(value, { a: 1 });
});

test("members that are undefined are left out, as in JSON", () => {
  assert.deepEqual(decode(encode({ a: undefined, b: 1 })), { b: 1 });
});

test("what MessagePack cannot say is a TypeError", () => {
  assert.throws(() => encode(() => 0), TypeError);
});
