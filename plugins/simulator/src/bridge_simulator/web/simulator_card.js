/**
 * The card of the simulator in the panel: start and stop simulated devices, and play with
 * them (plugins/simulator/README.md).
 *
 * Knows: topics and calls of the simulator. Does not know: how devices are simulated.
 */

import { PadView } from "./pad_view.js";
import { describeDevice, rowsOf } from "./simulator_words.js";
import { TableView } from "./table_view.js";

/** @typedef {import("/panel/src/panel/card.js").CardPanel} CardPanel */
/** @typedef {import("./simulator_words.js").SimulatedDevice} SimulatedDevice */

const SCENARIOS = /** @type {const} */ ([
  ["pad", "Game board"],
  ["camera", "Camera"],
  ["tag-table", "Tag table"],
  ["cube", "Tag cube"],
  ["grid", "Tag grid"],
]);

/**
 * @param {HTMLElement} place
 * @param {CardPanel} panel
 */
export default function card(place, panel) {
  panel.addStyle(new URL("simulator.css", import.meta.url));
  panel.addStyle(new URL("pad.css", import.meta.url));
  return new SimulatorCard(place, panel);
}

class SimulatorCard {
  #panel;
  #place;
  #rows;
  #empty;
  #outcome;
  /** @type {Map<string, any>} */
  #states = new Map();
  /** @type {any[]} */
  #simulations = [];
  /** @type {{device: string, view: PadView | TableView} | null} */
  #open = null;
  #stage;

  /**
   * @param {HTMLElement} place
   * @param {CardPanel} panel
   */
  constructor(place, panel) {
    this.#panel = panel;
    this.#place = place;
    const { element } = panel;
    place.classList.add("simulator-card");
    const starts = element("div", { class: "simulator-starts changes" });
    for (const [name, text] of SCENARIOS) {
      starts.append(this.#button("plain", `Start ${text.toLowerCase()}`, () => this.#start(name)));
    }
    const list = element("ul", { class: "simulator-list", "aria-label": "Simulated devices" });
    this.#empty = element("p", { class: "empty" });
    this.#empty.textContent = "Nothing is simulated. Start a device, and play without hardware.";
    this.#outcome = element("p", { class: "fault", role: "status" });
    this.#stage = element("div", { class: "simulator-stage", hidden: true });
    this.#rows = panel.rows(
      list,
      (/** @type {SimulatedDevice} */ { id }) => id,
      (/** @type {SimulatedDevice} */ device) => this.#row(device),
    );
    place.append(this.#empty, list, this.#stage, starts, this.#outcome);
    panel.client.subscribe({ topics: ["device/*/state"] }, ({ value }) => {
      this.#states.set(value.id, value);
      this.#show();
    });
    panel.client.subscribe({ topics: ["x/simulator/simulations"] }, ({ value }) => {
      this.#simulations = value.simulations;
      this.#show();
    });
    this.#show();
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

  /** @param {SimulatedDevice} device */
  #row(device) {
    const { element } = this.#panel;
    const { id } = device;
    const name = this.#button("simulator-name", id, () => this.#panel.choose(id));
    name.title = "Show it above";
    const note = element("span", { class: "note" });
    const play = this.#button("plain changes", "Play", () =>
      this.#toggle(id, device.kind === "table" ? "table" : "pad"),
    );
    play.setAttribute("aria-expanded", "false");
    play.setAttribute("aria-label", `Play with ${id}`);
    const page = element("a", { class: "plain", target: "_blank", rel: "noopener" }, "Own page");
    page.href = `/simulator/pad/${id}`;
    page.title = "For a phone in front of a game";
    const stop = this.#button("plain changes", "Stop", () => this.#stop(id));
    stop.setAttribute("aria-label", `Stop ${id}`);
    const buttons = element("div", { class: "simulator-buttons" }, play, page, stop);
    const mark = element("span", { class: "mark", "aria-hidden": true });
    return {
      element: element("li", { "data-state": "good" }, mark, name, note, buttons),
      update: (/** @type {SimulatedDevice} */ now) => {
        const text = describeDevice(now);
        if (note.textContent !== text) note.textContent = text;
        play.hidden = now.kind === "camera";
        page.hidden = now.kind !== "pad";
        stop.hidden = now.simulation === null;
        play.setAttribute("aria-expanded", String(this.#open?.device === id));
      },
    };
  }

  #show() {
    const { role } = this.#panel;
    this.#place.classList.toggle("looks-only", role === "viewer" || role === "");
    const devices = rowsOf([...this.#states.values()], this.#simulations);
    this.#empty.hidden = devices.length > 0;
    if (this.#open && this.#states.get(this.#open.device)?.online === false) this.#close();
    this.#rows.show(devices);
  }

  /**
   * @param {string} id
   * @param {"pad" | "table"} kind
   */
  #toggle(id, kind) {
    const wasOpen = this.#open?.device === id;
    this.#close();
    if (!wasOpen) this.#openView(id, kind);
    this.#show();
  }

  /**
   * @param {string} device
   * @param {"pad" | "table"} kind
   */
  #openView(device, kind) {
    const { client, element } = this.#panel;
    const parts = { device, client, element };
    const view = kind === "table" ? new TableView(parts) : new PadView(parts);
    this.#open = { device, view };
    this.#stage.append(view.element);
    this.#stage.hidden = false;
    if (view instanceof PadView) view.element.focus({ preventScroll: true });
  }

  #close() {
    this.#open?.view.close();
    this.#open = null;
    this.#stage.hidden = true;
  }

  /** @param {string} name */
  async #start(name) {
    const id = await this.#ask("start_simulation", { name });
    if (id === null) return;
    this.#panel.toast(`${id} is here`);
    if (name === "pad" || name === "tag-table") {
      this.#close();
      // Its state may come after the answer.
      this.#openView(id, name === "pad" ? "pad" : "table");
      this.#show();
    }
  }

  /** @param {string} id */
  async #stop(id) {
    await this.#ask("stop_simulation", { id });
  }

  /**
   * @param {string} method
   * @param {{[name: string]: string}} args
   * @returns {Promise<string | null>}
   */
  async #ask(method, args) {
    // The first device of all takes a while: what draws is loaded then.
    const patience = { deadlineMs: 20_000 };
    const { client } = this.#panel;
    const { stage, text, value } = await client.call("bridge", method, args, patience);
    this.#outcome.textContent = stage === "applied" ? "" : text || stage;
    return stage === "applied" ? String(value) : null;
  }

  /** Take the card away. */
  close() {
    this.#close();
  }
}
