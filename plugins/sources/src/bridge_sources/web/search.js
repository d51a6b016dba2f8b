/** Looking for cameras in this network, and how far that is. */

import { describeSearch } from "./sources_words.js";

/** @typedef {import("/panel/src/panel/card.js").CardPanel} CardPanel */
/** @typedef {import("./sources_words.js").Neighbourhood} Neighbourhood */

// Long enough for a board that sleeps between two beacons.
const SEARCH_S = 5;
const POLL_MS = 500;

export class Search {
  #panel;
  #look;
  #button;
  #progress;
  #word;
  #faults;
  #timer = 0;
  /** @type {Neighbourhood} */
  #known = { found: [], is_searching: false, faults: [] };
  element;

  /**
   * @param {CardPanel} panel
   * @param {() => Promise<unknown>} look brings the list of what was found up to date
   */
  constructor(panel, look) {
    this.#panel = panel;
    this.#look = look;
    const { element } = panel;
    this.#button = element("button", { type: "button", class: "plain changes" });
    this.#button.textContent = "Look for cameras";
    this.#button.addEventListener("click", () => void this.#run());
    this.#progress = element("progress", { hidden: true, "aria-label": "Looking", max: SEARCH_S });
    this.#word = element("p", { class: "empty", role: "status" });
    this.#faults = element("p", { class: "doubt" });
    const head = element("div", { class: "source-head" }, element("h3", {}, "In this network"));
    head.append(this.#button);
    this.element = element("div", {}, head, this.#progress, this.#word, this.#faults);
  }

  /** @param {Neighbourhood} known */
  show(known) {
    this.#known = known;
    this.#faults.textContent = known.faults.join(". ");
  }

  async #run() {
    this.#button.disabled = true;
    this.#progress.hidden = false;
    this.#progress.value = 0;
    this.#word.textContent = "Asking everybody in this network";
    this.#timer = window.setInterval(() => this.#advance(), POLL_MS);
    try {
      await this.#panel.rest.post("/v1/sources/scan", { seconds: SEARCH_S });
      await this.#look();
      this.#word.textContent = describeSearch(this.#known.found);
    } catch (error) {
      this.#word.textContent = error instanceof Error ? error.message : String(error);
    }
    this.close();
    this.#progress.hidden = true;
    this.#button.disabled = false;
  }

  #advance() {
    this.#progress.value += POLL_MS / 1000;
    // Who answers is listed at once, not when the last one has had its time.
    void this.#look();
  }

  /** End what goes on. */
  close() {
    clearInterval(this.#timer);
  }
}
