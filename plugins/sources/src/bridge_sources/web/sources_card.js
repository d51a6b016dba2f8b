/**
 * The card of sources in the panel: cameras that the bridge asks, those that were found, and
 * one by its address (plugins/sources/README.md).
 *
 * Knows: the routes /v1/sources. Does not know: how cameras are asked.
 */

import { AddressForm } from "./address_form.js";
import { FoundRow } from "./found_row.js";
import { Search } from "./search.js";
import { SourceRow } from "./source_row.js";

/** @typedef {import("/panel/src/panel/card.js").CardPanel} CardPanel */
/** @typedef {import("./sources_words.js").SourceStatus} SourceStatus */
/** @typedef {import("./sources_words.js").FoundCamera} FoundCamera */

/**
 * Does what a button asked for and says what became of it: what `done` makes of the answer,
 * or why not. True when it was done.
 * @typedef {(done: (answer: any) => string, work: () => Promise<any>) => Promise<boolean>} Act
 */

const POLL_MS = 2000;

/**
 * @param {HTMLElement} place
 * @param {CardPanel} panel
 */
export default function card(place, panel) {
  panel.addStyle(new URL("sources_card.css", import.meta.url));
  return new SourcesCard(place, panel);
}

class SourcesCard {
  #panel;
  #place;
  #sources;
  #found;
  #others;
  #othersPlace;
  #empty;
  #outcome;
  #search;
  #isClosed = false;
  #timer = 0;

  /**
   * @param {HTMLElement} place
   * @param {CardPanel} panel
   */
  constructor(place, panel) {
    this.#panel = panel;
    this.#place = place;
    const { element } = panel;
    const sources = element("ul", { class: "source-list", "aria-label": "Cameras that are asked" });
    const found = element("ul", { class: "source-list", "aria-label": "Cameras that were found" });
    const others = element("ul", { class: "source-list", "aria-label": "What may be no camera" });
    const summary = element("summary", {}, "Others that answered");
    this.#othersPlace = element("details", { hidden: true }, summary, others);
    this.#empty = element("p", { class: "empty" });
    this.#outcome = element("p", { class: "source-outcome", role: "status", tabindex: -1 });
    this.#search = new Search(panel, () => this.#lookAtFound());
    this.#sources = panel.rows(
      sources,
      (/** @type {SourceStatus} */ { record }) => record.name,
      (/** @type {SourceStatus} */ source) => new SourceRow(panel, source, this.#act),
    );
    const keyOf = (/** @type {FoundCamera} */ { key }) => key;
    const build = (/** @type {FoundCamera} */ camera) => new FoundRow(panel, camera, this.#act);
    this.#found = panel.rows(found, keyOf, build);
    this.#others = panel.rows(others, keyOf, build);
    const form = new AddressForm(panel, this.#act);
    place.classList.add("sources-card");
    place.append(this.#empty, sources, this.#outcome, this.#search.element, found);
    place.append(this.#othersPlace, form.element);
    void this.#poll();
  }

  /** Take the card away. */
  close() {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#search.close();
    this.#sources.show([]);
  }

  async #poll() {
    if (!document.hidden) await this.#lookAtAll();
    if (this.#isClosed) return;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#poll(), POLL_MS);
  }

  async #lookAtAll() {
    // Whoever may only look sees no button that would be refused.
    this.#place.classList.toggle("looks-only", !["operator", "admin"].includes(this.#panel.role));
    await Promise.all([this.#lookAtSources(), this.#lookAtFound()]);
  }

  async #lookAtSources() {
    let text = "The bridge asks no camera yet. Look for some, or name one by its address.";
    let count = 0;
    try {
      const { sources } = await this.#panel.rest.get("/v1/sources");
      if (this.#isClosed) return;
      this.#sources.show(sources);
      count = sources.length;
    } catch (error) {
      text = `The bridge does not list its cameras: ${textOf(error)}`;
    }
    this.#empty.textContent = text;
    this.#empty.hidden = count > 0;
  }

  async #lookAtFound() {
    try {
      const known = await this.#panel.rest.get("/v1/sources/found");
      if (!this.#isClosed) this.#showFound(known);
    } catch {
      // What is wrong stands where the sources are listed.
    }
  }

  /** @param {import("./sources_words.js").Neighbourhood} known */
  #showFound(known) {
    this.#search.show(known);
    const fresh = known.found.filter(({ is_added: isAdded }) => !isAdded);
    const others = fresh.filter(({ standing }) => standing !== "offered");
    this.#found.show(fresh.filter(({ standing }) => standing === "offered"));
    this.#others.show(others);
    this.#othersPlace.hidden = others.length === 0;
  }

  /** @type {Act} */
  #act = async (done, work) => {
    const outcome = this.#outcome;
    try {
      outcome.textContent = done(await work());
      outcome.dataset.state = "good";
    } catch (error) {
      outcome.dataset.state = "bad";
      outcome.textContent = textOf(error);
    }
    await this.#lookAtAll();
    // The button may be gone with its row; whoever uses keys goes on from here.
    if (document.activeElement === document.body) outcome.focus();
    return outcome.dataset.state === "good";
  };
}

/** @param {unknown} error */
function textOf(error) {
  return error instanceof Error ? error.message : String(error);
}
