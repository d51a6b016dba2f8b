/** The addresses by which games and phones find the bridge, each with a QR code. */

/** @typedef {import("./connect_words.js").GameAddress} GameAddress */

export class WaysIn {
  #panel;
  #rows;
  #hint;
  #list;
  element;

  /** @param {import("/panel/src/panel/card.js").CardPanel} panel */
  constructor(panel) {
    this.#panel = panel;
    const { element } = panel;
    this.#list = element("ul", { class: "connect-ways", "aria-label": "Addresses" });
    this.#rows = panel.rows(
      this.#list,
      (/** @type {GameAddress} */ { game, page }) => `${game} ${page}`,
      (/** @type {GameAddress & {number: number}} */ way) => this.#build(way),
    );
    this.#hint = element(
      "div",
      { class: "connect-hint", hidden: true },
      element("p", { class: "note" }, "Phones and other machines are let in by starting it with"),
      panel.copyable("gamebridge run --lan"),
    );
    const title = element("p", {}, "Type this address into the game:");
    this.element = element("div", { class: "connect-in" }, title, this.#list, this.#hint);
  }

  /** @param {{addresses: GameAddress[], is_exposed: boolean}} found */
  show({ addresses, is_exposed: isExposed }) {
    this.#rows.show(addresses.map((address, number) => ({ ...address, number })));
    this.#hint.hidden = isExposed;
  }

  /** @param {GameAddress & {number: number}} way */
  #build({ game, page, reach, number }) {
    const { element, copyable } = this.#panel;
    const row = element("li", {}, copyable(game));
    const isForPhones = reach === "network";
    if (!isForPhones)
      row.append(
        element("p", { class: "note" }, "on this machine, where a game also finds it by itself"),
      );
    else row.append(...this.#phone(page, number));
    return { element: row, update: () => {} };
  }

  /**
   * @param {string} page
   * @param {number} number
   */
  #phone(page, number) {
    const { element } = this.#panel;
    const picture = element("img", { alt: `QR code of ${page}`, width: 220, height: 220 });
    const caption = element("figcaption", { class: "note" }, "Scan it with a phone: ", page);
    const figure = element("figure", { class: "connect-qr", hidden: true }, picture, caption);
    const button = element("button", { type: "button", class: "plain" }, "QR code for a phone");
    button.setAttribute("aria-expanded", "false");
    button.addEventListener("click", () => {
      figure.hidden = !figure.hidden;
      button.setAttribute("aria-expanded", String(!figure.hidden));
      if (!picture.src) void this.#draw(picture, caption, number);
    });
    return [button, figure];
  }

  /**
   * @param {HTMLImageElement} picture
   * @param {HTMLElement} caption
   * @param {number} number
   */
  async #draw(picture, caption, number) {
    try {
      const drawn = await this.#panel.rest.file(`/v1/addresses/${number}/qr.svg`);
      picture.src = URL.createObjectURL(drawn);
    } catch (error) {
      caption.textContent = error instanceof Error ? error.message : String(error);
    }
  }

  /** Give back what the pictures hold. */
  close() {
    for (const picture of this.#list.querySelectorAll("img")) URL.revokeObjectURL(picture.src);
  }
}
