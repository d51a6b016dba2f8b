/** Looking for cameras in this network, and how far that is. */

import { describeSearch } from "./sources_words.js";

/** @typedef {import("/panel/src/panel/card.js").CardPanel} CardPanel */
/** @typedef {import("./sources_words.js").FoundCamera} FoundCamera */

const POLL_MS = 500;

export class Search {
  #panel;
  #look;
  #button;
  #progress;
  #word;
  #timer = 0;
  /** @type {FoundCamera[]} */
  #found = [];
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
    this.#progress = element("progress", { hidden: true, "aria-label": "Looking for cameras" });
    this.#word = element("p", { class: "empty", role: "status" });
    const head = element("div", { class: "source-head" }, element("h3", {}, "In this network"));
    head.append(this.#button);
    this.element = element("div", {}, head, this.#progress, this.#word);
  }

  /** @param {FoundCamera[]} found */
  show(found) {
    this.#found = found;
  }

  async #run() {
    this.#button.disabled = true;
    this.#progress.hidden = false;
    this.#word.textContent = "Asking everybody in this network. This takes some seconds.";
    // What answers is listed at once, not when the last one has had its time.
    this.#timer = window.setInterval(() => void this.#look(), POLL_MS);
    try {
      await this.#panel.rest.post("/v1/sources/scan");
      await this.#look();
      this.#word.textContent = describeSearch(this.#found);
    } catch (error) {
      this.#word.textContent = error instanceof Error ? error.message : String(error);
    }
    this.close();
    this.#progress.hidden = true;
    this.#button.disabled = false;
  }

  /** End what goes on. */
  close() {
    clearInterval(this.#timer);
  }
}
