/** Adding a game by the path of its folder, for people at the bridge's own machine. */

import { describeAdded } from "./games_words.js";

/** @typedef {import("/panel/src/panel/card.js").CardPanel} CardPanel */
/** @typedef {import("./games_card.js").Act} Act */

export class FolderForm {
  #panel;
  #act;
  #button;
  element;

  /**
   * @param {CardPanel} panel
   * @param {Act} act
   */
  constructor(panel, act) {
    this.#panel = panel;
    this.#act = act;
    const { element } = panel;
    this.#button = element("button", { class: "primary" }, "Add game");
    const more = element("details", {}, element("summary", {}, "Title and picture"));
    more.append(
      this.#field("title", "Title", { maxlength: 80, placeholder: "as the game says" }),
      this.#field("picture", "Picture file", { placeholder: "C:\\Games\\tilt.png" }),
    );
    const example = { placeholder: "C:\\Games\\tilt", required: true };
    this.element = element("form", { class: "game-form changes" });
    this.element.append(
      this.#field("folder", "Folder of an exported game, or a .zip of one", example),
      more,
      this.#button,
    );
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#add();
    });
  }

  /**
   * @param {string} name
   * @param {string} text
   * @param {{[name: string]: string | number | boolean}} more
   */
  #field(name, text, more) {
    const { element } = this.#panel;
    const plain = { name, spellcheck: "false", autocapitalize: "none", autocomplete: "off" };
    return element("label", {}, text, element("input", { ...plain, ...more }));
  }

  async #add() {
    const wish = Object.fromEntries(new FormData(this.element));
    this.#button.disabled = true;
    const isDone = await this.#act(
      ({ games }) => describeAdded(games),
      () => this.#panel.rest.post("/v1/games/folders", wish),
    );
    this.#button.disabled = false;
    if (isDone) this.element.reset();
  }
}
