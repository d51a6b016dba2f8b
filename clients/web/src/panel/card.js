/**
 * One card of a plugin: an ES module that fills an element (plugins/panel/README.md, Cards).
 *
 * Knows: how a card is loaded, blamed and taken away. Does not know: what is on it.
 */

import { CardClient } from "./card_client.js";
import { confirmed, copyable, toast } from "./dialogs.js";
import { Rows, element, setText } from "./page.js";

/** @typedef {{plugin: string, title: string, module_url: string}} CardEntry */
/** @typedef {import("./attention.js").CardWords} CardWords */

/**
 * What the page lends to its cards.
 * @typedef {object} Lender
 * @property {import("../client.js").BridgeClient} client
 * @property {import("./rest.js").Rest} rest
 * @property {() => string} role what the bridge admitted this page as
 * @property {(deviceId: string) => void} choose show this device
 * @property {(card: Card, words: CardWords | null) => void} attend show this above everything else
 */

/**
 * What a card gets beside its element.
 * @typedef {object} CardPanel
 * @property {CardClient} client
 * @property {import("./rest.js").Rest} rest
 * @property {string} role "viewer", "operator" or another; it may change
 * @property {(deviceId: string) => void} choose show this device
 * @property {typeof confirmed} confirm ask before something that cannot be undone
 * @property {typeof toast} toast say something in passing
 * @property {(items: {text: string, remedy: string}[], knowsBetter?: (text: string) => boolean) => void} attend show these above everything else, each with a way here, until it is called again; `knowsBetter` tells which warnings of its plugin they replace
 * @property {typeof copyable} copyable make a text with a button that copies it
 * @property {typeof element} element make an element; texts become text, never markup
 * @property {(parent: HTMLElement, keyOf: (item: any) => string, build: (item: any) => import("./page.js").Row<any>) => Rows<any>} rows a list whose rows keep their identity
 * @property {(address: string | URL) => void} addStyle take a style sheet of the bridge into the page
 */

// So many faults, and a card is stopped: it would only go on failing.
const MAX_FAULTS = 20;

export class Card {
  #entry;
  #lender;
  #body = element("div", { class: "card-body" });
  #fault = element("p", { class: "fault" });
  #again = element("button", { type: "button", class: "plain" }, "Load again");
  #faultRow = element("div", { class: "card-fault", role: "status", hidden: true });
  #faults = 0;
  #attempts = 0;
  #address = "";
  /** @type {CardClient | null} */
  #client = null;
  /** @type {() => void} */
  #close = () => {};
  element;

  /**
   * @param {CardEntry} entry
   * @param {Lender} lender
   */
  constructor(entry, lender) {
    this.#entry = entry;
    this.#lender = lender;
    this.#faultRow.append(this.#fault, this.#again);
    this.#again.addEventListener("click", () => void this.load());
    const head = element("div", { class: "head" }, element("h2", {}, entry.title));
    this.element = element("section", {
      class: "card plugin-card",
      "aria-label": entry.title,
      tabindex: -1,
    });
    this.element.append(head, this.#faultRow, this.#body);
  }

  /** Load the module and let it fill the card; also after it has failed. */
  async load() {
    this.close();
    this.#faults = 0;
    this.#faultRow.hidden = true;
    this.#body.replaceChildren();
    const client = new CardClient(this.#lender.client, (error) => this.blame(error));
    this.#client = client;
    try {
      const module = await import(this.#nextAddress());
      if (typeof module.default !== "function") {
        throw new TypeError("its module exports no function by default");
      }
      const outcome = await module.default(this.#body, this.#lend(client));
      this.#keep(client, outcome);
    } catch (error) {
      if (this.#client === client) this.#fail(error);
    }
  }

  /** A browser remembers modules that failed: each further attempt has an address of its own. */
  #nextAddress() {
    const url = addressOf(this.#entry.module_url);
    this.#address = url.href;
    if (this.#attempts > 0) url.searchParams.set("attempt", String(this.#attempts));
    this.#attempts++;
    return url.href;
  }

  /**
   * @param {CardClient} client
   * @param {unknown} outcome what the card returned
   */
  #keep(client, outcome) {
    const close = closerOf(outcome);
    if (this.#client !== client) close();
    else this.#close = close;
  }

  /**
   * @param {CardClient} client
   * @returns {CardPanel}
   */
  #lend(client) {
    const { rest, role, choose } = this.#lender;
    return {
      client,
      rest,
      get role() {
        return role();
      },
      choose,
      confirm: confirmed,
      toast,
      attend: (items, knowsBetter = () => false) =>
        this.#client === client && this.#attend(items, knowsBetter),
      copyable,
      element,
      rows: (parent, keyOf, build) => new Rows(parent, keyOf, build),
      addStyle,
    };
  }

  /**
   * @param {{text: string, remedy: string}[]} items
   * @param {(text: string) => boolean} knowsBetter
   */
  #attend(items, knowsBetter) {
    const { plugin } = this.#entry;
    const level = /** @type {const} */ ("warning");
    const show = () => this.#showItself();
    const words = items.map(({ text, remedy }) => ({ plugin, level, text, remedy, show }));
    this.#lender.attend(this, { plugin, items: words, knowsBetter });
  }

  #showItself() {
    this.element.scrollIntoView({ block: "start" });
    this.element.focus();
  }

  /**
   * Tell whether a fault has this card's module on its way.
   * @param {string} trace a stack of calls or an address
   */
  owns(trace) {
    return this.#address !== "" && trace.includes(this.#address);
  }

  /**
   * Show what the card did wrong. After too many faults it is stopped.
   * @param {unknown} error
   */
  blame(error) {
    this.#faults++;
    if (this.#faults >= MAX_FAULTS) this.#fail(error);
    else this.#show(error);
  }

  /** @param {unknown} error */
  #fail(error) {
    this.close();
    this.#body.replaceChildren();
    this.#show(error);
  }

  /** @param {unknown} error */
  #show(error) {
    const text = error instanceof Error ? error.message : String(error);
    const times = this.#faults > 1 ? ` (${this.#faults} faults)` : "";
    setText(this.#fault, `Card of ${this.#entry.plugin}: ${text}${times}`);
    this.#faultRow.hidden = false;
  }

  /** Take back everything that the card asked for. It may fail at that, too. */
  close() {
    const close = this.#close;
    this.#close = () => {};
    this.#client?.close();
    this.#client = null;
    this.#lender.attend(this, null);
    try {
      close();
    } catch (error) {
      this.#show(error);
    }
  }
}

/** @param {string} text */
function addressOf(text) {
  const url = new URL(text, location.href);
  if (url.origin !== location.origin) throw new Error(`${text} is not of this bridge`);
  return url;
}

/**
 * @param {unknown} outcome a function, an object with close(), or nothing
 * @returns {() => void}
 */
function closerOf(outcome) {
  if (typeof outcome === "function") return () => void outcome();
  const closer = /** @type {{close?: unknown} | null | undefined} */ (outcome);
  if (typeof closer?.close !== "function") return () => {};
  return () => void (/** @type {{close: () => void}} */ (closer).close());
}

/** @param {string | URL} address */
function addStyle(address) {
  const { href } = addressOf(String(address));
  const links = document.querySelectorAll("link[rel=stylesheet]");
  if ([...links].some((link) => /** @type {HTMLLinkElement} */ (link).href === href)) return;
  document.head.append(element("link", { rel: "stylesheet", href }));
}
