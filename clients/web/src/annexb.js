/**
 * H.264 byte streams (ITU-T H.264, annex B and 7.3.2.1).
 *
 * Knows: NAL units and what a sequence parameter set says of codec and size.
 * Does not know: players, containers, samples. Everything returned is a view, not a copy.
 */

export const NAL_IDR = 5;
export const NAL_SEI = 6;
export const NAL_SPS = 7;
export const NAL_PPS = 8;
export const NAL_DELIMITER = 9;

// Profiles whose parameter sets carry chroma format and scaling lists.
const HIGH_PROFILES = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);
// No encoder of ours comes near; a parameter set that asks for more is damaged.
const MAX_EDGE_PX = 16384;

/**
 * Split an access unit at its start codes.
 * @param {Uint8Array} bytes
 * @returns {Uint8Array[]} NAL units without start codes and without trailing zeros
 */
export function splitNalUnits(bytes) {
  const units = [];
  let start = nextStartCode(bytes, 0);
  while (start < bytes.length) {
    const begin = start + 3;
    const next = nextStartCode(bytes, begin);
    let end = next;
    while (end > begin && bytes[end - 1] === 0) end--;
    if (end > begin) units.push(bytes.subarray(begin, end));
    start = next;
  }
  return units;
}

/**
 * Return where the next 00 00 01 begins, or the length.
 * @param {Uint8Array} bytes
 * @param {number} from
 */
function nextStartCode(bytes, from) {
  for (let at = bytes.indexOf(1, from + 2); at >= 0; at = bytes.indexOf(1, at + 1)) {
    if (bytes[at - 1] === 0 && bytes[at - 2] === 0) return at - 2;
  }
  return bytes.length;
}

/**
 * Return the kind of a NAL unit, 0 to 31.
 * @param {Uint8Array} unit
 */
export function nalType(unit) {
  return unit[0] & 0x1f;
}

/**
 * Tell whether a decoder may start at this access unit.
 * @param {Uint8Array[]} units
 */
export function startsSequence(units) {
  return units.some((unit) => nalType(unit) === NAL_IDR);
}

class BitReader {
  #bytes;
  #at = 0;

  /** @param {Uint8Array} bytes with emulation prevention removed */
  constructor(bytes) {
    this.#bytes = bytes;
  }

