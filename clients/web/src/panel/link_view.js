/** The link to the bridge, in a word. */

import { formatDuration } from "./format.js";
import { element, find, setText } from "./page.js";

/** @typedef {import("../client.js").BridgeClient} BridgeClient */

/** @type {{[state: string]: string}} */
const WORDS = {
  idle: "Not connected",
  connecting: "Connecting",
  proving: "Signing in",
  syncing: "Setting the clock",
  open: "Connected",
  waiting: "No link",
  refused: "Not admitted",
};

export class LinkView {
  #client;
  #place = find("div", "link-state");
  #text = find("span", "link-text");
  #detail = find("span", "link-detail");
  #retry = element("button", { type: "button", class: "plain" }, "Try now");
  #retryAtMs = 0;
  reason = "";

  /** @param {BridgeClient} client */
  constructor(client) {
    this.#client = client;
    this.#retry.hidden = true;
    this.#retry.addEventListener("click", () => client.retry());
    this.#place.append(this.#retry);
    client.on("state", ({ reason, retryInMs }) => {
      this.reason = reason;
      this.#retryAtMs = performance.now() + retryInMs;
      this.show();
    });
  }

  /** Show the state of now. */
  show() {
    const { state } = this.#client;
    this.#place.dataset.state = state;
    setText(this.#text, WORDS[state] ?? state);
    this.#retry.hidden = state !== "waiting";
    setText(this.#detail, this.#detailOf(state));
  }

  /** @param {string} state */
  #detailOf(state) {
    if (state === "open") return `${formatDuration(this.#client.roundTripUs)} round trip`;
    if (state !== "waiting") return "";
    const leftMs = this.#retryAtMs - performance.now();
    return leftMs > 1500 ? `again in ${Math.ceil(leftMs / 1000)} s` : "";
  }
}
