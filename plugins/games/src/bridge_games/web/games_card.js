/**
 * The card of games in the panel: what can be played, its addresses for phones, and adding
 * and removing (plugins/games/README.md).
 *
 * Knows: the routes below /v1/games. Does not know: folders, how games are served.
 */

import { FolderForm } from "./folder_form.js";
import { GameRow, setText } from "./game_row.js";
import { baseForOthers, rowsOf } from "./games_words.js";

/** @typedef {import("/panel/src/panel/card.js").CardPanel} CardPanel */
/** @typedef {import("./games_words.js").CardGame} CardGame */

/**
 * Does what a button asked for and says what became of it: what `done` makes of the answer,
 * or why not. `undo` is offered beside it. True when it was done.
 * @typedef {(
 *   done: (answer: any) => string,
 *   work: () => Promise<any>,
 *   undo?: { done: string, work: () => Promise<any> },
 * ) => Promise<boolean>} Act
 */

// Other programs add games too; nobody waits for it.
const POLL_MS = 4000;

/**
 * @param {HTMLElement} place
 * @param {CardPanel} panel
 */
export default function card(place, panel) {
  panel.addStyle(new URL("games_card.css", import.meta.url));
  return new GamesCard(place, panel);
}

class GamesCard {
  #panel;
  #place;
  #rows;
  #empty;
  #outcome;
  #undo;
  #form;
  #phones;
  #isClosed = false;
  #timer = 0;
  /** @type {{ done: string, work: () => Promise<any> } | undefined} */
  #wayBack;

  /**
   * @param {HTMLElement} place
   * @param {CardPanel} panel
   */
  constructor(place, panel) {
    this.#panel = panel;
    this.#place = place;
    const { element } = panel;
    const list = element("ul", { class: "game-list", "aria-label": "Games" });
    this.#empty = element("p", { class: "empty" });
    this.#outcome = element("p", { class: "game-outcome", role: "status", tabindex: -1 });
    this.#undo = element("button", { type: "button", class: "plain", hidden: true }, "Undo");
    this.#undo.addEventListener("click", () => void this.#takeBack());
    this.#phones = element("p", { class: "note" });
    const all = element("a", { href: "/games/", target: "_blank", rel: "noopener" });
    all.append("Page for players");
    const extension = element("a", { href: "/games/_/GameBridge.json", download: "" });
    extension.append("Extension for GDevelop");
    this.#rows = panel.rows(
      list,
      (/** @type {CardGame} */ { name }) => name,
      (/** @type {CardGame} */ game) => new GameRow(panel, game, this.#act),
    );
    this.#form = new FolderForm(panel, this.#act);
    place.classList.add("games-card");
    const said = element("div", { class: "game-said" }, this.#outcome, this.#undo);
    const foot = element("div", { class: "game-foot" }, all, extension, this.#phones);
    place.append(this.#empty, list, said, foot, this.#form.element);
    void this.#poll();
  }

  /** Take the card away. */
  close() {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#rows.show([]);
  }

  async #poll() {
    if (!document.hidden) await this.#look();
    if (this.#isClosed) return;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#poll(), POLL_MS);
  }

  async #look() {
    // Whoever may only look sees no button that would be refused.
    this.#place.classList.toggle("looks-only", !["operator", "admin"].includes(this.#panel.role));
    try {
      const { games, addresses } = await this.#panel.rest.get("/v1/games");
      const kept = await this.#panel.rest.get("/v1/games/folders");
      if (!this.#isClosed) this.#show(games, kept, baseForOthers(location, addresses));
    } catch (error) {
      this.#empty.textContent = `The bridge does not list its games: ${textOf(error)}`;
      this.#empty.hidden = false;
    }
  }

  /**
   * @param {import("./games_words.js").ShownGame[]} games
   * @param {{ games: import("./games_words.js").KeptGame[], may_add: boolean }} kept
   * @param {string} base
   */
  #show(games, kept, base) {
    const rows = rowsOf(games, kept.games, base);
    this.#rows.show(rows);
    this.#empty.hidden = rows.length > 0;
    this.#form.element.hidden = !kept.may_add;
    const how = kept.may_add ? "Name the folder of an exported one." : "Add one at its machine.";
    setText(this.#empty, `The bridge serves no game yet. ${how}`);
    const phones = "Phones find games once the bridge was started with --lan.";
    setText(this.#phones, base ? `Phones: ${base}/games/` : phones);
  }

  async #takeBack() {
    const way = this.#wayBack;
    if (way) await this.#act(() => way.done, way.work);
  }

  /** @type {Act} */
  #act = async (done, work, undo) => {
    const outcome = this.#outcome;
    this.#wayBack = undefined;
    try {
      outcome.textContent = done(await work());
      outcome.dataset.state = "good";
      this.#wayBack = undo;
    } catch (error) {
      outcome.dataset.state = "bad";
      outcome.textContent = textOf(error);
    }
    this.#undo.hidden = this.#wayBack === undefined;
    await this.#look();
    // The button may be gone with its row; whoever uses keys goes on from here.
    if (document.activeElement === document.body) outcome.focus();
    return outcome.dataset.state === "good";
  };
}

/** @param {unknown} error */
function textOf(error) {
  return error instanceof Error ? error.message : String(error);
}
