/** Somebody with a key, and the way to take it away. */

import { isRevocable, mayOf, seenOf } from "./connect_words.js";

/** @typedef {import("./connect_words.js").KeyOwner} KeyOwner */

export class OwnerRow {
  #panel;
  #note;
  element;

  /**
   * @param {import("/panel/src/panel/card.js").CardPanel} panel
   * @param {KeyOwner} owner
   * @param {import("./connect_card.js").Act} act
   */
  constructor(panel, owner, act) {
    this.#panel = panel;
    const { element } = panel;
    this.#note = element("p", { class: "note" });
    const who = element("p", {}, element("strong", {}, owner.name), ` ${mayOf(owner)}`);
    this.element = element("li", {}, who, this.#note);
    if (isRevocable(owner)) this.element.append(this.#revokeButton(owner, act));
  }

  /**
   * @param {KeyOwner} owner
   * @param {import("./connect_card.js").Act} act
   */
  #revokeButton({ id, name }, act) {
    const label = `Revoke the key of ${name}`;
    const button = this.#panel.element("button", { type: "button", class: "plain" }, "Revoke");
    button.setAttribute("aria-label", label);
    button.addEventListener("click", async () => {
      const isSure = await this.#panel.confirm({
        title: `${label}?`,
        text: `${name} (${id}) is cut off within a second, and has to ask again to come back.`,
        yes: "Revoke",
      });
      if (!isSure) return;
      await act(
        () => `${name} has no key any more.`,
        () => this.#panel.rest.post(`/v1/keys/${encodeURIComponent(id)}/revoke`),
      );
    });
    return button;
  }

  /** @param {KeyOwner} owner */
  update(owner) {
    this.#note.textContent = `${owner.id}, ${seenOf(owner, Date.now() / 1000)}`;
  }
}
