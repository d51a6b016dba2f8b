/**
 * Fragmented MP4 (ISO/IEC 14496-12 and -15) for one H.264 track, as Media Source takes it.
 *
 * Knows: boxes. Does not know: MediaSource, players, clocks. One access unit becomes one
 * fragment, so that a picture can be shown as soon as it has arrived.
 */

import { NAL_DELIMITER, NAL_PPS, NAL_SEI, NAL_SPS, nalType } from "./annexb.js";

export const TICKS_PER_SECOND = 90_000;
const TRACK = 1;

// trun sample flags (8.8.3.1): depends on nothing; or depends on others and is no sync sample.
const FLAGS_KEY = 0x0200_0000;
const FLAGS_DELTA = 0x0101_0000;

/** @typedef {number[] | Uint8Array | string} Part bytes, or four letters */

/**
 * @param {string} type
 * @param {...Part} parts
 */
function box(type, ...parts) {
  const encoded = parts.map((part) =>
    typeof part === "string" ? Uint8Array.from(part, (c) => c.charCodeAt(0)) : part,
  );
  const size = encoded.reduce((sum, part) => sum + part.length, 8);
  const bytes = new Uint8Array(size);
  bytes.set(uint32(size));
  bytes.set(
    Uint8Array.from(type, (c) => c.charCodeAt(0)),
    4,
  );
  let offset = 8;
  for (const part of encoded) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

/**
 * A box with version and flags in front.
 * @param {string} type
 * @param {number} version
 * @param {number} flags
 * @param {...Part} parts
 */
function fullBox(type, version, flags, ...parts) {
  return box(type, uint32(version * 0x0100_0000 + flags), ...parts);
}

/** @param {...number} values */
function uint16(...values) {
  return values.flatMap((value) => [(value >> 8) & 255, value & 255]);
}

/** @param {...number} values */
function uint32(...values) {
  return values.flatMap((value) => [
    (value >>> 24) & 255,
    (value >>> 16) & 255,
    (value >>> 8) & 255,
    value & 255,
  ]);
}

/** @param {number} count */
function zeros(count) {
  return new Uint8Array(count);
}

// The identity transformation, 16.16 and 2.30 fixed point (6.2.2).
const MATRIX = uint32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);

/** @param {TrackParameters} track */
function decoderConfiguration({ sps, pps, high }) {
  // Version 1, profile, constraints, level, four-byte lengths, one set of each (14496-15, 5.3.3).
  const head = [1, sps[1], sps[2], sps[3], 0xff, 0xe1];
  const tail = high
    ? [0xfc | high.chromaFormat, 0xf8 | (high.lumaBits - 8), 0xf8 | (high.chromaBits - 8), 0]
    : [];
  return box("avcC", head, uint16(sps.length), sps, [1], uint16(pps.length), pps, tail);
}

/** @param {TrackParameters} track */
function sampleTable(track) {
  const entry = box(
    "avc1",
    zeros(6),
    uint16(1), // data reference
    zeros(16),
    uint16(track.widthPx, track.heightPx),
    uint32(0x48_0000, 0x48_0000, 0), // 72 dpi
    uint16(1), // frames per sample
    zeros(32), // compressor name
    uint16(24, 0xffff), // depth, no colour table
    decoderConfiguration(track),
  );
  return box(
    "stbl",
    fullBox("stsd", 0, 0, uint32(1), entry),
    fullBox("stts", 0, 0, uint32(0)),
    fullBox("stsc", 0, 0, uint32(0)),
    fullBox("stsz", 0, 0, uint32(0, 0)),
    fullBox("stco", 0, 0, uint32(0)),
  );
}

/** @param {TrackParameters} track */
function trackBox(track) {
  const header = fullBox(
    "tkhd",
    0,
    3, // enabled, in the movie
    uint32(0, 0, TRACK, 0, 0),
    zeros(16),
    MATRIX,
    uint32(track.widthPx * 0x10000, track.heightPx * 0x10000),
  );
  const media = box(
    "mdia",
    fullBox("mdhd", 0, 0, uint32(0, 0, TICKS_PER_SECOND, 0), uint16(0x55c4, 0)), // "und"
    fullBox("hdlr", 0, 0, uint32(0), "vide", zeros(12), "gamebridge", [0]),
    box(
      "minf",
      fullBox("vmhd", 0, 1, zeros(8)),
      box("dinf", fullBox("dref", 0, 0, uint32(1), fullBox("url ", 0, 1))),
      sampleTable(track),
    ),
  );
  return box("trak", header, media);
}

