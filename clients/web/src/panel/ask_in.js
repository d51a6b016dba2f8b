/** Asking to be let in without a key, as from a phone: somebody at another panel allows it. */

import { Pairing } from "../pairing.js";
import { nameOfPage } from "./format.js";
import { storeKey } from "./keys.js";
import { find, setText } from "./page.js";

const BEFORE = "No key at hand? Somebody who runs the bridge can let you in.";
const MEANWHILE = "Somebody allows it in the bridge's panel, under Connect a game, if it shows";

export class AskIn {
  #text = find("p", "ask-in-text");
  #code = find("p", "ask-in-code");
  #button = find("button", "ask-in-button");
  #pairing;

  /** @param {(key: string, owner: string) => void} onKey */
  constructor(onKey) {
    const name = nameOfPage(navigator.userAgent);
    this.#pairing = new Pairing({ base: location.origin, role: "viewer", id: "panel", name });
    this.#pairing.on(({ state, key, id }) => {
      this.#show();
      if (state !== "approved" || key === null) return;
      storeKey(key);
      onKey(key, id);
    });
    this.#button.addEventListener("click", () => void this.#pairing.start());
    this.#show();
  }

  /** Stop asking, as when the dialog is closed. */
  cancel() {
    this.#pairing.cancel();
  }

  #show() {
    const { state, code, reason } = this.#pairing;
    const isWaiting = state === "waiting";
    const isWanted = reason !== "" && reason !== "cancelled";
    setText(this.#text, isWaiting ? MEANWHILE : isWanted ? reason : BEFORE);
    setText(this.#code, isWaiting ? code : "");
    this.#button.hidden = isWaiting;
    setText(this.#button, isWanted ? "Ask again" : "Ask to watch");
  }
}
