/** Somebody who asks to join: who, the code in large figures, and what can be answered. */

import { noteOf, wishOf } from "./connect_words.js";

/** @typedef {import("./connect_words.js").WaitingPeer} WaitingPeer */

export class WaitingRow {
  #panel;
  #note;
  element;

  /**
   * @param {import("/panel/src/panel/card.js").CardPanel} panel
   * @param {WaitingPeer} peer
   * @param {import("./connect_card.js").Act} act
   */
  constructor(panel, peer, act) {
    this.#panel = panel;
    const { element } = panel;
    this.#note = element("p", { class: "note" });
    const figures = element("p", { class: "connect-code" }, peer.code);
    figures.setAttribute("aria-label", `Code ${[...peer.code].filter((c) => c !== " ").join(" ")}`);
    const name = element("strong", {}, peer.name);
    const buttons = element("div", { class: "connect-buttons" }, ...this.#answers(peer, act));
    const hint = element("p", { class: "note" }, "Allow it only if it shows this very number.");
    const who = element("p", {}, name, ` ${wishOf(peer)}`);
    this.element = element("li", {}, who, figures, this.#note, hint, buttons);
    this.element.setAttribute("aria-label", `${peer.name} ${wishOf(peer)}`);
  }

  /**
   * @param {WaitingPeer} peer
   * @param {import("./connect_card.js").Act} act
   */
  #answers({ pairing, role, name }, act) {
    const path = `/v1/pairings/${encodeURIComponent(pairing)}`;
    const answers = [
      this.#button("primary", "Allow", () =>
        act(
          ({ id }) => `${name} may join, and is called ${id}.`,
          () => this.#panel.rest.post(`${path}/approve`),
        ),
      ),
    ];
    if (role === "game") {
      answers.push(
        this.#button("plain", "Only watch", () =>
          act(
            ({ id }) => `${name} may watch, and is called ${id}.`,
            () => this.#panel.rest.post(`${path}/approve`, { role: "viewer" }),
          ),
        ),
      );
    }
    answers.push(
      this.#button("plain", "Refuse", () =>
        act(
          () => `${name} may not join.`,
          () => this.#panel.rest.post(`${path}/refuse`),
        ),
      ),
    );
    return answers;
  }

  /**
   * @param {string} look
   * @param {string} text
   * @param {() => Promise<void>} run
   */
  #button(look, text, run) {
    const button = this.#panel.element("button", { type: "button", class: look }, text);
    button.addEventListener("click", async () => {
      // A second click would be a second answer.
      this.#setDisabled(true);
      await run();
      this.#setDisabled(false);
    });
    return button;
  }

  /** @param {boolean} isDisabled */
  #setDisabled(isDisabled) {
    for (const button of this.element.querySelectorAll("button")) button.disabled = isDisabled;
  }

  /** @param {WaitingPeer} peer */
  update(peer) {
    this.#note.textContent = noteOf(peer);
  }
}
