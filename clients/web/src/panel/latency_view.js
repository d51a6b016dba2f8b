/** Where the time went, step by step from the camera to the screen. */

import { formatDuration } from "./format.js";
import { Rows, element, find, setText } from "./page.js";

/** @typedef {import("../latency.js").StepSummary} StepSummary */
/** @typedef {StepSummary & {fromUs: number, wholeUs: number}} PlacedStep */

const SPARK_POINTS = 120;
const FEWEST_POINTS = 16;
const SPARK_HEIGHT = 44;

export class LatencyView {
  #total = find("span", "latency-total");
  #empty = find("p", "latency-empty");
  #legend = find("p", "latency-legend");
  #spark = /** @type {SVGSVGElement} */ (
    /** @type {unknown} */ (document.getElementById("latency-spark"))
  );
  #rows = new Rows(
    find("ol", "latency-steps"),
    (/** @type {PlacedStep} */ { name }) => name,
    buildStep,
  );
  /** @type {number[]} */
  #history = [];
  #lastPointUs = 0;
  #lastCount = 0;
  #lastUs = 0;

  /**
   * @param {import("../latency.js").LatencyLedger | null} ledger
   * @param {number} nowUs
   */
  show(ledger, nowUs) {
    const steps = ledger?.steps() ?? [];
    this.#empty.hidden = steps.length > 0;
    this.#legend.hidden = steps.length === 0;
    this.#rows.show(placed(steps));
    if (ledger === null || steps.length === 0) {
      setText(this.#total, "");
      this.#spark.setAttribute("hidden", "");
      return;
    }
    const total = ledger.total();
    setText(
      this.#total,
      `${formatDuration(total.p50Us)} typical, ${formatDuration(total.p99Us)} at worst`,
    );
    if (total.count !== this.#lastCount || total.lastUs !== this.#lastUs) {
      this.#lastCount = total.count;
      this.#lastUs = total.lastUs;
      this.#draw(total.lastUs, nowUs);
    }
  }

  /**
   * Add a point each half second: the line covers the last minute.
   * @param {number} us
   * @param {number} nowUs
   */
  #draw(us, nowUs) {
    if (nowUs - this.#lastPointUs < 500_000) return;
    this.#lastPointUs = nowUs;
    this.#history.push(us);
    if (this.#history.length > SPARK_POINTS) this.#history.shift();
    const top = Math.max(...this.#history, 20_000) * 1.1;
    const points = this.#history.map((value, i) => {
      const y = SPARK_HEIGHT - (Math.max(0, value) / top) * SPARK_HEIGHT;
      return `${i},${y.toFixed(1)}`;
    });
    const width = Math.max(FEWEST_POINTS, this.#history.length - 1);
    this.#spark.removeAttribute("hidden");
    this.#spark.setAttribute("viewBox", `0 0 ${width} ${SPARK_HEIGHT}`);
    this.#spark.setAttribute("preserveAspectRatio", "none");
    this.#spark.querySelector("polyline")?.setAttribute("points", points.join(" "));
  }

  /** Forget the line, as after a change of camera. */
  clear() {
    this.#history = [];
  }
}

/**
 * Put each step where it happens: it begins where the ones before it end.
 * @param {StepSummary[]} steps
 * @returns {PlacedStep[]}
 */
export function placed(steps) {
  const last = steps.reduce(
    ({ fromUs, endUs }, { p50Us, p99Us }) => ({
      fromUs: fromUs + Math.max(0, p50Us),
      endUs: Math.max(endUs, fromUs + Math.max(0, p99Us)),
    }),
    { fromUs: 0, endUs: 1 },
  );
  let fromUs = 0;
  return steps.map((step) => {
    const at = fromUs;
    fromUs += Math.max(0, step.p50Us);
    return { ...step, fromUs: at, wholeUs: last.endUs };
  });
}

/** @param {PlacedStep} step */
function buildStep({ name }) {
  const worst = element("span", { class: "worst" });
  const typical = element("span", { class: "typical" });
  const numbers = element("span", { class: "number" });
  const track = element("span", { class: "track", "aria-hidden": true }, worst, typical);
  const row = element("li", {}, element("span", {}, sentence(name)), numbers, track);
  const update = (/** @type {PlacedStep} */ { p50Us, p99Us, fromUs, wholeUs }) => {
    setText(numbers, `${formatDuration(p50Us)} · ${formatDuration(p99Us)}`);
    place(typical, fromUs / wholeUs, p50Us / wholeUs);
    place(worst, fromUs / wholeUs, p99Us / wholeUs);
  };
  return { element: row, update };
}

/**
 * @param {HTMLElement} bar
 * @param {number} from
 * @param {number} share
 */
function place(bar, from, share) {
  bar.style.setProperty("--from", `${(from * 100).toFixed(2)}%`);
  bar.style.setProperty("--share", `${(Math.max(0, share) * 100).toFixed(2)}%`);
}

/** @param {string} name */
function sentence(name) {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
