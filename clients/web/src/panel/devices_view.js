/** The list of devices. One of them is chosen; its picture is shown. */

import { nameOf } from "./devices.js";
import { describeOrigin } from "./device_origin.js";
import { formatRate, formatUptime, signalWord } from "./format.js";
import { Rows, element, find, setText } from "./page.js";

/** @typedef {import("./devices.js").Device} Device */

const LISTED_INPUTS = 3;

export class DevicesView {
  #count = find("span", "device-count");
  #add = find("details", "add-device");
  #list = find("ul", "device-list");
  #rows;
  #chosen = "";
  #inView = "";
  #hadNone = false;

  /** @param {(id: string) => void} onChoose */
  constructor(onChoose) {
    const address = location.host === "127.0.0.1:8080" ? "" : `--url ${location.origin} `;
    const command = address.replace("http", "ws");
    setText(find("code", "simulate-command"), `gamebridge simulate ${command}--key KEY`);
    this.#rows = new Rows(
      this.#list,
      (/** @type {Device} */ { id }) => id,
      ({ id }) => this.#build(id, onChoose),
    );
  }

  /**
   * @param {Device[]} devices
   * @param {string} chosen id of the chosen one
   * @param {boolean} isKnown whether the bridge has told which devices there are
   */
  show(devices, chosen, isKnown) {
    this.#chosen = chosen;
    this.#rows.show(devices);
    this.#bringIntoView(`${devices.length} ${chosen}`);
    const here = devices.filter(({ state }) => state?.online).length;
    setText(this.#count, devices.length === 0 ? "" : `${here} of ${devices.length} here`);
    // Opens and closes once by itself, when there is nothing else to see; not again and again.
    const hasNone = isKnown && devices.length === 0;
    if (this.#hadNone !== hasNone) this.#add.open = hasNone;
    this.#hadNone = hasNone;
  }

  /**
   * On a phone the list is a strip that hides most of itself.
   * @param {string} state changes when there is something else to be in view
   */
  #bringIntoView(state) {
    if (state === this.#inView) return;
    this.#inView = state;
    const row = this.#list.querySelector("[aria-pressed=true]")?.parentElement;
    if (row) this.#list.scrollLeft = row.offsetLeft - this.#list.offsetLeft;
  }

  /**
   * @param {string} id
   * @param {(id: string) => void} onChoose
   */
  #build(id, onChoose) {
    const mark = element("span", { class: "mark", "aria-hidden": true });
    const name = element("span", { class: "name" });
    const rate = element("span", { class: "rate" });
    const facts = element("span", { class: "facts" });
    const weakness = element("span", { class: "weakness" });
    const inputs = element("span", { class: "inputs" });
    const button = element("button", { type: "button", class: "device" });
    button.append(mark, name, rate, facts, weakness, inputs);
    button.addEventListener("click", () => onChoose(id));
    const update = (/** @type {Device} */ device) => {
      const isHere = device.state?.online ?? false;
      button.dataset.state = isHere ? "good" : "off";
      button.setAttribute("aria-pressed", String(device.id === this.#chosen));
      setText(name, nameOf(device));
      setText(rate, isHere ? rateOf(device) : "away");
      setText(inputs, inputsOf(device));
      setText(facts, factsOf(device).join(" · "));
      setText(weakness, isHere ? describeOrigin(device.state).weakness : "");
    };
    return { element: element("li", {}, button), update };
  }
}

/** @param {Device} device */
function rateOf({ hz, tagHz }) {
  if (hz > 0) return formatRate(hz);
  return tagHz > 0 ? `tags ${formatRate(tagHz).replace("fps", "Hz")}` : "idle";
}

/** @param {Device} device */
function factsOf({ id, state, health, clock }) {
  const facts = state?.name && state.name !== id ? [id] : [];
  if (!state?.online) return state?.reason ? [...facts, state.reason] : facts;
  facts.push(describeOrigin(state).way);
  if (Number.isFinite(health?.rssi_dbm)) {
    const strength = `${health.rssi_dbm}\u00a0dBm`.replace("-", "−");
    facts.push(`${signalWord(health.rssi_dbm)} signal (${strength})`);
  }
  if (Number.isFinite(health?.uptime_us)) facts.push(`up ${formatUptime(health.uptime_us)}`);
  if (clock && clock.state !== "locked") facts.push(`clock ${clock.state}`);
  return facts;
}

/** @param {Device} device */
function inputsOf({ inputs }) {
  const shown = [...inputs].slice(0, LISTED_INPUTS).map(([name, { value, unit }]) => {
    const text = typeof value === "number" && !Number.isInteger(value) ? value.toFixed(2) : value;
    return `${name} ${text}${unit ? ` ${unit}` : ""}`;
  });
  return shown.join(" · ") + (inputs.size > LISTED_INPUTS ? " …" : "");
}
