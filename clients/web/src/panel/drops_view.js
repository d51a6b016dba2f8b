/** What was dropped, where and why. Dropping is a policy, not a fault; hiding it would be one. */

import { explainDrop, formatCount } from "./format.js";
import { Rows, element, find, setText } from "./page.js";

/** @typedef {{where: string, reason: string, count: number}} Drop */

/**
 * Flatten counters by place into rows, most first.
 * @param {{[where: string]: {[reason: string]: number} | undefined}} places
 * @returns {Drop[]}
 */
export function dropsOf(places) {
  return Object.entries(places)
    .flatMap(([where, reasons]) =>
      Object.entries(reasons ?? {}).map(([reason, count]) => ({ where, reason, count })),
    )
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
}

export class DropsView {
  #count = find("span", "drop-count");
  #empty = find("p", "drops-empty");
  #rows = new Rows(
    find("ul", "drop-list"),
    (/** @type {Drop} */ { where, reason }) => `${where} ${reason}`,
    buildRow,
  );

  /** @param {Parameters<typeof dropsOf>[0]} places */
  show(places) {
    const drops = dropsOf(places);
    this.#rows.show(drops);
    this.#empty.hidden = drops.length > 0;
    const total = drops.reduce((sum, { count }) => sum + count, 0);
    setText(this.#count, total ? `${formatCount(total)} in all` : "");
  }
}

/** @param {Drop} drop */
function buildRow({ where, reason }) {
  const count = element("span", { class: "number" });
  const words = reason.replaceAll("_", " ");
  const note = element("span", { class: "note" }, explainDrop(reason));
  note.hidden = note.textContent === "";
  const row = element("li", {}, element("span", {}, `${where}: ${words}`), count, note);
  const update = (/** @type {Drop} */ drop) => setText(count, formatCount(drop.count));
  return { element: row, update };
}
