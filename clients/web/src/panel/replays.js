/**
 * Playing recordings, when the bridge has a recorder (plugins/recorder/README.md).
 *
 * Knows: `sys/replays` and /v1/replays. Does not know: elements.
 */

import { RestError } from "./rest.js";

/**
 * @typedef {object} Replay
 * @property {string} id
 * @property {string} recording
 * @property {string} name
 * @property {"playing" | "paused" | "ended" | "failed"} state
 * @property {number} position_s
 * @property {number} length_s
 * @property {number} speed
 * @property {boolean} paused
 * @property {boolean} loop
 * @property {{recorded: string, id: string}[]} devices
 * @property {number} samples
 * @property {{[reason: string]: number}} left_out
 * @property {string} note
 */

/** @typedef {{paused?: boolean, speed?: number, seek_s?: number, step?: boolean, loop?: boolean}} Wish */

const PATH = "/v1/replays";
const SKIP_S = 5;
/** What people expect of a speed control. */
export const SPEEDS = [0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 50];

export class Replays {
  #rest;
  #onChange;
  /** @type {Replay[]} those that run, oldest first */
  running = [];
  fault = "";

  /**
   * @param {import("./rest.js").Rest} rest
   * @param {import("../client.js").BridgeClient} client
   * @param {() => void} onChange
   * @param {(ended: Replay) => void} [onEnd] a replay that was seen running has ended
   */
  constructor(rest, client, onChange, onEnd = () => {}) {
    this.#rest = rest;
    this.#onChange = onChange;
    client.subscribe({ topics: ["sys/replays"] }, ({ value }) => {
      const shown = replaysIn(value);
      const seen = new Set(this.running.map(({ id }) => id));
      this.running = shown.filter(isRunning);
      for (const replay of shown) {
        if (!isRunning(replay) && seen.has(replay.id)) onEnd(replay);
      }
      onChange();
    });
  }

  /** The replay that keys steer: the newest one. */
  get newest() {
    return this.running.at(-1) ?? null;
  }

  /** @param {string} recording its id */
  start(recording) {
    return this.#ask(() => this.#rest.post(PATH, { recording }));
  }

  /**
   * @param {string} id
   * @param {Wish} wish
   */
  control(id, wish) {
    return this.#ask(() => this.#rest.post(`${PATH}/${encodeURIComponent(id)}`, wish));
  }

  /** @param {string} id */
  stop(id) {
    return this.#ask(() => this.#rest.delete(`${PATH}/${encodeURIComponent(id)}`));
  }

  /** Pause the newest replay, or go on with it. */
  async togglePause() {
    const replay = this.newest;
    if (replay !== null) await this.control(replay.id, { paused: !replay.paused });
  }

  /**
   * Go back or forward with the newest replay.
   * @param {number} direction 1 or -1
   */
  async skip(direction) {
    const replay = this.newest;
    if (replay === null) return;
    const place = replay.position_s + direction * SKIP_S;
    await this.control(replay.id, { seek_s: Math.min(Math.max(place, 0), replay.length_s) });
  }

  /** Show the next picture of the newest replay, and stand there. */
  async step() {
    if (this.newest !== null) await this.control(this.newest.id, { step: true });
  }

  /**
   * @param {() => Promise<any>} request
   * @returns {Promise<boolean>} false when it was refused; `fault` says why
   */
  async #ask(request) {
    this.fault = "";
    try {
      this.#take(await request());
    } catch (error) {
      if (!(error instanceof RestError) && !(error instanceof TypeError)) throw error;
      this.fault = error.message;
    }
    this.#onChange();
    return this.fault === "";
  }

  /**
   * Show what the bridge answered at once; the topic says it again within half a second.
   * @param {Replay | null} answer
   */
  #take(answer) {
    if (answer === null || !isRunning(answer)) return;
    const others = this.running.filter(({ id }) => id !== answer.id);
    const isNew = others.length === this.running.length;
    this.running = isNew
      ? [...others, answer]
      : this.running.map((replay) => (replay.id === answer.id ? answer : replay));
  }
}

/** @param {Replay} replay */
function isRunning({ state }) {
  return state === "playing" || state === "paused";
}

/**
 * @param {any} value
 * @returns {Replay[]}
 */
function replaysIn(value) {
  return Array.isArray(value?.replays) ? value.replays : [];
}

/**
 * Return a place in a recording as people read it: `1:05`.
 * @param {number} seconds
 */
export function formatPlace(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const two = (/** @type {number} */ part) => String(part).padStart(2, "0");
  return hours > 0
    ? `${hours}:${two(minutes)}:${two(whole % 60)}`
    : `${minutes}:${two(whole % 60)}`;
}

/**
 * Return what people should know of a replay besides where it stands.
 * @param {Replay} replay
 */
export function describeReplay({ devices, left_out: leftOut, note }) {
  const facts = devices
    .filter(({ recorded, id }) => recorded !== id)
    .map(({ recorded, id }) => `${recorded} is here itself: played as ${id}`);
  const missing = Object.values(leftOut ?? {}).reduce((sum, count) => sum + count, 0);
  if (missing > 0) facts.push(`${missing} left out`);
  if (note) facts.push(note);
  return facts.join(" · ");
}
