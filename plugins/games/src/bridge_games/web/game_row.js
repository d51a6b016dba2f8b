/** One game of the card: its picture, Play, its address for phones, and what may be done. */

import { describePlace, describeTrust, routeOf } from "./games_words.js";

/** @typedef {import("/panel/src/panel/card.js").CardPanel} CardPanel */
/** @typedef {import("./games_words.js").CardGame} CardGame */
/** @typedef {import("./games_card.js").Act} Act */

export class GameRow {
  #panel;
  #act;
  #game;
  #picture;
  #title;
  #text;
  #play;
  #copy;
  #address;
  #fault;
  #more;
  #place;
  #trust;
  #trustButton;
  element;

  /**
   * @param {CardPanel} panel
   * @param {CardGame} game
   * @param {Act} act
   */
  constructor(panel, game, act) {
    this.#panel = panel;
    this.#game = game;
    this.#act = act;
    const { element } = panel;
    this.#picture = element("img", { alt: "", width: 112, height: 63, loading: "lazy" });
    this.#title = element("strong", { class: "game-title" });
    this.#text = element("span", { class: "note" });
    this.#fault = element("p", { class: "fault" });
    // A game in a tab of its own: it does not see what this tab keeps, the key above all.
    this.#play = element("a", { class: "primary", target: "_blank", rel: "noopener" }, "Play");
    this.#copy = this.#button("plain", "Copy address", () => this.#copyAddress());
    this.#address = element("code", { class: "game-address" });
    this.#place = element("span", { class: "note" });
    this.#trust = element("span", { class: "note" });
    this.#trustButton = this.#button("plain changes", "", () => this.#changeTrust());
    const remove = this.#button("plain changes", "Remove", () => this.#remove());
    remove.setAttribute("aria-label", `Remove ${game.title}`);
    this.#more = element("details", { class: "game-more" }, element("summary", {}, "More"));
    const changes = element("div", { class: "game-buttons" }, this.#trustButton, remove);
    this.#more.append(this.#place, this.#trust, changes);
    const buttons = element("div", { class: "game-buttons" }, this.#play, this.#copy);
    this.element = element("li", {}, this.#picture, this.#title, this.#text, this.#fault);
    this.element.append(buttons, this.#address, this.#more);
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

  /** @param {CardGame} game */
  update(game) {
    this.#game = game;
    const { title, text, path, picture, address, kept } = game;
    setText(this.#title, title);
    setText(this.#text, text);
    this.#picture.hidden = picture === "";
    if (picture && this.#picture.getAttribute("src") !== picture) this.#picture.src = picture;
    this.#play.hidden = path === "";
    this.#play.href = path;
    this.#play.setAttribute("aria-label", `Play ${title}`);
    this.#copy.hidden = address === "";
    this.#copy.setAttribute("aria-label", `Copy the address of ${title}`);
    setText(this.#address, address);
    setText(this.#fault, kept?.fault ?? "");
    this.#more.hidden = kept === null;
    if (kept !== null) this.#showKept(kept);
  }

  /** @param {import("./games_words.js").KeptGame} kept */
  #showKept(kept) {
    setText(this.#place, describePlace(kept));
    setText(this.#trust, describeTrust(kept.is_trusted));
    setText(this.#trustButton, kept.is_trusted ? "Back into the sandbox" : "Trust");
    // What the settings file says is changed there.
    const isFixed = kept.standing === "settings";
    for (const button of this.#more.querySelectorAll("button")) button.disabled = isFixed;
  }

  async #copyAddress() {
    const { address } = this.#game;
    try {
      await navigator.clipboard.writeText(address);
      this.#panel.toast("Copied");
    } catch {
      // There is no clipboard on plain http pages: select it, so that Ctrl+C does.
      getSelection()?.selectAllChildren(this.#address);
      this.#panel.toast("Selected: press Ctrl+C");
    }
  }

  async #changeTrust() {
    const { kept, name, title } = this.#game;
    if (kept === null) return;
    const isWanted = !kept.is_trusted;
    if (isWanted && !(await this.#isSure())) return;
    const done = isWanted ? `${title} is trusted.` : `${title} is in the sandbox again.`;
    await this.#act(
      () => done,
      () => this.#panel.rest.post(`${routeOf(name)}/${isWanted ? "trust" : "distrust"}`),
    );
  }

  #isSure() {
    return this.#panel.confirm({
      title: `Trust ${this.#game.title}?`,
      text:
        "In a browser on the bridge's own machine it may then do what you may: see cameras, " +
        "move what is connected, change the bridge. It can save its progress there. That is " +
        "like installing a program.",
      yes: "Trust it",
    });
  }

  async #remove() {
    const { name, title } = this.#game;
    await this.#act(
      () => `${title} was removed; its folder is as it was.`,
      () => this.#panel.rest.delete(routeOf(name)),
      {
        done: `${title} is back.`,
        work: () => this.#panel.rest.post(`${routeOf(name)}/restore`),
      },
    );
  }
}

/**
 * Set a text only when it differs, so that a reader's selection survives.
 * @param {Element} target
 * @param {string} text
 */
export function setText(target, text) {
  if (target.textContent !== text) target.textContent = text;
}
