/** One camera that the bridge asks: how it is, a picture of now, and what can be done with it. */

import { describeSource, routeOf } from "./sources_words.js";

/** @typedef {import("/panel/src/panel/card.js").CardPanel} CardPanel */
/** @typedef {import("./sources_words.js").SourceStatus} SourceStatus */
/** @typedef {import("./sources_card.js").Act} Act */

export class SourceRow {
  #panel;
  #act;
  #source;
  #title;
  #word;
  #note;
  #fault;
  #runButton;
  #preview;
  #previewButton;
  element;

  /**
   * @param {CardPanel} panel
   * @param {SourceStatus} source
   * @param {Act} act
   */
  constructor(panel, source, act) {
    this.#panel = panel;
    this.#source = source;
    this.#act = act;
    const { element } = panel;
    const { name } = source.record;
    this.#title = this.#button("source-name", name, () => panel.choose(this.#source.record.id));
    this.#title.title = "Show its picture above";
    this.#word = element("span", { class: "count" });
    this.#note = element("span", { class: "note" });
    this.#fault = element("p", { class: "fault" });
    this.#runButton = this.#button("plain changes", "", () => this.#startOrStop());
    this.#previewButton = this.#button("plain", "Preview", () => this.#togglePreview());
    const remove = this.#button("plain changes", "Remove", () => this.#remove());
    for (const [button, what] of /** @type {const} */ ([
      [this.#previewButton, "Preview"],
      [remove, "Remove"],
    ])) {
      button.setAttribute("aria-label", `${what} ${name}`);
    }
    this.#preview = element("figure", { class: "source-preview", hidden: true });
    const buttons = element("div", { class: "source-buttons" });
    buttons.append(this.#previewButton, this.#runButton, remove);
    const mark = element("span", { class: "mark", "aria-hidden": true });
    this.element = element("li", {}, mark, this.#title, this.#word, this.#note, this.#fault);
    this.element.append(buttons, this.#preview);
  }

  /**
   * @param {string} look
   * @param {string} text
   * @param {() => unknown} run
   */
  #button(look, text, run) {
    const button = this.#panel.element("button", { type: "button", class: look }, text);
    button.addEventListener("click", () => void run());
    return button;
  }

  /** @param {SourceStatus} source */
  update(source) {
    this.#source = source;
    const { mark, word, note, fault } = describeSource(source);
    this.element.dataset.state = mark;
    setText(this.#word, word);
    setText(this.#note, note);
    setText(this.#fault, fault);
    const { name, is_started: isStarted } = source.record;
    setText(this.#runButton, isStarted ? "Stop" : "Start");
    this.#runButton.setAttribute("aria-label", `${isStarted ? "Stop" : "Start"} ${name}`);
  }

  async #startOrStop() {
    const { name, is_started: isStarted } = this.#source.record;
    const route = `${routeOf(name)}/${isStarted ? "stop" : "start"}`;
    this.#runButton.disabled = true;
    const done = `${name} ${isStarted ? "rests" : "is asked again"}.`;
    await this.#act(
      () => done,
      () => this.#panel.rest.post(route),
    );
    this.#runButton.disabled = false;
  }

  async #remove() {
    const { name } = this.#source.record;
    const isSure = await this.#panel.confirm({
      title: `Remove ${name}?`,
      text: "The bridge forgets its address and its password. The camera itself is not touched.",
      yes: "Remove",
    });
    if (!isSure) return;
    await this.#act(
      () => `${name} was removed.`,
      () => this.#panel.rest.delete(routeOf(name)),
    );
  }

  async #togglePreview() {
    const isShown = this.#preview.hidden;
    this.#previewButton.setAttribute("aria-pressed", String(isShown));
    this.#preview.hidden = !isShown;
    if (isShown) await this.#takePicture();
    else this.#preview.replaceChildren();
  }

  async #takePicture() {
    const { element, rest } = this.#panel;
    const { name } = this.#source.record;
    const caption = element("figcaption", { role: "status" }, `Asking ${name} for a picture`);
    this.#preview.replaceChildren(caption);
    try {
      const file = await rest.file(`${routeOf(name)}/snapshot`);
      const image = element("img", { alt: `What ${name} sees`, src: URL.createObjectURL(file) });
      image.addEventListener("load", () => URL.revokeObjectURL(image.src));
      const again = this.#button("plain", "Another", () => this.#takePicture());
      const time = new Date().toLocaleTimeString();
      this.#preview.replaceChildren(image, element("figcaption", {}, `Taken at ${time}`, again));
    } catch (error) {
      caption.classList.add("fault");
      caption.textContent = error instanceof Error ? error.message : String(error);
    }
  }
}

/**
 * Set a text only when it differs, so that a reader's selection survives.
 * @param {Element} target
 * @param {string} text
 */
function setText(target, text) {
  if (target.textContent !== text) target.textContent = text;
}