  bit() {
    const byte = this.#bytes[this.#at >> 3];
    if (byte === undefined) throw new RangeError("parameter set ends too early");
    return (byte >> (7 - (this.#at++ & 7))) & 1;
  }

  /** @param {number} count */
  bits(count) {
    let value = 0;
    for (let i = 0; i < count; i++) value = value * 2 + this.bit();
    return value;
  }

  /** Exponential Golomb code, unsigned (9.1). */
  unsigned() {
    let zeros = 0;
    while (this.bit() === 0) {
      if (++zeros > 31) throw new RangeError("parameter set has a number beyond 32 bits");
    }
    return 2 ** zeros - 1 + this.bits(zeros);
  }

  /** Exponential Golomb code, signed (9.1.1). */
  signed() {
    const code = this.unsigned();
    return code % 2 === 0 ? -code / 2 : (code + 1) / 2;
  }
}

/**
 * Remove the bytes that keep start codes from appearing inside a unit (7.4.1.1).
 * @param {Uint8Array} unit
 */
function withoutEmulationPrevention(unit) {
  const kept = [];
  for (let i = 0; i < unit.length; i++) {
    if (unit[i] === 3 && i >= 2 && unit[i - 1] === 0 && unit[i - 2] === 0) continue;
    kept.push(unit[i]);
  }
  return Uint8Array.from(kept);
}

/**
 * @param {BitReader} reader
 * @param {number} size 16 or 64
 */
function skipScalingList(reader, size) {
  let last = 8;
  let next = 8;
  for (let i = 0; i < size; i++) {
    if (next !== 0) next = (last + reader.signed() + 256) % 256;
    if (next !== 0) last = next;
  }
}

/**
 * What a decoder configuration repeats of a high profile's parameter set.
 * @typedef {object} HighProfile
 * @property {number} chromaFormat
 * @property {number} lumaBits
 * @property {number} chromaBits
 * @property {boolean} separatePlanes
 */

/**
 * @param {BitReader} reader
 * @returns {HighProfile}
 */
function readHighProfile(reader) {
  const chromaFormat = reader.unsigned();
  const separatePlanes = chromaFormat === 3 && reader.bit() === 1;
  const lumaBits = reader.unsigned() + 8;
  const chromaBits = reader.unsigned() + 8;
  reader.bit(); // lossless bypass
  if (reader.bit() === 1) {
    const lists = chromaFormat === 3 ? 12 : 8;
    for (let i = 0; i < lists; i++) {
      if (reader.bit() === 1) skipScalingList(reader, i < 6 ? 16 : 64);
    }
  }
  return { chromaFormat, lumaBits, chromaBits, separatePlanes };
}

/** @param {BitReader} reader */
function skipPictureOrder(reader) {
  reader.unsigned(); // log2_max_frame_num
  const type = reader.unsigned();
  if (type === 0) reader.unsigned();
  if (type !== 1) return;
  reader.bit();
  reader.signed();
  reader.signed();
  const cycle = reader.unsigned();
  for (let i = 0; i < cycle; i++) reader.signed();
}

/**
 * @param {BitReader} reader
 * @param {number} chroma
 */
function readSize(reader, chroma) {
  const widthMacroblocks = reader.unsigned() + 1;
  const heightUnits = reader.unsigned() + 1;
  const framesOnly = reader.bit();
  if (framesOnly === 0) reader.bit();
  reader.bit(); // direct_8x8_inference
  let widthPx = widthMacroblocks * 16;
  let heightPx = heightUnits * 16 * (2 - framesOnly);
  if (reader.bit() === 1) {
    const unitX = chroma === 1 || chroma === 2 ? 2 : 1;
    const unitY = (chroma === 1 ? 2 : 1) * (2 - framesOnly);
    widthPx -= (reader.unsigned() + reader.unsigned()) * unitX;
    heightPx -= (reader.unsigned() + reader.unsigned()) * unitY;
  }
  if (!(widthPx > 0 && heightPx > 0 && widthPx <= MAX_EDGE_PX && heightPx <= MAX_EDGE_PX)) {
    throw new RangeError(`picture size ${widthPx}×${heightPx} is beyond ${MAX_EDGE_PX}`);
  }
  return { widthPx, heightPx };
}

/**
 * @typedef {object} SequenceParameters
 * @property {string} codec as MediaSource and VideoDecoder take it, `avc1.42c01e`
 * @property {number} widthPx after cropping
 * @property {number} heightPx after cropping
 * @property {HighProfile | null} high null for the profiles that have no choice
 */

/**
 * Read a sequence parameter set.
 * @param {Uint8Array} unit a NAL unit of type 7
 * @returns {SequenceParameters}
 * @throws {RangeError} when it is damaged
 */
export function parseSps(unit) {
  if (unit.length < 5 || nalType(unit) !== NAL_SPS) {
    throw new RangeError("not a sequence parameter set");
  }
  const codec = `avc1.${Array.from(unit.subarray(1, 4), (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
  const reader = new BitReader(withoutEmulationPrevention(unit.subarray(4)));
  reader.unsigned(); // seq_parameter_set_id
  const high = HIGH_PROFILES.has(unit[1]) ? readHighProfile(reader) : null;
  const chroma = high === null ? 1 : high.separatePlanes ? 0 : high.chromaFormat;
  skipPictureOrder(reader);
  reader.unsigned(); // max_num_ref_frames
  reader.bit(); // gaps in frame_num
  return { codec, high, ...readSize(reader, chroma) };
}
