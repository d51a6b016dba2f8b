/**
 * How this peer's clock relates to the bridge's (docs/protocol.md §5.1).
 *
 * Knows: exchanges of time. Does not know: sockets, timers; it reads no clock itself.
 * Every exchange proves an interval in which the offset lies; intersecting them is exact
 * where averaging would only be likely.
 */

// Exchanges of four seconds share a slot, so that sixteen slots reach back far enough to
// see the drift.
const SLOT_US = 4_000_000;
const WINDOW = 16;
const MAX_ROUND_TRIP_US = 2_000_000;
const MAX_DRIFT = 100e-6;
const STEP_US = 100_000;
const COARSE_ERROR_US = 20_000;
const LOCKED_EXCHANGES = 5;
const HOLDOVER_US = 90_000_000;

/**
 * Times of one exchange: t0 and t3 on the peer's clock, t1 and t2 on the bridge's.
 * @typedef {object} Exchange
 * @property {number} t0 the peer sent
 * @property {number} t1 the bridge received
 * @property {number} t2 the bridge sent
 * @property {number} t3 the peer received
 */

/**
 * What is known of the offset at one moment; `beganUs` opened the slot. Peer clock.
 * @typedef {{beganUs: number, atUs: number, low: number, high: number}} Slot
 */

/** @typedef {"unsynced" | "coarse" | "locked" | "holdover"} ClockState */

/**
 * As it travels in `sync` and `clock`.
 * @typedef {object} Estimate
 * @property {ClockState} state
 * @property {number} offset_us bridge time = peer time + offset
 * @property {number} error_us
 * @property {number} drift_ppm
 * @property {number} samples
 */

export class ClockOffset {
  /** @type {Slot[]} oldest first */
  #slots = [];
  #exchanges = 0;
  #newestUs = 0;
  #drift = 0;
  #uncertainty = MAX_DRIFT;
  #epoch = 0;
  #steps = 0;
  #discarded = 0;

  /**
   * Learn from one exchange.
   * @param {Exchange} exchange
   * @returns {boolean} false when its round trip is impossible or too long to tell anything
   */
  add({ t0, t1, t2, t3 }) {
    const roundTripUs = t3 - t0 - (t2 - t1);
    if (roundTripUs < 0 || roundTripUs > MAX_ROUND_TRIP_US || t3 < t0 || t2 < t1) {
      this.#discarded++;
      return false;
    }
    const slot = { beganUs: t3, atUs: t3, low: t2 - t3, high: t1 - t0 };
    if (this.#isStep(slot)) {
      this.reset();
      this.#steps++;
    }
    this.#exchanges++;
    this.#newestUs = t3;
    this.#store(slot);
    this.#fitDrift();
    return true;
  }

