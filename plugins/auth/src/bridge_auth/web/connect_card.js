/**
 * The card "Connect a game" of the panel: by which addresses games find the bridge, who asks
 * to be let in, and who has a key (plugins/auth/README.md).
 *
 * Knows: the routes /v1/addresses, /v1/pairings and /v1/keys. Does not know: what a code is
 * made of.
 */

import { attentionOf, isAttention, markedTitle, toastOf } from "./connect_words.js";
import { OwnerRow } from "./owner_row.js";
import { WaitingRow } from "./waiting_row.js";
import { WaysIn } from "./ways_in.js";

/** @typedef {import("/panel/src/panel/card.js").CardPanel} CardPanel */
/** @typedef {import("./connect_words.js").WaitingPeer} WaitingPeer */
/** @typedef {import("./connect_words.js").KeyOwner} KeyOwner */

/**
 * Does what a button asked for and says what became of it: what `done` makes of the answer,
 * or why not.
 * @typedef {(done: (answer: any) => string, work: () => Promise<any>) => Promise<void>} Act
 */

const POLL_MS = 2000;
// Addresses change when a cable is pulled, keys when somebody is let in elsewhere.
const SLOW_POLLS = 5;
const OPEN_OWNERS = 5;

/**
 * @param {HTMLElement} place
 * @param {CardPanel} panel
 */
export default function card(place, panel) {
  panel.addStyle(new URL("connect_card.css", import.meta.url));
  return new ConnectCard(place, panel);
}

class ConnectCard {
  #panel;
  #ways;
  #waiting;
  #owners;
  #ownersPlace;
  #ownerCount;
  #nobody;
  #outcome;
  /** @type {Set<string> | null} who asked before; null until the bridge has told */
  #known = null;
  #polls = 0;
  #timer = 0;
  #isClosed = false;

  /**
   * @param {HTMLElement} place
   * @param {CardPanel} panel
   */
  constructor(place, panel) {
    this.#panel = panel;
    const { element } = panel;
    const waiting = element("ul", { class: "connect-waiting", "aria-label": "Who asks to join" });
    const owners = element("ul", { class: "connect-owners", "aria-label": "Who has a key" });
    this.#nobody = element("p", { class: "empty" }, "A game without a key asks here to join.");
    this.#outcome = element("p", { class: "connect-outcome", role: "status", tabindex: -1 });
    this.#ownerCount = element("span", { class: "count" });
    const summary = element("summary", {}, "Who has a key ", this.#ownerCount);
    this.#ownersPlace = element("details", { hidden: true }, summary, owners);
    this.#ways = new WaysIn(panel);
    this.#waiting = panel.rows(
      waiting,
      (/** @type {WaitingPeer} */ { pairing }) => pairing,
      (/** @type {WaitingPeer} */ peer) => new WaitingRow(panel, peer, this.#act),
    );
    this.#owners = panel.rows(
      owners,
      (/** @type {KeyOwner} */ { id, created_s: since, role }) => `${id} ${since} ${role}`,
      (/** @type {KeyOwner} */ owner) => new OwnerRow(panel, owner, this.#act),
    );
    place.classList.add("connect-card");
    place.append(waiting, this.#outcome, this.#nobody, this.#ways.element, this.#ownersPlace);
    void this.#poll();
  }

  /** Take the card away. */
  close() {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#ways.close();
    document.title = markedTitle(document.title, 0);
  }

  get #mayDecide() {
    return ["operator", "admin"].includes(this.#panel.role);
  }

  async #poll() {
    // Also while the page is hidden: the mark in its title is for those who look elsewhere.
    const isSlow = this.#polls++ % SLOW_POLLS === 0;
    await Promise.all([this.#lookAtWaiting(), isSlow ? this.#lookAtRest() : null]);
    if (this.#isClosed) return;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#poll(), POLL_MS);
  }

  async #lookAtWaiting() {
    if (!this.#mayDecide) {
      this.#show([]);
      this.#nobody.hidden = true;
      return;
    }
    try {
      const { pairings } = await this.#panel.rest.get("/v1/pairings");
      if (!this.#isClosed) this.#show(pairings);
    } catch {
      // What is wrong with the link stands above; who waits is shown again with the next look.
    }
  }

  /** @param {WaitingPeer[]} pairings */
  #show(pairings) {
    this.#waiting.show(pairings);
    this.#nobody.hidden = pairings.length > 0;
    this.#panel.attend(pairings.map(attentionOf), isAttention);
    document.title = markedTitle(document.title, pairings.length);
    const fresh = pairings.find(({ pairing }) => !this.#known?.has(pairing));
    if (fresh) this.#panel.toast(toastOf(fresh));
    this.#known = new Set(pairings.map(({ pairing }) => pairing));
  }

  async #lookAtRest() {
    await Promise.all([this.#lookAtAddresses(), this.#mayDecide ? this.#lookAtOwners() : null]);
    if (!this.#mayDecide) this.#ownersPlace.hidden = true;
  }

  async #lookAtAddresses() {
    try {
      const found = await this.#panel.rest.get("/v1/addresses");
      if (!this.#isClosed) this.#ways.show(found);
    } catch {
      // The addresses of before are as good as any.
    }
  }

  async #lookAtOwners() {
    try {
      const { keys } = await this.#panel.rest.get("/v1/keys");
      if (this.#isClosed) return;
      const isFirst = this.#ownersPlace.hidden;
      this.#owners.show(keys);
      this.#ownerCount.textContent = String(keys.length);
      this.#ownersPlace.hidden = keys.length === 0;
      if (isFirst) this.#ownersPlace.open = keys.length <= OPEN_OWNERS;
    } catch {
      // Likewise.
    }
  }

  /** @type {Act} */
  #act = async (done, work) => {
    const outcome = this.#outcome;
    try {
      outcome.textContent = done(await work());
      outcome.dataset.state = "good";
    } catch (error) {
      outcome.dataset.state = "bad";
      outcome.textContent = error instanceof Error ? error.message : String(error);
    }
    await Promise.all([this.#lookAtWaiting(), this.#lookAtOwners()]);
    // The button is gone with its row; whoever uses keys goes on from here.
    if (document.activeElement === document.body) outcome.focus();
  };
}
