/** One camera that was found and waits for somebody to add it. */

import { describeAdded, describeFound } from "./sources_words.js";

/** @typedef {import("/panel/src/panel/card.js").CardPanel} CardPanel */
/** @typedef {import("./sources_words.js").FoundCamera} FoundCamera */
/** @typedef {import("./sources_card.js").Act} Act */

export class FoundRow {
  #title;
  #note;
  #doubt;
  #button;
  element;

  /**
   * @param {CardPanel} panel
   * @param {FoundCamera} camera
   * @param {Act} act
   */
  constructor(panel, camera, act) {
    const { element, rest } = panel;
    this.#title = element("span", { class: "source-title" });
    this.#note = element("span", { class: "note" });
    this.#doubt = element("p", { class: "doubt" });
    this.#button = element("button", { type: "button", class: "plain changes" }, "Add");
    this.#button.addEventListener("click", async () => {
      this.#button.disabled = true;
      const route = `/v1/sources/found/${encodeURIComponent(camera.key)}/add`;
      await act(describeAdded, () => rest.post(route));
      this.#button.disabled = false;
    });
    const mark = element("span", { class: "mark", "aria-hidden": true });
    this.element = element("li", {}, mark, this.#title, this.#button, this.#note, this.#doubt);
  }

  /** @param {FoundCamera} camera */
  update(camera) {
    const { title, note, doubt, mayAdd } = describeFound(camera);
    this.element.dataset.state = doubt ? "warn" : "off";
    this.#title.textContent = title;
    this.#note.textContent = note;
    this.#doubt.textContent = doubt;
    this.#button.hidden = !mayAdd;
    this.#button.setAttribute("aria-label", `Add ${title}`);
  }
}
