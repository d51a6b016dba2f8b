/** Replays that run, each with its controls. */

import { Rows, element, find, setText } from "./page.js";
import { SPEEDS, describeReplay, formatPlace } from "./replays.js";

/** @typedef {import("./replays.js").Replay} Replay */
/** @typedef {import("./replays.js").Replays} Replays */

export class ReplaysView {
  #rows;
  #mayChange = true;

  /** @param {Replays} replays */
  constructor(replays) {
    this.#rows = new Rows(
      find("ul", "replay-list"),
      (/** @type {Replay} */ { id }) => `${id} ${this.#mayChange}`,
      (replay) => buildRow(replay, replays, this.#mayChange),
    );
  }

  /**
   * @param {Replay[]} running
   * @param {boolean} mayChange false for those who only watch
   */
  show(running, mayChange) {
    this.#mayChange = mayChange;
    this.#rows.show(running);
  }
}

/**
 * @param {Replay} first
 * @param {Replays} replays
 * @param {boolean} mayChange
 */
function buildRow(first, replays, mayChange) {
  const { id } = first;
  const name = first.name || first.recording;
  const disabled = !mayChange;
  let shown = first;
  const mark = element("span", { class: "mark", "aria-hidden": true });
  const title = element("span", {}, name);
  const place = element("output", { class: "count" });
  const seek = element("input", {
    type: "range",
    min: 0,
    step: 0.1,
    disabled,
    "aria-label": `Place in ${name}`,
  });
  const pause = element("button", { type: "button", class: "plain", disabled });
  const step = element("button", { type: "button", class: "plain", disabled }, "Step");
  const speed = element("select", { disabled, "aria-label": `Speed of ${name}` });
  const loop = element("input", { type: "checkbox", class: "switch", disabled });
  const stop = element("button", { type: "button", class: "plain", disabled }, "Stop");
  const note = element("span", { class: "note" });

  // While a place is being chosen, the bridge's own does not move it.
  let isChoosing = false;
  const tell = (/** @type {number} */ at) => {
    const text = `${formatPlace(at)} / ${formatPlace(shown.length_s)}`;
    setText(place, text);
    seek.setAttribute("aria-valuetext", text);
  };
  seek.addEventListener("input", () => {
    isChoosing = true;
    tell(seek.valueAsNumber);
  });
  seek.addEventListener("change", async () => {
    await replays.control(id, { seek_s: seek.valueAsNumber });
    isChoosing = false;
  });
  pause.addEventListener("click", () => void replays.control(id, { paused: !shown.paused }));
  step.addEventListener("click", () => void replays.control(id, { step: true }));
  speed.addEventListener("change", () => void replays.control(id, { speed: Number(speed.value) }));
  loop.addEventListener("change", () => void replays.control(id, { loop: loop.checked }));
  stop.addEventListener("click", () => void replays.stop(id));

  const update = (/** @type {Replay} */ replay) => {
    shown = replay;
    row.dataset.state = replay.paused ? "off" : "good";
    setText(pause, replay.paused ? "Play" : "Pause");
    pause.setAttribute("aria-label", `${replay.paused ? "Play" : "Pause"} ${name}`);
    seek.max = String(replay.length_s);
    if (!isChoosing) {
      seek.value = String(replay.position_s);
      tell(replay.position_s);
    }
    showSpeed(speed, replay.speed);
    if (document.activeElement !== loop) loop.checked = replay.loop;
    setText(note, describeReplay(replay));
    note.hidden = note.textContent === "";
  };
  const row = element(
    "li",
    {},
    mark,
    title,
    place,
    stop,
    seek,
    element("span", { class: "controls" }, pause, step, speed, element("label", {}, loop, "Loop")),
    note,
  );
  return { element: row, update };
}

/**
 * @param {HTMLSelectElement} select
 * @param {number} speed
 */
function showSpeed(select, speed) {
  if (select.dataset.shown === String(speed)) return;
  select.dataset.shown = String(speed);
  const all = SPEEDS.includes(speed) ? SPEEDS : [...SPEEDS, speed].sort((a, b) => a - b);
  select.replaceChildren(...all.map((one) => element("option", { value: one }, `${one}×`)));
  select.value = String(speed);
}
