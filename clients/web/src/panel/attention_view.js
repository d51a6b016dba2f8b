/** Warnings and errors of plugins, above everything else, for as long as they are true. */

import { attentionOf, countAttention, markOf, markOfLevel, signatureOf } from "./attention.js";
import { Rows, element, find, setText } from "./page.js";

/** @typedef {import("./feed.js").HealthItem} HealthItem */

const FOLDED = "gamebridge.folded";

export class AttentionView {
  #place = find("details", "attention");
  #summary = find("summary", "attention-summary");
  #count = find("span", "attention-count");
  #rows = new Rows(
    find("ul", "attention-list"),
    (/** @type {HealthItem} */ { plugin, text }) => `${plugin} ${text}`,
    buildRow,
  );
  #shown = "";

  constructor() {
    // Whoever has read it may fold it; it opens again when there is something new to read.
    this.#summary.addEventListener("click", () => {
      remember(this.#place.open ? this.#shown : "");
    });
  }

  /** @param {HealthItem[]} items */
  show(items) {
    const shown = attentionOf(items);
    this.#rows.show(shown);
    this.#place.hidden = shown.length === 0;
    this.#place.dataset.state = this.#summary.dataset.state = markOf(shown) ?? "good";
    setText(this.#count, countAttention(shown));
    const signature = signatureOf(shown);
    if (signature === this.#shown) return;
    this.#shown = signature;
    this.#place.open = signature !== remembered();
  }
}

/** @param {HealthItem} item */
function buildRow({ plugin, level, text, remedy }) {
  const words = element("p", {}, element("b", {}, plugin), ` ${text}`);
  const mark = element("span", { class: "mark", "aria-hidden": true });
  const row = element("li", { "data-state": markOfLevel(level) }, mark, words);
  const note = element("p", { class: "note" });
  const there = element("button", { type: "button", class: "plain" }, "Show");
  let show = () => {};
  there.addEventListener("click", () => show());
  row.append(there, note);
  const update = (/** @type {HealthItem} */ item) => {
    row.dataset.state = markOfLevel(item.level);
    show = item.show ?? (() => {});
    there.hidden = item.show === undefined;
    setText(note, item.remedy);
    note.hidden = item.remedy === "";
  };
  update({ plugin, level, text, remedy });
  return { element: row, update };
}

function remembered() {
  try {
    return sessionStorage.getItem(FOLDED);
  } catch {
    return null;
  }
}

/** @param {string} signature of what was read */
function remember(signature) {
  try {
    sessionStorage.setItem(FOLDED, signature);
  } catch {
    // Then it is open again after a reload.
  }
}
