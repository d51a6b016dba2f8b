/**
 * Takes access units of H.264 out of an MPEG transport stream.
 *
 * Knows: packets and their headers. Does not know: links, players.
 */

const PACKET = 188;
const SYNC = 0x47;
const VIDEO_STREAM = 0xe0;
const TICKS_PER_MS = 90;

/**
 * @typedef {object} Unit
 * @property {Uint8Array} payload in Annex B
 * @property {number} timeUs
 * @property {boolean} isKey
 */

export class Demuxer {
  #onUnit;
  #rest = new Uint8Array(0);
  #pid = -1;
  /** @type {Uint8Array[]} */
  #parts = [];
  #length = 0;
  #wanted = Infinity;
  #isKey = false;

  /** @param {(unit: Unit) => void} onUnit */
  constructor(onUnit) {
    this.#onUnit = onUnit;
  }

  /** @param {Uint8Array} bytes any piece of the stream, in order */
  push(bytes) {
    const whole = new Uint8Array(this.#rest.length + bytes.length);
    whole.set(this.#rest);
    whole.set(bytes, this.#rest.length);
    let at = 0;
    while (at + PACKET <= whole.length) {
      if (whole[at] === SYNC) {
        this.#take(whole.subarray(at, at + PACKET));
        at += PACKET;
      } else at++;
    }
    this.#rest = whole.slice(at);
  }

  /** @param {Uint8Array} packet */
  #take(packet) {
    const pid = ((packet[1] & 0x1f) << 8) | packet[2];
    const isStart = (packet[1] & 0x40) !== 0;
    const hasExtra = (packet[3] & 0x20) !== 0;
    const payload = packet.subarray(hasExtra ? 5 + packet[4] : 4);
    if ((packet[3] & 0x10) === 0) return;
    if (isStart && startsVideo(payload)) {
      this.#emit();
      this.#pid = pid;
      const size = (payload[4] << 8) | payload[5];
      this.#wanted = size === 0 ? Infinity : size + 6;
      this.#isKey = hasExtra && packet[4] > 0 && (packet[5] & 0x40) !== 0;
    } else if (pid !== this.#pid || isStart) return;
    this.#parts.push(payload);
    this.#length += payload.length;
    if (this.#length >= this.#wanted) this.#emit();
  }

  #emit() {
    const parts = this.#parts;
    if (parts.length === 0) return;
    const whole = new Uint8Array(this.#length);
    let offset = 0;
    for (const part of parts) {
      whole.set(part, offset);
      offset += part.length;
    }
    this.#parts = [];
    this.#length = 0;
    this.#wanted = Infinity;
    this.#onUnit({
      payload: whole.subarray(9 + whole[8]),
      timeUs: Math.round((timeOf(whole) * 1000) / TICKS_PER_MS),
      isKey: this.#isKey,
    });
  }
}

/** @param {Uint8Array} payload */
function startsVideo(payload) {
  const [a, b, c, id] = payload;
  return a === 0 && b === 0 && c === 1 && (id & 0xf0) === VIDEO_STREAM;
}

/**
 * Return the presentation time, in ticks.
 * @param {Uint8Array} pes
 */
function timeOf(pes) {
  const high = (pes[9] >> 1) & 0x07;
  const middle = (pes[10] << 7) | (pes[11] >> 1);
  const low = (pes[12] << 7) | (pes[13] >> 1);
  return high * 2 ** 30 + middle * 2 ** 15 + low;
}
