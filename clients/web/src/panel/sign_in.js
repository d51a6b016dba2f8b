/** Asking for a key when the bridge does. */

import { AskIn } from "./ask_in.js";
import { keyOwner, storeKey } from "./keys.js";
import { find, setText } from "./page.js";

export class SignIn {
  #dialog = find("dialog", "sign-in-dialog");
  #input = find("input", "sign-in-key");
  #fault = find("p", "sign-in-fault");
  #text = find("p", "sign-in-text");

  /** @param {(key: string, owner: string) => void} onKey */
  constructor(onKey) {
    const askIn = new AskIn((key, owner) => {
      this.#dialog.close();
      onKey(key, owner);
    });
    this.#dialog.addEventListener("close", () => askIn.cancel());
    find("form", "sign-in-form").addEventListener("submit", (event) => {
      event.preventDefault();
      const key = this.#input.value.trim();
      const owner = keyOwner(key);
      if (owner === null) {
        setText(this.#fault, "That is no key. A key looks like gbs1_name_… and is pasted whole.");
        return;
      }
      storeKey(key);
      this.#input.value = "";
      this.#dialog.close();
      onKey(key, owner);
    });
    find("button", "sign-in-cancel").addEventListener("click", () => this.#dialog.close());
  }

  /**
   * Ask, unless it is being asked already.
   * @param {string} [fault] why
   */
  ask(fault = "") {
    setText(this.#fault, fault);
    const why = fault ? "This bridge asks for a key." : "A key may allow more than you can do now.";
    setText(this.#text, `${why} It is proven, never sent, and stays in this browser tab.`);
    if (!this.#dialog.open) this.#dialog.showModal();
  }
}
