/** A control for one setting: a slider, a switch or a list, with what became of it. */

import { formatFeature } from "./format.js";
import { element, setText } from "./page.js";

/** @typedef {import("./devices.js").Feature} Feature */
/** @typedef {import("./setting.js").Setting} Setting */

let lastId = 0;

/**
 * @param {Feature} feature
 * @param {Setting} setting
 * @returns {{element: HTMLElement, show: () => void}}
 */
export function buildControl(feature, setting) {
  const id = `feature-${++lastId}`;
  const label = element("label", { for: id }, formatFeature(feature));
  const value = element("output", { class: "value", for: id });
  const outcome = element("span", { class: "outcome", role: "status" });
  const undo = element("button", { type: "button", class: "plain" }, "Undo");
  undo.addEventListener("click", () => setting.undo());
  const input = buildInput(feature, setting, id, (text) => setText(value, text));
  const parts = input.element.type === "range" ? [value, input.element] : [input.element];
  const row = element("div", { class: "feature" }, label, ...parts, outcome);
  const show = () => {
    // A slider under somebody's finger stays there.
    if (setting.phase !== "sending") input.show(setting.value);
    showOutcome(outcome, undo, setting);
  };
  input.show(setting.value);
  return { element: row, show };
}

/** @typedef {{element: HTMLInputElement | HTMLSelectElement, show: (value: any) => void}} Input */

/**
 * @param {Feature} feature
 * @param {Setting} setting
 * @param {string} id
 * @param {(text: string) => void} showValue
 * @returns {Input}
 */
function buildInput(feature, setting, id, showValue) {
  if (feature.type === "bool") return buildSwitch(setting, id);
  if (feature.type === "enum") return buildList(feature, setting, id);
  if (feature.unit === "rgb") return buildColour(setting, id);
  return buildSlider(feature, setting, id, showValue);
}

/**
 * @param {Setting} setting
 * @param {string} id
 * @returns {Input}
 */
function buildColour(setting, id) {
  const input = element("input", { id, type: "color" });
  input.addEventListener("input", () => setting.want(parseInt(input.value.slice(1), 16)));
  const show = (/** @type {any} */ value) => {
    input.value = `#${(Number(value) || 0).toString(16).padStart(6, "0").slice(-6)}`;
  };
  return { element: input, show };
}

/**
 * @param {Setting} setting
 * @param {string} id
 * @returns {Input}
 */
function buildSwitch(setting, id) {
  const input = element("input", { id, type: "checkbox", class: "switch", role: "switch" });
  input.addEventListener("change", () => setting.want(input.checked));
  return { element: input, show: (value) => void (input.checked = value === true) };
}

/**
 * @param {Feature} feature
 * @param {Setting} setting
 * @param {string} id
 * @returns {Input}
 */
function buildList({ choices = [] }, setting, id) {
  const options = choices.map((choice) => element("option", { value: choice }, choice));
  const select = element("select", { id }, ...options);
  select.addEventListener("change", () => setting.want(select.value));
  return { element: select, show: (value) => void (select.value = String(value)) };
}

/**
 * @param {Feature} feature
 * @param {Setting} setting
 * @param {string} id
 * @param {(text: string) => void} showValue
 * @returns {Input}
 */
function buildSlider(feature, setting, id, showValue) {
  const minimum = feature.minimum ?? 0;
  const maximum = feature.maximum ?? 100;
  const step = feature.type === "int" ? 1 : (maximum - minimum) / 100;
  const input = element("input", { id, type: "range", min: minimum, max: maximum, step });
  const show = (/** @type {any} */ value) => {
    input.value = String(value ?? minimum);
    const number =
      value === null || value === undefined ? "–" : String(Math.round(value * 100) / 100);
    showValue(feature.unit ? `${number} ${feature.unit}` : number);
  };
  input.addEventListener("input", () => {
    show(input.valueAsNumber);
    setting.want(input.valueAsNumber);
  });
  return { element: input, show };
}

/**
 * @param {HTMLElement} place
 * @param {HTMLButtonElement} undo
 * @param {Setting} setting
 */
function showOutcome(place, undo, setting) {
  const words = { known: "", sending: "Sending", applied: "Applied", refused: setting.text };
  place.dataset.state = { known: "", sending: "", applied: "good", refused: "bad" }[setting.phase];
  place.replaceChildren(words[setting.phase]);
  if (setting.canUndo) place.append(undo);
}
