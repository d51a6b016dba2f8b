/** What the chosen device reads: buttons as lamps, numbers as lines of the last seconds. */

import { nameOf } from "./devices.js";
import { formatName } from "./format.js";
import { numbersOf, pointsOf, rangeOf } from "./input_history.js";
import { Rows, element, find, setText } from "./page.js";

/** @typedef {import("./devices.js").Device} Device */
/** @typedef {import("./devices.js").Input} Input */
/** @typedef {{name: string, input: Input, device: Device}} Item */

const SPACE = "http://www.w3.org/2000/svg";
const AXES = ["x", "y", "z", "w"];

export class InputsView {
  #card = find("section", "inputs-card");
  #for = find("span", "inputs-for");
  /** @type {Rows<Item>} */
  #rows;
  #nowUs = 0;

  constructor() {
    this.#rows = new Rows(
      find("ul", "input-rows"),
      ({ device, name }) => `${device.id} ${name}`,
      (item) => this.#build(item),
    );
  }

  /**
   * @param {Device | undefined} device
   * @param {number} nowUs
   */
  show(device, nowUs) {
    this.#nowUs = nowUs;
    const inputs = device === undefined ? [] : [...device.inputs];
    this.#card.hidden = inputs.length === 0;
    if (device === undefined) return this.#rows.show([]);
    setText(this.#for, nameOf(device));
    this.#rows.show(inputs.map(([name, input]) => ({ name, input, device })));
  }

  /** @param {Item} item */
  #build({ name, input }) {
    const label = element("span", { class: "input-name" }, formatName(name));
    const value = element("span", { class: "input-value" });
    const isSwitch = typeof input.value === "boolean";
    const row = element("li", {}, label);
    if (isSwitch) {
      row.append(element("span", { class: "input-lamp" }), value);
      return { element: row, update: (/** @type {Item} */ now) => showSwitch(row, value, now) };
    }
    const drawing = document.createElementNS(SPACE, "svg");
    drawing.setAttribute("viewBox", "0 0 100 30");
    drawing.setAttribute("preserveAspectRatio", "none");
    drawing.setAttribute("aria-hidden", "true");
    drawing.classList.add("input-lines");
    row.append(drawing, value);
    return {
      element: row,
      update: (/** @type {Item} */ now) => {
        setText(value, wordsOf(now.input));
        draw(drawing, now, this.#nowUs);
      },
    };
  }
}

/**
 * @param {HTMLElement} row
 * @param {HTMLElement} value
 * @param {Item} item
 */
function showSwitch(row, value, { input }) {
  row.dataset.state = input.value === true ? "on" : "off";
  setText(value, input.value === true ? "pressed" : "up");
}

/**
 * @param {SVGElement} drawing
 * @param {Item} item
 * @param {number} nowUs
 */
function draw(drawing, { name, input, device }, nowUs) {
  const parts = numbersOf(input.value).length;
  drawing.toggleAttribute("hidden", parts === 0);
  while (drawing.childElementCount < parts) {
    const line = document.createElementNS(SPACE, "polyline");
    line.classList.add(`part-${drawing.childElementCount}`);
    drawing.append(line);
  }
  if (parts === 0) return;
  const feature = device.state?.features?.find((known) => known.name === name);
  const range = rangeOf(input.history, feature);
  [...drawing.children].forEach((line, part) =>
    line.setAttribute("points", pointsOf(input.history, part, nowUs, range)),
  );
}

/** @param {Input} input */
function wordsOf({ value, unit }) {
  const numbers = numbersOf(value);
  if (numbers.length === 0) return String(value);
  const names = numbers.length === 4 ? ["w", "x", "y", "z"] : AXES;
  const words = numbers.map((number, part) => {
    const text = number.toFixed(2).replace("-", "−");
    return numbers.length > 1 ? `${names[part] ?? part} ${text}` : text;
  });
  return `${words.join("  ")}${unit ? ` ${UNITS[unit] ?? unit}` : ""}`;
}

/** @type {{[unit: string]: string}} */
const UNITS = { "m/s2": "m/s²", "m/s^2": "m/s²" };
