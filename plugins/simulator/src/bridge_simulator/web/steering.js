/**
 * What a person steers, on its way to the device: one call at a time, the newest values
 * win, and no press gets lost. Pure but for the call that it is given.
 */

/** @typedef {{[input: string]: number | boolean}} Values */
/** @typedef {{stage: string, text: string}} Outcome */

// Presses that wait for the answer of a slow link; beyond that the oldest are merged.
const MAX_WAITING = 8;

export class Steering {
  #send;
  #onOutcome;
  /** @type {Values[]} */
  #waiting = [];
  #isBusy = false;

  /**
   * @param {(values: Values) => Promise<Outcome>} send never rejected
   * @param {(outcome: Outcome) => void} [onOutcome]
   */
  constructor(send, onOutcome = () => {}) {
    this.#send = send;
    this.#onOutcome = onOutcome;
  }

  /**
   * Steer; what is not named stays as it is.
   * @param {Values} values
   */
  set(values) {
    const last = this.#waiting.at(-1);
    if (last !== undefined && (this.#waiting.length >= MAX_WAITING || !undoesPress(last, values))) {
      Object.assign(last, values);
    } else {
      this.#waiting.push({ ...values });
    }
    void this.#work();
  }

  async #work() {
    if (this.#isBusy) return;
    this.#isBusy = true;
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      this.#onOutcome(await this.#send(next));
    }
    this.#isBusy = false;
  }
}

/**
 * Whether `values` would take back a press that `waiting` has not told yet.
 * @param {Values} waiting
 * @param {Values} values
 */
function undoesPress(waiting, values) {
  return Object.entries(values).some(
    ([name, value]) => typeof value === "boolean" && name in waiting && waiting[name] !== value,
  );
}
