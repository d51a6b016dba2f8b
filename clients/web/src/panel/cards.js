/**
 * Cards of other plugins: a title and an ES module each (plugins/panel/README.md, Cards).
 *
 * Knows: how a card is loaded. Does not know: what is on it.
 */

import { RestError } from "./rest.js";
import { element, find } from "./page.js";

/**
 * What a card gets beside its element.
 * @typedef {object} CardBridge
 * @property {import("../client.js").BridgeClient} client
 * @property {import("./rest.js").Rest} rest
 */

/**
 * Load all cards. One that fails says so in its own place.
 * @param {CardBridge} bridge
 */
export async function loadCards(bridge) {
  const place = find("div", "plugin-cards");
  const cards = await listCards(bridge.rest);
  place.replaceChildren();
  await Promise.all(cards.map((card) => loadCard(place, card, bridge)));
}

/**
 * @param {import("./rest.js").Rest} rest
 * @returns {Promise<{title: string, module_url: string}[]>}
 */
async function listCards(rest) {
  try {
    const found = await rest.get("/v1/panels");
    return Array.isArray(found?.panels) ? found.panels : [];
  } catch (error) {
    if (error instanceof RestError || error instanceof TypeError) return [];
    throw error;
  }
}

/**
 * @param {HTMLElement} place
 * @param {{title: string, module_url: string}} card
 * @param {CardBridge} bridge
 */
async function loadCard(place, { title, module_url: url }, bridge) {
  const body = element("div", {});
  const section = element(
    "section",
    { class: "card", "aria-label": title },
    element("div", { class: "head" }, element("h2", {}, title)),
    body,
  );
  place.append(section);
  const address = new URL(url, location.href);
  try {
    if (address.origin !== location.origin) throw new Error(`${address.origin} is another site`);
    const module = await import(address.href);
    await module.default(body, bridge);
  } catch (error) {
    // The card is a stranger's: whatever it does wrong stays in its place.
    const text = error instanceof Error ? error.message : String(error);
    body.replaceChildren(element("p", { class: "fault" }, `This card failed: ${text}`));
  }
}
