/**
 * One setting of a device, as the page knows it: what is wanted, what was applied, what
 * can be undone. At most one call is under way; a newer wish waits for its answer and
 * replaces an older one.
 *
 * Knows: calls and their acks. Does not know: elements, links.
 */

/** @typedef {import("../calls.js").Ack} Ack */

/** @typedef {"known" | "sending" | "applied" | "refused"} SettingPhase */

/**
 * @typedef {object} SettingOptions
 * @property {(value: any) => Promise<Ack>} send
 * @property {() => void} onChange
 * @property {(fn: () => void, delayMs: number) => unknown} after
 * @property {() => number} nowUs the bridge's clock
 * @property {any} value as announced or reported
 * @property {number} [minGapMs] the device takes no more than one call in this time
 */

export class Setting {
  #send;
  #onChange;
  #after;
  #nowUs;
  #minGapMs;
  #appliedUs = -Infinity;
  /** @type {any} what the device does, as far as is known */
  #applied;
  /** @type {{value: any} | null} */
  #next = null;
  #isBusy = false;
  /** @type {any[]} */
  #before = [];
  #isUndoing = false;
  /** @type {SettingPhase} */
  phase = "known";
  text = "";

  /** @param {SettingOptions} options */
  constructor({ send, onChange, after, nowUs, value, minGapMs = 0 }) {
    this.#send = send;
    this.#onChange = onChange;
    this.#after = after;
    this.#nowUs = nowUs;
    this.#applied = value;
    this.#minGapMs = minGapMs;
  }

  /** What the device does, or will when it has answered. */
  get value() {
    return this.#next === null ? this.#applied : this.#next.value;
  }

  get canUndo() {
    return this.#before.length > 0 && !this.#isBusy;
  }

  /**
   * Learn what the device says it does. What it said before the last answer is old news.
   * @param {any} value
   * @param {number} saidUs bridge clock
   */
  learn(value, saidUs) {
    if (this.#isBusy || saidUs <= this.#appliedUs) return;
    if (value === undefined || value === null || value === this.#applied) return;
    this.#applied = value;
    this.phase = "known";
    this.#onChange();
  }

  /** @param {any} value */
  want(value) {
    this.#next = { value };
    this.phase = "sending";
    this.text = "";
    this.#onChange();
    if (!this.#isBusy) void this.#work();
  }

  /** Go back to what was before the last change that was applied. */
  undo() {
    if (!this.canUndo) return;
    this.#isUndoing = true;
    this.want(this.#before.pop());
  }

  async #work() {
    this.#isBusy = true;
    while (this.#next !== null) {
      const { value } = this.#next;
      const ack = await this.#send(value);
      if (this.#next.value === value) this.#next = null;
      this.#settle(ack);
      this.#onChange();
      if (this.#next !== null) await this.#pause();
    }
    this.#isBusy = false;
    this.#onChange();
  }

  /** @param {Ack} ack */
  #settle({ stage, text, code, value }) {
    if (stage !== "applied") {
      this.phase = "refused";
      this.text = text || code || stage;
      this.#isUndoing = false;
      return;
    }
    this.#appliedUs = this.#nowUs();
    const before = this.#applied;
    if (value !== null && value !== undefined) this.#applied = value;
    if (!this.#isUndoing && before !== this.#applied) this.#before.push(before);
    this.#isUndoing = false;
    this.phase = this.#next === null ? "applied" : "sending";
    this.text = "";
  }

  #pause() {
    return /** @type {Promise<void>} */ (
      new Promise((resolve) => void this.#after(resolve, this.#minGapMs))
    );
  }
}
