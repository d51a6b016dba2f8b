/** Adding a camera by its address; what kind it is, the bridge finds out. */

import { describeAdded } from "./sources_words.js";

/** @typedef {import("/panel/src/panel/card.js").CardPanel} CardPanel */
/** @typedef {import("./sources_card.js").Act} Act */

export class AddressForm {
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
    this.#button = element("button", { class: "primary" }, "Add camera");
    const more = element("details", {}, element("summary", {}, "Name and password"));
    more.append(
      this.#field("name", "Name", { maxlength: 64, placeholder: "as its address" }),
      this.#field("user", "User", { autocomplete: "off" }),
      this.#field("password", "Password", { type: "password", autocomplete: "off" }),
    );
    this.element = element("form", { class: "source-form changes" });
    const example = { placeholder: "192.168.1.50", inputmode: "url", required: true };
    this.element.append(this.#field("address", "Address of a camera", example), more, this.#button);
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
    const plain = { name, spellcheck: "false", autocapitalize: "none" };
    return element("label", {}, element("span", {}, text), element("input", { ...plain, ...more }));
  }

  async #add() {
    const fields = new FormData(this.element);
    const word = (/** @type {string} */ name) => String(fields.get(name) ?? "").trim();
    const address = word("address");
    const wish = {
      address,
      name: word("name"),
      kind: "auto",
      user: word("user"),
      password: word("password"),
    };
    this.#button.disabled = true;
    this.#button.textContent = "Asking it";
    const isDone = await this.#act(describeAdded, () => this.#panel.rest.post("/v1/sources", wish));
    this.#button.disabled = false;
    this.#button.textContent = "Add camera";
    if (isDone) this.element.reset();
  }
}