  /** Forget everything: the bridge or this peer started anew. */
  reset() {
    if (this.#slots.length > 0) this.#epoch++;
    this.#slots = [];
    this.#exchanges = 0;
    this.#drift = 0;
    this.#uncertainty = MAX_DRIFT;
  }

  /** @param {Slot} slot */
  #isStep({ atUs, low, high }) {
    if (this.#slots.length === 0) return false;
    if (atUs < this.#newestUs) return true; // This peer's own clock went back.
    const known = this.#intervalAt(atUs);
    return low - known.high > STEP_US || known.low - high > STEP_US;
  }

  /** @param {Slot} slot */
  #store(slot) {
    const newest = this.#slots.at(-1);
    if (newest && slot.atUs - newest.beganUs < SLOT_US) {
      const margin = MAX_DRIFT * (slot.atUs - newest.atUs);
      const low = Math.max(newest.low - margin, slot.low);
      const high = Math.min(newest.high + margin, slot.high);
      if (low <= high) {
        Object.assign(newest, { atUs: slot.atUs, low, high });
        return;
      }
    }
    this.#slots.push(slot);
    if (this.#slots.length > WINDOW) this.#slots.shift();
  }

  #fitDrift() {
    this.#drift = 0;
    this.#uncertainty = MAX_DRIFT;
    if (this.#slots.length < 4) return;
    const count = Math.max(4, Math.ceil(this.#slots.length / 4));
    const narrow = [...this.#slots]
      .sort((a, b) => a.high - a.low - (b.high - b.low))
      .slice(0, count)
      .sort((a, b) => a.atUs - b.atUs);
    const spanUs = narrow[count - 1].atUs - narrow[0].atUs;
    if (spanUs <= 0) return;
    const widest = Math.max(...narrow.map((slot) => slot.high - slot.low));
    const uncertainty = (1.5 * widest) / spanUs;
    const slope = slopeOf(narrow);
    if (uncertainty < MAX_DRIFT && Math.abs(slope) <= MAX_DRIFT) {
      this.#drift = slope;
      this.#uncertainty = uncertainty;
    }
  }

  /** @param {number} atUs peer clock */
  #intervalAt(atUs) {
    let low = -Infinity;
    let high = Infinity;
    for (let i = this.#slots.length - 1; i >= 0; i--) {
      const slot = this.#slots[i];
      const ageUs = atUs - slot.atUs;
      const margin = this.#uncertainty * Math.abs(ageUs);
      const movedLow = Math.max(low, slot.low + this.#drift * ageUs - margin);
      const movedHigh = Math.min(high, slot.high + this.#drift * ageUs + margin);
      if (movedLow > movedHigh) break;
      low = movedLow;
      high = movedHigh;
    }
    return { low, high };
  }

  /**
   * Return the offset to add to a time of this peer's clock; 0 before the first exchange.
   * @param {number} peerUs
   */
  offsetAt(peerUs) {
    if (this.#slots.length === 0) return 0;
    const { low, high } = this.#intervalAt(peerUs);
    return Math.round((low + high) / 2);
  }

  /**
   * Return a time of this peer's clock on the bridge's.
   * @param {number} peerUs
   */
  bridgeUs(peerUs) {
    return Math.round(peerUs + this.offsetAt(peerUs));
  }

  /**
   * @param {number} peerUs now
   * @returns {Estimate}
   */
  estimateAt(peerUs) {
    if (this.#slots.length === 0) {
      return { state: "unsynced", offset_us: 0, error_us: 0, drift_ppm: 0, samples: 0 };
    }
    const { low, high } = this.#intervalAt(peerUs);
    const errorUs = Math.ceil((high - low) / 2);
    return {
      state: this.#stateAt(peerUs, errorUs),
      offset_us: Math.round((low + high) / 2),
      error_us: errorUs,
      drift_ppm: this.#drift * 1e6,
      samples: this.#exchanges,
    };
  }

  /**
   * @param {number} peerUs
   * @param {number} errorUs
   * @returns {ClockState}
   */
  #stateAt(peerUs, errorUs) {
    if (peerUs - this.#newestUs > HOLDOVER_US) return "holdover";
    return this.#exchanges < LOCKED_EXCHANGES || errorUs > COARSE_ERROR_US ? "coarse" : "locked";
  }

  /** Counters of what was learned and forgotten. */
  statistics() {
    return {
      epoch: this.#epoch,
      steps: this.#steps,
      discarded: this.#discarded,
      slots: this.#slots.length,
    };
  }
}

/**
 * Return the slope of the line that fits the centres best (least squares).
 * @param {Slot[]} slots
 */
function slopeOf(slots) {
  const meanAt = slots.reduce((sum, slot) => sum + slot.atUs, 0) / slots.length;
  const meanCentre =
    slots.reduce((sum, slot) => sum + (slot.low + slot.high) / 2, 0) / slots.length;
  let above = 0;
  let below = 0;
  for (const slot of slots) {
    const dx = slot.atUs - meanAt;
    above += dx * ((slot.low + slot.high) / 2 - meanCentre);
    below += dx * dx;
  }
  return below === 0 ? 0 : above / below;
}
