/**
 * Cards of other plugins: a title and an ES module each (plugins/panel/README.md, Cards).
 *
 * Knows: how a card is loaded. Does not know: what is on it.
 */

import { element, find } from "./page.js";

/** @typedef {{plugin: string, title: string, module_url: string}} CardEntry */

/**
 * What a card gets beside its element.
 * @typedef {object} CardBridge
 * @property {import("../client.js").BridgeClient} client
 * @property {import("./rest.js").Rest} rest
 */

export class Cards {
  #place = find("div", "plugin-cards");
  #bridge;
  /** @type {Set<string>} modules that were loaded, or tried */
  #known = new Set();

  /** @param {CardBridge} bridge */
  constructor(bridge) {
    this.#bridge = bridge;
  }

  /**
   * Load the cards that are new. One that fails says so in its own place.
   * @param {CardEntry[]} entries
   */
  show(entries) {
    for (const entry of entries) {
      if (this.#known.has(entry.module_url)) continue;
      this.#known.add(entry.module_url);
      void this.#load(entry);
    }
  }

  /** @param {CardEntry} entry */
  async #load({ plugin, title, module_url: url }) {
    const body = element("div", {});
    const head = element("div", { class: "head" }, element("h2", {}, title));
    this.#place.append(element("section", { class: "card", "aria-label": title }, head, body));
    try {
      const address = new URL(url, location.href);
      if (address.origin !== location.origin) throw new Error(`${url} is not of this bridge`);
      const module = await import(address.href);
      await module.default(body, this.#bridge);
    } catch (error) {
      // The card is a stranger's: whatever it does wrong stays in its place.
      const text = error instanceof Error ? error.message : String(error);
      body.replaceChildren(element("p", { class: "fault" }, `Card of ${plugin}: ${text}`));
    }
  }
}
