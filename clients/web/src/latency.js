/**
 * Where the time went: the steps of samples on their way, and their percentiles.
 *
 * Knows: hop stamps. Does not know: clocks; every time here is on the bridge's already.
 */

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {number} durationUs negative when the clock estimate was off
 */

/**
 * @typedef {object} Passage
 * @property {number} capturedUs
 * @property {number} receivedUs
 * @property {number} arrivedUs
 * @property {number} [shownUs]
 * @property {import("./wire.js").Hop[]} hops
 */

/** Steps that end at a stamp of devices and of the bridge's core, in words. */
const WORDS = new Map([
  ["device_sent", "in the device"],
  ["received", "to the bridge"],
  ["published", "taken in"],
]);

/**
 * Name the step that ends at a stamp.
 * @param {string} before
 * @param {string} after
 */
function stepName(before, after) {
  const [stage, edge] = splitLast(after);
  if (edge === "start") return `wait for ${stage}`;
  if (edge === "end" && before === `${stage}.start`) return stage;
  return WORDS.get(after) ?? after;
}

/**
 * @param {string} name
 * @returns {[string, string]}
 */
function splitLast(name) {
  const at = name.lastIndexOf(".");
  return at < 0 ? [name, ""] : [name.slice(0, at), name.slice(at + 1)];
}

/**
 * Return the steps of one sample from capture to the last stamp, in order.
 * @param {Passage} passage
 * @returns {Step[]}
 */
export function stepsOf({ capturedUs, receivedUs, arrivedUs, shownUs, hops }) {
  // Hops of a device come before the bridge has the sample, those of stages after.
  const others = hops.filter(([name]) => name !== "received");
  const early = others.filter(([, atUs]) => atUs < receivedUs);
  const late = others.filter(([, atUs]) => atUs >= receivedUs);
  /** @type {[string, number][]} */
  const stamps = [
    ["captured", capturedUs],
    ...early,
    ["received", receivedUs],
    ...late,
    ["to this page", arrivedUs],
  ];
  if (shownUs !== undefined) stamps.push(["decode and show", shownUs]);
  return stamps.slice(1).map(([name, atUs], i) => ({
    name: stepName(stamps[i][0], name),
    durationUs: atUs - stamps[i][1],
  }));
}

/**
 * Return the value that `fraction` of the sorted values do not exceed (nearest rank).
 * @param {number[]} sorted
 * @param {number} fraction
 */
export function percentile(sorted, fraction) {
  if (sorted.length === 0) return 0;
  return sorted[Math.max(0, Math.ceil(fraction * sorted.length) - 1)];
}

/**
 * @typedef {object} StepSummary
 * @property {string} name
 * @property {number} count
 * @property {number} p50Us
 * @property {number} p99Us
 * @property {number} lastUs
 */

// Eight seconds at 30 pictures a second: long enough for a p99, short enough to be now.
const DEFAULT_WINDOW = 240;

/** Keeps the newest durations of each step. */
export class LatencyLedger {
  #window;
  /** @type {Map<string, number[]>} in the order in which steps were first seen */
  #durations = new Map();
  /** @type {number[]} */
  #totals = [];

  /** @param {number} [window] samples that are remembered */
  constructor(window = DEFAULT_WINDOW) {
    this.#window = window;
  }

  /** @param {Passage} passage */
  add(passage) {
    const steps = stepsOf(passage);
    const names = new Set(steps.map(({ name }) => name));
    // Another way (a stage that came or went) starts a new account.
    if (this.#durations.size && ![...this.#durations.keys()].every((name) => names.has(name))) {
      this.clear();
    }
    for (const { name, durationUs } of steps) {
      this.#push(this.#durations.get(name) ?? [], durationUs, name);
    }
    const total = steps.reduce((sum, { durationUs }) => sum + durationUs, 0);
    this.#totals.push(total);
    if (this.#totals.length > this.#window) this.#totals.shift();
  }

  /**
   * @param {number[]} values
   * @param {number} value
   * @param {string} name
   */
  #push(values, value, name) {
    values.push(value);
    if (values.length > this.#window) values.shift();
    this.#durations.set(name, values);
  }

  /** Forget everything, as after a change of camera. */
  clear() {
    this.#durations.clear();
    this.#totals = [];
  }

  /** @returns {StepSummary[]} in the order of the way */
  steps() {
    return [...this.#durations].map(([name, values]) => summaryOf(name, values));
  }

  /** @returns {StepSummary} from capture to the last stamp */
  total() {
    return summaryOf("in all", this.#totals);
  }
}

/**
 * @param {string} name
 * @param {number[]} values
 * @returns {StepSummary}
 */
function summaryOf(name, values) {
  const sorted = [...values].sort((a, b) => a - b);
  return {
    name,
    count: values.length,
    p50Us: percentile(sorted, 0.5),
    p99Us: percentile(sorted, 0.99),
    lastUs: values.at(-1) ?? 0,
  };
}
