/** Controls for what the chosen device announces. */

import { confirmed } from "./dialogs.js";
import { buildControl } from "./feature_control.js";
import { formatName } from "./format.js";
import { element, find, setText } from "./page.js";
import { Setting } from "./setting.js";
import { nameOf } from "./devices.js";

/** @typedef {import("./devices.js").Device} Device */
/** @typedef {import("./devices.js").Feature} Feature */

// Actions that change nothing that lasts; any other is asked about first.
const HARMLESS = new Set(["capture", "blink", "identify"]);
// Some cameras have thirty; the first ones are those that are used.
const SHOWN_SETTINGS = 8;

/** @typedef {{feature: Feature, setting: Setting, show: () => void}} Control */

export class SettingsView {
  #client;
  #onHappening;
  #place = find("div", "features");
  #for = find("span", "settings-for");
  #empty = find("p", "settings-empty");
  #shown = "";
  /** @type {Control[]} */
  #controls = [];

  /**
   * @param {import("../client.js").BridgeClient} client
   * @param {(happening: import("./devices.js").Happening) => void} onHappening
   */
  constructor(client, onHappening) {
    this.#client = client;
    this.#onHappening = onHappening;
  }

  /**
   * @param {Device | undefined} device
   * @param {boolean} mayCall
   */
  show(device, mayCall) {
    const features = (device?.state?.features ?? []).filter(isOffered);
    const shape = JSON.stringify([device?.id, device?.state?.epoch, features, mayCall]);
    if (shape !== this.#shown) {
      this.#shown = shape;
      this.#build(device, features, mayCall);
    }
    const isHere = device?.state?.online ?? false;
    this.#place.toggleAttribute("inert", !isHere);
    for (const { feature, setting } of this.#controls) {
      setting.learn(device?.health?.settings?.[feature.name], device?.healthUs ?? 0);
    }
  }

  /**
   * @param {Device | undefined} device
   * @param {Feature[]} features
   * @param {boolean} mayCall
   */
  #build(device, features, mayCall) {
    this.#controls = [];
    setText(this.#for, device ? nameOf(device) : "");
    this.#empty.hidden = features.length > 0;
    setText(
      this.#empty,
      device ? "This device announces nothing that can be set." : "No device is chosen.",
    );
    const of = /** @type {Device} */ (device);
    const settings = features.filter(({ kind }) => kind !== "action");
    const rows = folded(settings.map((feature) => this.#settingRow(of, feature)));
    const actions = features.filter(({ kind }) => kind === "action");
    if (actions.length > 0) {
      const buttons = actions.flatMap((feature) => this.#actionParts(of, feature));
      rows.push(element("div", { class: "feature actions" }, ...buttons));
    }
    const note = element("p", { class: "empty" }, "Only operators can change these.");
    this.#place.replaceChildren(...(mayCall || rows.length === 0 ? [] : [note]), ...rows);
    if (mayCall) return;
    for (const control of this.#place.querySelectorAll("input, select, button")) {
      control.toggleAttribute("disabled", true);
    }
  }

  /**
   * @param {Device} device
   * @param {Feature} feature
   */
  #settingRow(device, feature) {
    const { name } = feature;
    const first = device.health?.settings?.[name] ?? feature.default ?? null;
    const setting = new Setting({
      send: (value) => this.#client.call(device.id, "set", { [name]: value }),
      onChange: () => control.show(),
      after: (fn, delayMs) => setTimeout(fn, delayMs),
      nowUs: () => this.#client.nowUs(),
      value: first,
      minGapMs: Math.max(60, (feature.min_gap_us ?? 0) / 1000),
    });
    const control = buildControl(feature, setting);
    this.#controls.push({ feature, setting, show: control.show });
    return control.element;
  }

  /**
   * @param {Device} device
   * @param {string} name of an action
   */
  #isConfirmed(device, name) {
    const title = `${formatName(name)} ${nameOf(device)}?`;
    const text = "The device does it at once and may be away for a moment.";
    return confirmed({ title, text, yes: formatName(name) });
  }

  /**
   * @param {Device} device
   * @param {Feature} feature
   */
  #actionParts(device, { name }) {
    const button = element("button", { type: "button", class: "plain" }, formatName(name));
    const outcome = element("span", { class: "outcome", role: "status" });
    button.addEventListener("click", async () => {
      if (!HARMLESS.has(name) && !(await this.#isConfirmed(device, name))) return;
      button.disabled = true;
      setText(outcome, "Sending");
      const ack = await this.#client.call(device.id, name);
      button.disabled = false;
      const isDone = ack.stage === "applied";
      outcome.dataset.state = isDone ? "good" : "bad";
      setText(outcome, isDone ? "Done" : ack.text || ack.code || ack.stage);
      this.#onHappening({
        level: isDone ? "good" : "error",
        source: device.id,
        text: isDone ? `${name} done` : `${name}: ${ack.text || ack.code}`,
      });
    });
    return [button, outcome];
  }
}

/**
 * An action that takes arguments is for whoever knows them, and no button.
 * @param {Feature} feature
 */
function isOffered({ kind, choices = [] }) {
  return kind !== "input" && !(kind === "action" && choices.length > 0);
}

/**
 * Put all but the first rows behind a word, unless they are hardly more.
 * @param {HTMLElement[]} rows
 */
function folded(rows) {
  const more = rows.slice(SHOWN_SETTINGS);
  if (more.length < 3) return rows;
  const summary = element("summary", {}, `${more.length} more settings`);
  const rest = element("details", { class: "more-settings" }, summary, ...more);
  return [...rows.slice(0, SHOWN_SETTINGS), rest];
}
