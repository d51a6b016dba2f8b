/** The switch between players: automatic or one of them. */

import { PLAYER_KINDS } from "../player.js";
import { element, find } from "./page.js";

/** @typedef {import("../player.js").PlayerKind} PlayerKind */

/** @type {{[kind: string]: {name: string, title: string}}} */
const NAMES = {
  webcodecs: { name: "WebCodecs", title: "Least delay; on https and localhost pages" },
  mse: { name: "MSE", title: "H.264 through Media Source" },
  jpeg: { name: "JPEG", title: "The camera's own pictures, without the encoder" },
};

export class PlayerChoice {
  /** @type {Map<string, HTMLInputElement>} */
  #inputs = new Map();
  #auto;
  /** @type {PlayerKind | null} what a person chose, or null */
  wanted;

  /**
   * @param {string | null} wanted as in `?player=`
   * @param {() => void} onChange
   */
  constructor(wanted, onChange) {
    this.wanted = PLAYER_KINDS.find((kind) => kind === wanted) ?? null;
    const place = find("fieldset", "player-choice");
    const auto = segment("auto", "Auto", "The best that works here");
    this.#auto = auto.input;
    place.append(auto.label);
    for (const kind of PLAYER_KINDS) {
      const { label, input } = segment(kind, NAMES[kind].name, NAMES[kind].title);
      this.#inputs.set(kind, input);
      place.append(label);
    }
    place.addEventListener("change", () => {
      const chosen = [...this.#inputs].find(([, input]) => input.checked)?.[0];
      this.wanted = PLAYER_KINDS.find((kind) => kind === chosen) ?? null;
      this.#remember();
      onChange();
    });
  }

  /** Keep the choice in the address, so that it can be shared and survives a reload. */
  #remember() {
    const url = new URL(location.href);
    if (this.wanted === null) url.searchParams.delete("player");
    else url.searchParams.set("player", this.wanted);
    history.replaceState(null, "", url);
  }

  /** Choose the next kind that works, or automatic after the last. */
  next() {
    const all = [this.#auto, ...this.#inputs.values()].filter((input) => !input.disabled);
    const at = all.findIndex((input) => input.checked);
    all[(at + 1) % all.length].click();
  }

  /**
   * @param {PlayerKind[]} usable
   * @param {PlayerKind | null} used
   */
  show(usable, used) {
    for (const [kind, input] of this.#inputs) {
      input.disabled = !usable.some((other) => other === kind);
      input.checked = this.wanted === kind;
      const isUsed = used === kind;
      input.parentElement?.classList.toggle("used", isUsed);
      input.setAttribute("aria-label", isUsed ? `${NAMES[kind].name}, in use` : NAMES[kind].name);
    }
    this.#auto.checked = this.wanted === null;
  }
}

/**
 * @param {string} value
 * @param {string} name
 * @param {string} title
 */
function segment(value, name, title) {
  const input = element("input", { type: "radio", name: "player", value });
  return { label: element("label", { title }, input, element("span", {}, name)), input };
}
