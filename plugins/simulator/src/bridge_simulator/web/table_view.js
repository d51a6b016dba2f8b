/**
 * The tags before a simulated camera, as it sees them: drag one to move it, its dot to turn
 * it. Keys: arrows move, Q and E turn; the wheel turns, too.
 */

import { dragOn } from "./drag.js";
import { clamp, placeOf } from "./pad_numbers.js";
import { Steering } from "./steering.js";

/** @typedef {import("/panel/src/panel/card_client.js").CardClient} CardClient */
/** @typedef {import("./lamps.js").MakeElement} MakeElement */
/** @typedef {{tag_id: number, x: number, y: number, turn: number, size: number}} Spot */

const KEY_STEP = 0.02;
const TURN_STEP = Math.PI / 18;
/** @type {{[key: string]: [number, number, number]}} */
const KEYS = {
  ArrowLeft: [-KEY_STEP, 0, 0],
  ArrowRight: [KEY_STEP, 0, 0],
  ArrowUp: [0, -KEY_STEP, 0],
  ArrowDown: [0, KEY_STEP, 0],
  q: [0, 0, -TURN_STEP],
  e: [0, 0, TURN_STEP],
};
// What a person has just moved is shown where it was put, not where it was a moment ago.
const OWN_MS = 400;

export class TableView {
  #device;
  #client;
  #element;
  #field;
  #fault;
  #number;
  #subscription;
  /** @type {Map<number, {spot: Spot, movedMs: number, row: HTMLElement, steering: Steering}>} */
  #tags = new Map();
  element;

  /**
   * @param {object} parts
   * @param {string} parts.device
   * @param {CardClient} parts.client
   * @param {MakeElement} parts.element
   */
  constructor({ device, client, element }) {
    this.#device = device;
    this.#client = client;
    this.#element = element;
    this.#field = element("div", { class: "table-field", role: "group" });
    this.#field.setAttribute("aria-label", `Tags before ${device}`);
    this.#fault = element("p", { class: "fault", role: "status" });
    this.#number = element("input", { type: "number", min: 0, max: 586, value: 10 });
    this.#number.setAttribute("aria-label", "Number of the tag");
    const add = element("button", { type: "submit", class: "plain" }, "Put tag on the table");
    const form = element("form", { class: "table-add" }, this.#number, add);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const tag_id = Number(this.#number.value);
      this.#put({ tag_id, x: 0.5, y: 0.5, turn: 0, size: 0.1 });
    });
    const help =
      "Drag a tag, or its dot to turn it; with keys: arrows move, Q and E turn. 20 s after the last touch they move by themselves again.";
    this.element = element("div", { class: "table-view" }, this.#field, form, this.#fault);
    this.element.append(element("p", { class: "note" }, help));
    this.#subscription = client.subscribe(
      { topics: [`device/${device}/truth`], hz: 20 },
      { onSample: ({ value }) => this.#learn(value) },
    );
  }

  /** @param {any} truth */
  #learn(truth) {
    const lens = truth.intrinsics;
    this.#field.style.aspectRatio = `${lens.width_px} / ${lens.height_px}`;
    const seen = new Set();
    for (const { tag_id, corners_px: corners } of truth.tags) {
      seen.add(tag_id);
      const known = this.#tags.get(tag_id);
      if (known && performance.now() - known.movedMs < OWN_MS) continue;
      this.#show({ tag_id, ...placeOf(corners, lens) });
    }
    for (const [tag_id, { row, movedMs }] of this.#tags) {
      if (seen.has(tag_id) || performance.now() - movedMs < OWN_MS) continue;
      if (row.contains(document.activeElement) || "dragged" in row.dataset) continue;
      row.remove();
      this.#tags.delete(tag_id);
    }
  }

  /** @param {Spot} spot */
  #show(spot) {
    const known = this.#tags.get(spot.tag_id) ?? this.#build(spot);
    known.spot = spot;
    const { style } = known.row;
    style.left = `${spot.x * 100}%`;
    style.top = `${spot.y * 100}%`;
    style.setProperty("--turn", `${spot.turn}rad`);
    style.setProperty("--size", `${Math.max(7, spot.size * 100)}cqw`);
  }

  /** @param {Spot} spot */
  #build(spot) {
    const element = this.#element;
    const { tag_id } = spot;
    const dot = element("span", { class: "table-dot", title: "Drag to turn" });
    const row = element("button", { type: "button", class: "table-tag" }, String(tag_id), dot);
    row.setAttribute("aria-label", `Tag ${tag_id}: arrows move it, Q and E turn it`);
    const steering = new Steering(
      (values) => this.#client.call(this.#device, "place-tag", { tag_id, ...values }),
      ({ stage, text }) => {
        this.#fault.textContent = stage === "applied" ? "" : text || stage;
      },
    );
    const tag = { spot, movedMs: 0, row, steering };
    this.#tags.set(tag_id, tag);
    const now = () => tag.spot;
    dragOn(row, {
      onMove: (event) => {
        const box = this.#field.getBoundingClientRect();
        const x = (event.clientX - box.left) / box.width;
        const y = (event.clientY - box.top) / box.height;
        this.#put({ ...now(), x, y });
      },
      onEnd: () => {},
    });
    dragOn(dot, {
      onMove: (event) => {
        const box = this.#field.getBoundingClientRect();
        const across = event.clientX - box.left - now().x * box.width;
        const down = event.clientY - box.top - now().y * box.height;
        this.#put({ ...now(), turn: Math.atan2(across, -down) });
      },
      onEnd: () => {},
    });
    row.addEventListener(
      "wheel",
      (event) => {
        event.preventDefault();
        this.#put({ ...now(), turn: now().turn + Math.sign(event.deltaY) * TURN_STEP });
      },
      { passive: false },
    );
    row.addEventListener("keydown", (event) => {
      const step = KEYS[event.key];
      if (step === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      const { x, y, turn, ...rest } = now();
      this.#put({ ...rest, x: x + step[0], y: y + step[1], turn: turn + step[2] });
    });
    this.#field.append(row);
    return tag;
  }

  /** @param {Spot} wished */
  #put(wished) {
    const spot = { ...wished, x: clamp(wished.x, -0.2, 1.2), y: clamp(wished.y, -0.2, 1.2) };
    this.#show(spot);
    const tag = this.#tags.get(spot.tag_id);
    if (tag === undefined) return;
    tag.movedMs = performance.now();
    const { x, y, turn } = spot;
    tag.steering.set({ x, y, turn });
  }

  /** Take it away. */
  close() {
    this.#subscription.close();
    this.element.remove();
  }
}
