import assert from "node:assert/strict";
import test from "node:test";

import { NAL_IDR, NAL_PPS, NAL_SPS, nalType, parseSps, splitNalUnits } from "../src/annexb.js";
import { fragment, initSegment } from "../src/fmp4.js";
import { STREAMS } from "../testing/streams.js";

const CONTAINERS = new Set([
  "moov",
  "trak",
  "mdia",
  "minf",
  "dinf",
  "stbl",
  "mvex",
  "moof",
  "traf",
]);

/**
 * Read boxes into paths: `moov/trak/tkhd` → its body. Fails when sizes do not add up.
 * @param {Uint8Array} bytes
 * @param {string} [prefix]
 * @returns {Map<string, DataView>}
 */
function boxesOf(bytes, prefix = "") {
  const found = new Map();
  let offset = 0;
  while (offset < bytes.length) {
    const view = new DataView(bytes.buffer, bytes.byteOffset + offset);
    const size = view.getUint32(0);
    const path = prefix + String.fromCharCode(...bytes.subarray(offset + 4, offset + 8));
    const body = bytes.subarray(offset + 8, offset + size);
    found.set(path, new DataView(body.buffer, body.byteOffset, body.byteLength));
    if (CONTAINERS.has(path.slice(-4))) {
      for (const [inner, view] of boxesOf(body, `${path}/`)) found.set(inner, view);
    }
    offset += size;
  }
  assert.equal(offset, bytes.length);
  return found;
}

/** @param {Uint8Array} accessUnit */
function trackOf(accessUnit) {
  const units = splitNalUnits(accessUnit);
  const sps = units.find((unit) => nalType(unit) === NAL_SPS) ?? assert.fail();
  const pps = units.find((unit) => nalType(unit) === NAL_PPS) ?? assert.fail();
  return { sps, pps, ...parseSps(sps) };
}

/** @param {DataView} view */
function bytesIn(view) {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

for (const stream of STREAMS) {
  test(`${stream.name}: the init segment has the boxes that the standard requires`, () => {
    const boxes = boxesOf(initSegment(trackOf(stream.units[0])));
    const required = [
      "ftyp",
      "moov/mvhd",
      "moov/trak/tkhd",
      "moov/trak/mdia/mdhd",
      "moov/trak/mdia/hdlr",
      "moov/trak/mdia/minf/vmhd",
      "moov/trak/mdia/minf/dinf/dref",
      "moov/trak/mdia/minf/stbl/stsd",
      "moov/mvex/trex",
    ];
    for (const path of required) assert.ok(boxes.has(path), path);
    const header = boxes.get("moov/trak/tkhd") ?? assert.fail();
    assert.equal(header.getUint32(header.byteLength - 8) / 0x10000, stream.widthPx);
    assert.equal(header.getUint32(header.byteLength - 4) / 0x10000, stream.heightPx);
  });

  test(`${stream.name}: the decoder configuration holds both parameter sets`, () => {
    const track = trackOf(stream.units[0]);
    const text = Buffer.from(initSegment(track)).toString("latin1");
    const at = text.indexOf("avcC");
    assert.ok(text.indexOf(Buffer.from(track.sps).toString("latin1"), at) > at);
    assert.ok(text.indexOf(Buffer.from(track.pps).toString("latin1"), at) > at);
  });

  test(`${stream.name}: a fragment carries the picture's units behind their lengths`, () => {
    const units = splitNalUnits(stream.units[0]);
    const timing = { sequence: 7, decodeTicks: 2 ** 33 + 5, durationTicks: 3000, isKey: true };
    const bytes = fragment(timing, units);
    const boxes = boxesOf(bytes);
    const data = boxes.get("mdat") ?? assert.fail();
    const picture = units.filter((unit) => nalType(unit) === NAL_IDR);
    assert.equal(data.getUint32(0), picture[0].length);
    assert.deepEqual(bytesIn(data).subarray(4, 4 + picture[0].length), picture[0]);
    const run = boxes.get("moof/traf/trun") ?? assert.fail();
    assert.equal(run.getUint32(8), data.byteOffset - bytes.byteOffset);
    assert.equal(run.getUint32(16), data.byteLength);
  });
}

test("a fragment says when it is decoded, for how long, and whether it is a key frame", () => {
  for (const isKey of [true, false]) {
    const timing = { sequence: 7, decodeTicks: 2 ** 33 + 5, durationTicks: 3000, isKey };
    const boxes = boxesOf(fragment(timing, [Uint8Array.of(0x65, 1)]));
    const run = boxes.get("moof/traf/trun") ?? assert.fail();
    const time = boxes.get("moof/traf/tfdt") ?? assert.fail();
    assert.equal(boxes.get("moof/mfhd")?.getUint32(4), 7);
    assert.equal(time.getUint32(4) * 2 ** 32 + time.getUint32(8), 2 ** 33 + 5);
    assert.equal(run.getUint32(12), 3000);
    assert.equal((run.getUint32(20) & 0x10000) === 0, isKey);
  }
});
