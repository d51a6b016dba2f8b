/**
 * The cards of plugins (plugins/panel/README.md, Cards).
 *
 * Knows: which cards there are, and whose fault is whose. Does not know: what is on them.
 */

import { Card } from "./card.js";
import { find } from "./page.js";

/** @typedef {import("./card.js").CardEntry} CardEntry */

export class Cards {
  #place = find("div", "plugin-cards");
  #lender;
  /** @type {Map<string, Card>} */
  #cards = new Map();

  /** @param {import("./card.js").Lender} lender */
  constructor(lender) {
    this.#lender = lender;
    addEventListener("error", ({ filename, error }) => {
      this.#blame(`${filename} ${error?.stack ?? ""}`, error);
    });
    addEventListener("unhandledrejection", ({ reason }) => {
      this.#blame(String(reason?.stack ?? ""), reason);
    });
  }

  /**
   * Load the cards that are new and take those away that are gone. One that fails says so
   * in its own place.
   * @param {CardEntry[]} entries
   */
  show(entries) {
    const wanted = new Set(entries.map(keyOf));
    for (const [key, card] of this.#cards) {
      if (wanted.has(key)) continue;
      this.#cards.delete(key);
      card.close();
      card.element.remove();
    }
    for (const entry of entries) {
      if (this.#cards.has(keyOf(entry))) continue;
      const card = new Card(entry, this.#lender);
      this.#cards.set(keyOf(entry), card);
      this.#place.append(card.element);
      void card.load();
    }
  }

  /**
   * A fault that nobody caught is shown by the card that it comes from.
   * @param {string} trace
   * @param {unknown} error
   */
  #blame(trace, error) {
    for (const card of this.#cards.values()) {
      if (card.owns(trace)) card.blame(error);
    }
  }
}

/** @param {CardEntry} entry */
function keyOf({ plugin, title, module_url: url }) {
  return `${plugin} ${title} ${url}`;
}
