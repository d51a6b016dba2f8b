/** What a board's outputs look like: a lamp, a colour, a motor that shakes, a needle. */

import { colourOf } from "./pad_numbers.js";

/** @typedef {import("/panel/src/panel/card.js").CardPanel["element"]} MakeElement */

export class Lamps {
  #led;
  #colour;
  #servo;
  #words;
  element;

  /** @param {MakeElement} element */
  constructor(element) {
    this.#led = element("span", { class: "pad-led" });
    this.#colour = element("span", { class: "pad-colour" });
    const needle = element("span", { class: "pad-needle" });
    this.#servo = element("span", { class: "pad-servo" }, needle);
    this.#words = element("span", { class: "pad-words" });
    this.element = element("div", { class: "pad-lamps", role: "img" });
    this.element.append(this.#led, this.#colour, this.#servo, this.#words);
  }

  /** @param {{[output: string]: unknown}} outputs as the device's health has them */
  show(outputs) {
    const led = Math.min(1, Number(outputs.led ?? 0) / 255);
    const vibration = Number(outputs.vibration ?? 0);
    const servo = Number(outputs.servo ?? 0);
    const colour = colourOf(outputs["led-color"]);
    this.#led.style.setProperty("--lit", String(led));
    this.#colour.style.setProperty("--colour", colour);
    this.#colour.classList.toggle("is-lit", colour !== "#000000");
    this.#servo.style.setProperty("--turn", `${servo}rad`);
    const shaking = vibration > 0 ? `motor ${Math.round(vibration * 100)} %` : "motor off";
    const words = `lamp ${Math.round(led * 100)} %, colour ${colour}, ${shaking}, servo ${(
      (servo * 180) /
      Math.PI
    ).toFixed(0)}°`;
    if (this.#words.textContent !== shaking) this.#words.textContent = shaking;
    this.element.setAttribute("aria-label", words);
    return vibration;
  }
}
