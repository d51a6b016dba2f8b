import assert from "node:assert/strict";
import test from "node:test";

import {
  NAL_PPS,
  NAL_SPS,
  nalType,
  parseSps,
  splitNalUnits,
  startsSequence,
} from "../src/annexb.js";
import { concatenate } from "../src/sha256.js";
import { Dice } from "../testing/dice.js";
import { STREAMS } from "../testing/streams.js";

for (const { name, widthPx, heightPx, units } of STREAMS) {
  test(`${name}: the parameter set tells size and codec`, () => {
    const sps = splitNalUnits(units[0]).find((unit) => nalType(unit) === NAL_SPS) ?? assert.fail();
    const parameters = parseSps(sps);
    assert.deepEqual([parameters.widthPx, parameters.heightPx], [widthPx, heightPx]);
    const code = Buffer.from(sps.subarray(1, 4)).toString("hex");
    assert.equal(parameters.codec, `avc1.${code}`);
    assert.equal(parameters.high === null, name.startsWith("baseline"));
  });

  test(`${name}: only the first access unit starts a sequence`, () => {
    const starts = units.map((unit) => startsSequence(splitNalUnits(unit)));
    assert.deepEqual(starts, [true, false, false, false]);
  });
}

test("joined units come apart again, whichever start codes join them", () => {
  const dice = new Dice(6);
  for (let round = 0; round < 200; round++) {
    // No zeros inside and none at the end: what emulation prevention guarantees.
    const units = Array.from({ length: 1 + dice.below(5) }, () =>
      dice.bytes(1 + dice.below(50)).map((byte) => byte || 9),
    );
    const joined = concatenate(
      ...units.flatMap((unit) => [Uint8Array.of(...(dice.below(2) ? [0] : []), 0, 0, 1), unit]),
    );
    assert.deepEqual(splitNalUnits(joined), units);
  }
});

test("units are views of the message", () => {
  const { units } = STREAMS[0];
  for (const unit of splitNalUnits(units[0])) assert.equal(unit.buffer, units[0].buffer);
});

test("bytes without a start code hold no units", () => {
  assert.deepEqual(splitNalUnits(new Uint8Array()), []);
  assert.deepEqual(splitNalUnits(Uint8Array.of(1, 2, 3, 0, 0)), []);
});

test("every cut of a parameter set is parsed or a RangeError", () => {
  for (const { units } of STREAMS) {
    const sps = splitNalUnits(units[0]).find((unit) => nalType(unit) === NAL_SPS) ?? assert.fail();
    for (let length = 0; length < sps.length; length++) {
      try {
        parseSps(sps.subarray(0, length));
      } catch (error) {
        assert.ok(error instanceof RangeError);
      }
    }
  }
});

test("a damaged parameter set that asks for a huge picture is refused", () => {
  const damaged = Uint8Array.of(
    0x67,
    66,
    0,
    30,
    0xf8,
    0x00,
    0x00,
    0x01,
    0xff,
    0xff,
    0,
    0,
    1,
    0xff,
    0xff,
    0xff,
    0xff,
  );
  assert.throws(() => parseSps(damaged), RangeError);
  assert.throws(() => parseSps(Uint8Array.of(NAL_PPS, 0, 0, 0, 0)), /not a sequence/);
});
