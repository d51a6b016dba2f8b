/** What happened, newest first. */

import { formatClock } from "./format.js";
import { element, find } from "./page.js";

/** @typedef {import("./devices.js").Happening} Happening */

const KEPT = 200;
const MARKS = { info: "off", good: "good", warning: "warn", error: "bad" };

export class EventsView {
  #list = find("ol", "event-list");
  #empty = find("p", "events-empty");
  /** @type {Happening | null} */
  #last = null;
  #repeats = 1;

  constructor() {
    find("button", "events-clear").addEventListener("click", () => {
      this.#list.replaceChildren();
      this.#last = null;
      this.#empty.hidden = false;
    });
  }

  /** @param {Happening} happening */
  add(happening) {
    this.#empty.hidden = true;
    const { level, source, text } = happening;
    const isSame = this.#last?.text === text && this.#last.source === source;
    this.#repeats = isSame ? this.#repeats + 1 : 1;
    if (isSame) this.#list.firstElementChild?.remove();
    this.#last = happening;
    const times = this.#repeats > 1 ? ` (${this.#repeats} times)` : "";
    const row = element(
      "li",
      { "data-state": MARKS[level] },
      element("span", { class: "mark", "aria-hidden": true }),
      element("time", {}, formatClock(new Date())),
      element("span", { class: "text" }, element("b", {}, source), ` ${text}${times}`),
    );
    this.#list.prepend(row);
    while (this.#list.childElementCount > KEPT) this.#list.lastElementChild?.remove();
  }
}
