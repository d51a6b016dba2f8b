/** What an input read during the last seconds, and how that looks as lines. Pure. */

/** @typedef {{atUs: number, values: number[]}} Moment */

export const SPAN_US = 10_000_000;
const MAX_MOMENTS = 200;

/**
 * Return the numbers of a reading: of a switch 0 or 1, of words none.
 * @param {unknown} value
 * @returns {number[]}
 */
export function numbersOf(value) {
  const parts = Array.isArray(value) ? value : [value];
  const isNumeric = parts.every((part) => typeof part === "number" || typeof part === "boolean");
  return isNumeric ? parts.map(Number) : [];
}

/**
 * Note a reading; what is too old to be shown is forgotten.
 * @param {Moment[]} history in order of time
 * @param {unknown} value
 * @param {number} atUs
 */
export function note(history, value, atUs) {
  const values = numbersOf(value);
  if (values.length === 0) return;
  history.push({ atUs, values });
  // One moment before the span stays: the line begins with it.
  while (history.length > MAX_MOMENTS || (history[1]?.atUs ?? Infinity) < atUs - SPAN_US) {
    history.shift();
  }
}

/**
 * Return the lowest and the highest number to be shown: those of the feature, else those
 * that were read, with zero in the middle when it was crossed.
 * @param {Moment[]} history
 * @param {{minimum?: number | null, maximum?: number | null}} [feature]
 * @returns {[number, number]}
 */
export function rangeOf(history, { minimum, maximum } = {}) {
  const all = history.flatMap(({ values }) => values);
  const low = Math.min(...all);
  const high = Math.max(...all);
  const isBounded = typeof minimum === "number" && typeof maximum === "number";
  // A light meter that could read a hundred thousand shows what it does read.
  if (isBounded && maximum - minimum <= 20 * Math.max(high - low, 0.1)) return [minimum, maximum];
  if (low < 0) {
    const most = Math.max(-low, high);
    return [-most, most];
  }
  return low === high ? [Math.min(0, low), high || 1] : [low, high];
}

/**
 * Return the points of a line in a box of 100 × 30: a value stays until the next one.
 * @param {Moment[]} history
 * @param {number} part which number of a reading
 * @param {number} nowUs
 * @param {[number, number]} range
 */
export function pointsOf(history, part, nowUs, [low, high]) {
  const height = (/** @type {number} */ value) =>
    (29 - ((value - low) / (high - low || 1)) * 28).toFixed(1);
  const across = (/** @type {number} */ atUs) =>
    Math.min(100, Math.max(0, 100 - ((nowUs - atUs) / SPAN_US) * 100)).toFixed(1);
  /** @type {string[]} */
  const points = [];
  history.forEach(({ atUs, values }, position) => {
    const next = history[position + 1]?.atUs ?? nowUs;
    const y = height(values[part] ?? 0);
    points.push(`${across(atUs)},${y}`);
    // What changes ten times a second is a line; what stands longer is a step.
    if (next - atUs > 250_000) points.push(`${across(next)},${y}`);
  });
  return points.join(" ");
}
