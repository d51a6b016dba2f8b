/**
 * A simulated board on the screen: a plate to tilt, a stick, two buttons, and its lamps.
 * It shows what the board reads, whoever steers it.
 *
 * Knows: pointers, keys, a phone's own tilt. Does not know: how the page is made.
 */

import { dragOn } from "./drag.js";
import { Lamps } from "./lamps.js";
import {
  KEY_TILT_RAD,
  offsetIn,
  stickAt,
  tiltFromAccel,
  tiltOf,
  tiltOfPhone,
} from "./pad_numbers.js";
import { Steering } from "./steering.js";

/** @typedef {import("/panel/src/panel/card_client.js").CardClient} CardClient */
/** @typedef {import("/panel/src/client.js").BridgeClient} BridgeClient */
/** @typedef {import("./lamps.js").MakeElement} MakeElement */
/** @typedef {import("/panel/src/subscription.js").Sample} Sample */

const HELP =
  "Drag the plate to tilt. With the keyboard: arrows tilt, Shift and arrows push the stick, A and B press.";
/** @type {{[key: string]: [number, number]}} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

export class PadView {
  #element;
  #steering;
  #plate;
  #board;
  #stick;
  #knob;
  /** @type {{[name: string]: HTMLElement}} */
  #buttons = {};
  #lamps;
  #fault;
  #phone;
  /** @type {Set<string>} */
  #held = new Set();
  #subscriptions;
  #stopPhone = () => {};
  element;

  /**
   * @param {object} parts
   * @param {string} parts.device
   * @param {CardClient | BridgeClient} parts.client
   * @param {MakeElement} parts.element
   */
  constructor({ device, client, element }) {
    this.#element = element;
    this.#steering = new Steering(
      (values) => client.call(device, "steer", values),
      ({ stage, text }) => this.#tell(stage === "applied" ? "" : text || stage),
    );
    this.#lamps = new Lamps(element);
    this.#board = element("div", { class: "pad-board" }, this.#lamps.element);
    this.#plate = element("div", { class: "pad-plate", title: "Drag to tilt" }, this.#board);
    this.#knob = element("span", { class: "pad-knob" });
    this.#stick = element("div", { class: "pad-stick", title: "Drag: the stick" }, this.#knob);
    const pair = element("div", { class: "pad-pair" }, this.#button("button-b", "B"));
    pair.append(this.#button("button-a", "A"));
    this.#fault = element("p", { class: "fault pad-fault", role: "status" });
    this.#phone = this.#phoneButton();
    const label = `Controller ${device}. ${HELP}`;
    this.element = element("div", {
      class: "pad-view",
      tabindex: 0,
      role: "application",
      "aria-label": label,
    });
    const help = element("p", { class: "note pad-help" }, HELP);
    this.element.append(this.#stick, this.#plate, pair, this.#phone, this.#fault, help);
    this.#listen();
    const topics = [`device/${device}/input/*`, `device/${device}/health`];
    this.#subscriptions = [
      client.subscribe({ topics, hz: 30 }, { onSample: (sample) => this.#show(sample) }),
    ];
  }

  /**
   * @param {string} name
   * @param {string} text
   */
  #button(name, text) {
    const button = this.#element("button", { type: "button", class: "pad-button" }, text);
    button.tabIndex = -1;
    this.#buttons[name] = button;
    dragOn(button, {
      onMove: () => this.#press(name, true),
      onEnd: () => this.#press(name, false),
    });
    return button;
  }

  /**
   * @param {string} name
   * @param {boolean} isDown
   */
  #press(name, isDown) {
    if (this.#held.has(name) === isDown) return;
    if (isDown) this.#held.add(name);
    else this.#held.delete(name);
    this.#steering.set({ [name]: isDown });
  }

  #listen() {
    dragOn(this.#plate, {
      onMove: (event) =>
        this.#steering.set(tiltOf(offsetIn(event, this.#plate.getBoundingClientRect()))),
      onEnd: () => this.#steering.set({ "tilt-x": 0, "tilt-y": 0 }),
    });
    dragOn(this.#stick, {
      onMove: (event) => {
        const { x, y } = stickAt(offsetIn(event, this.#stick.getBoundingClientRect()));
        this.#steering.set({ "axis-x": x, "axis-y": y });
      },
      onEnd: () => this.#steering.set({ "axis-x": 0, "axis-y": 0 }),
    });
    this.element.addEventListener("keydown", (event) => this.#key(event, true));
    this.element.addEventListener("keyup", (event) => this.#key(event, false));
    // A key that is let go elsewhere is never told.
    this.element.addEventListener("blur", () => this.#letGo());
  }

  /**
   * @param {KeyboardEvent} event
   * @param {boolean} isDown
   */
  #key(event, isDown) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const letter = event.key.toLowerCase();
    if (letter === "a" || letter === "b") this.#press(`button-${letter}`, isDown);
    else if (event.key in ARROWS) this.#arrow(event, isDown);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /**
   * @param {KeyboardEvent} event
   * @param {boolean} isDown
   */
  #arrow({ key, shiftKey, repeat }, isDown) {
    if (repeat) return;
    if (isDown) this.#held.add(shiftKey ? `stick ${key}` : `tilt ${key}`);
    else for (const way of ["stick", "tilt"]) this.#held.delete(`${way} ${key}`);
    const tilt = this.#arrowsOf("tilt");
    const stick = this.#arrowsOf("stick");
    this.#steering.set({
      "tilt-x": tilt.x * KEY_TILT_RAD,
      "tilt-y": -tilt.y * KEY_TILT_RAD,
      "axis-x": stick.x,
      "axis-y": stick.y,
    });
  }

  /** @param {string} way */
  #arrowsOf(way) {
    let [x, y] = [0, 0];
    for (const [key, [right, up]] of Object.entries(ARROWS)) {
      if (!this.#held.has(`${way} ${key}`)) continue;
      x += right;
      y += up;
    }
    return { x, y };
  }

  #letGo() {
    if (this.#held.size === 0) return;
    this.#held.clear();
    this.#steering.set({
      "button-a": false,
      "button-b": false,
      "axis-x": 0,
      "axis-y": 0,
      "tilt-x": 0,
      "tilt-y": 0,
    });
  }

  #phoneButton() {
    const button = this.#element("button", { type: "button", class: "plain pad-phone" });
    button.textContent = "Tilt with this phone";
    button.setAttribute("aria-pressed", "false");
    // Browsers tell a page how the phone is held on https and localhost only.
    button.hidden = !(
      matchMedia("(pointer: coarse)").matches && "DeviceOrientationEvent" in window
    );
    button.addEventListener("click", () => void this.#togglePhone(button));
    return button;
  }

  /** @param {HTMLButtonElement} button */
  async #togglePhone(button) {
    const isOn = button.getAttribute("aria-pressed") === "true";
    this.#stopPhone();
    this.#stopPhone = () => {};
    button.setAttribute("aria-pressed", String(!isOn));
    if (isOn) {
      this.#steering.set({ "tilt-x": 0, "tilt-y": 0 });
      return;
    }
    const reason = await this.#startPhone();
    this.#tell(reason);
    if (reason) button.setAttribute("aria-pressed", "false");
  }

  /** @returns {Promise<string>} why not, or nothing */
  async #startPhone() {
    if (!window.isSecureContext) return "A browser tells a phone's tilt to https pages only.";
    const asks = /** @type {{requestPermission?: () => Promise<string>}} */ (
      /** @type {unknown} */ (DeviceOrientationEvent)
    );
    if (asks.requestPermission && (await asks.requestPermission()) !== "granted") {
      return "The phone's tilt was not allowed.";
    }
    const listen = (/** @type {DeviceOrientationEvent} */ event) => {
      if (event.beta === null) return;
      this.#steering.set(tiltOfPhone(event, screen.orientation?.angle ?? 0));
    };
    addEventListener("deviceorientation", listen);
    this.#stopPhone = () => removeEventListener("deviceorientation", listen);
    return "";
  }

  /** @param {Sample} sample */
  #show({ topic, value }) {
    const [, , kind, name] = topic.split("/");
    if (kind === "health") {
      const vibration = this.#lamps.show(value?.settings ?? {});
      this.#board.classList.toggle("is-shaking", vibration > 0);
      this.#board.style.setProperty("--shake", `${vibration * 4}px`);
      return;
    }
    const read = value?.value;
    if (name === "accel") {
      const { right, top } = tiltFromAccel(read);
      this.#board.style.setProperty("--right", `${right}rad`);
      this.#board.style.setProperty("--top", `${-top}rad`);
    } else if (name === "axis-x") this.#knob.style.setProperty("--x", String(Number(read) || 0));
    else if (name === "axis-y") this.#knob.style.setProperty("--y", String(Number(read) || 0));
    else if (name in this.#buttons) {
      this.#buttons[name].setAttribute("aria-pressed", String(read === true));
    }
  }

  /** @param {string} text */
  #tell(text) {
    if (this.#fault.textContent !== text) this.#fault.textContent = text;
  }

  /** Take it away. */
  close() {
    this.#stopPhone();
    this.#letGo();
    for (const subscription of this.#subscriptions) subscription.close();
    this.element.remove();
  }
}