/**
 * @typedef {object} TrackParameters
 * @property {Uint8Array} sps
 * @property {Uint8Array} pps
 * @property {number} widthPx
 * @property {number} heightPx
 * @property {import("./annexb.js").HighProfile | null} high
 */

/**
 * Return the segment that comes before all fragments.
 * @param {TrackParameters} track
 */
export function initSegment(track) {
  const header = fullBox(
    "mvhd",
    0,
    0,
    uint32(0, 0, TICKS_PER_SECOND, 0, 0x10000), // rate 1
    uint16(0x100), // volume 1
    zeros(10),
    MATRIX,
    zeros(24),
    uint32(TRACK + 1),
  );
  const extends_ = box("mvex", fullBox("trex", 0, 0, uint32(TRACK, 1, 0, 0, 0)));
  const file = box("ftyp", "isom", uint32(0x200), "isom", "iso6", "avc1", "mp41");
  const movie = box("moov", header, trackBox(track), extends_);
  const segment = new Uint8Array(file.length + movie.length);
  segment.set(file);
  segment.set(movie, file.length);
  return segment;
}

/**
 * The fragment header is the same for every picture but for five numbers.
 * @type {{bytes: Uint8Array, sequence: number, decodeTime: number, sample: number}}
 */
const TEMPLATE = (() => {
  const run = fullBox("trun", 0, 0x701, uint32(1, 0), uint32(0, 0, 0));
  const fragment = box(
    "traf",
    fullBox("tfhd", 0, 0x2_0000, uint32(TRACK)), // offsets count from moof
    fullBox("tfdt", 1, 0, uint32(0, 0)),
    run,
  );
  const bytes = box("moof", fullBox("mfhd", 0, 0, uint32(0)), fragment);
  const end = bytes.length;
  // Counted back from the end: trun is 32 bytes, tfdt is 20 before it.
  return { bytes, sequence: 20, decodeTime: end - 32 - 8, sample: end - 16 };
})();

/** @param {Uint8Array} unit */
function isPicture(unit) {
  const type = nalType(unit);
  // Parameter sets are in the init segment; the others carry nothing a player needs.
  return type !== NAL_SPS && type !== NAL_PPS && type !== NAL_SEI && type !== NAL_DELIMITER;
}

/**
 * Return one access unit as a fragment.
 * @param {{sequence: number, decodeTicks: number, durationTicks: number, isKey: boolean}} timing
 * @param {Uint8Array[]} units the NAL units of the access unit
 */
export function fragment({ sequence, decodeTicks, durationTicks, isKey }, units) {
  const pictures = units.filter(isPicture);
  const dataBytes = pictures.reduce((sum, unit) => sum + unit.length + 4, 0);
  const head = TEMPLATE.bytes.length;
  const bytes = new Uint8Array(head + 8 + dataBytes);
  const view = new DataView(bytes.buffer);
  bytes.set(TEMPLATE.bytes);
  view.setUint32(TEMPLATE.sequence, sequence);
  view.setUint32(TEMPLATE.decodeTime, Math.floor(decodeTicks / 0x1_0000_0000));
  view.setUint32(TEMPLATE.decodeTime + 4, decodeTicks % 0x1_0000_0000);
  view.setUint32(TEMPLATE.sample, head + 8);
  view.setUint32(TEMPLATE.sample + 4, durationTicks);
  view.setUint32(TEMPLATE.sample + 8, dataBytes);
  view.setUint32(TEMPLATE.sample + 12, isKey ? FLAGS_KEY : FLAGS_DELTA);
  view.setUint32(head, dataBytes + 8);
  bytes.set([0x6d, 0x64, 0x61, 0x74], head + 4); // "mdat"
  let offset = head + 8;
  for (const unit of pictures) {
    view.setUint32(offset, unit.length);
    bytes.set(unit, offset + 4);
    offset += unit.length + 4;
  }
  return bytes;
}
