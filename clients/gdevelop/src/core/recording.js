/**
 * Recordings and replays, which the bridge makes on the game's wish.
 *
 * Knows: calls to `bridge`, `sys/recordings`, `sys/replays`. Does not know: files.
 */

import { isObject, numberOf } from "./topics.js";

/** @typedef {import("./connection.js").Connection} Connection */
/** @typedef {import("./feed.js").Feed} Feed */
/** @typedef {{[name: string]: unknown}} Row */

const RECORDINGS = "sys/recordings";
const REPLAYS = "sys/replays";
const MAX_TEXT = 200;

export class Recording {
  #connection;
  #feed;
  #nowUs;
  /** @type {string | null} the recording and the replay that this game has started last */
  #recording = null;
  /** @type {string | null} */
  #replay = null;
  #trouble = "";

  /**
   * @param {Connection} connection
   * @param {Feed} feed
   * @param {() => number} nowUs of this frame
   */
  constructor(connection, feed, nowUs) {
    this.#connection = connection;
    this.#feed = feed;
    this.#nowUs = nowUs;
  }

  /** Why the last wish was refused; "" when it was not. */
  get trouble() {
    return this.#trouble;
  }

  /**
   * @param {string} [name] for people
   */
  start(name = "") {
    this.#feed.want(RECORDINGS);
    const title = String(name).trim().slice(0, MAX_TEXT);
    this.#ask(
      "start_recording",
      title === "" ? {} : { name: title },
      (id) => void (this.#recording = id),
    );
  }

  /** End the recording that this game has started. */
  stop() {
    this.#ask("stop_recording", this.#recording === null ? {} : { id: this.#recording });
  }

  /** Whether the recording that this game has started runs. */
  isRecording() {
    if (this.#recording === null) return false;
    return rows(this.#valueOf(RECORDINGS), "recordings").some(
      ({ id, state }) => id === this.#recording && state === "recording",
    );
  }

  /**
   * Mark this moment, so that it is found in recordings.
   * @param {string} label
   */
  mark(label) {
    const { client, welcome } = this.#connection;
    const session = String(welcome?.session ?? "").toLowerCase();
    if (client === null || session === "") return;
    client.publish(`session/${session}/mark`, { text: String(label).slice(0, MAX_TEXT) });
  }

  /**
   * @param {string} [recording] id or name; "" for the newest
   * @param {number} [speed] 1 is as it was
   * @param {boolean} [loop]
   */
  startReplay(recording = "", speed = 1, loop = false) {
    this.#feed.want(REPLAYS);
    const bounded = Math.max(0.1, Math.min(50, numberOf(speed) || 1));
    const args = { recording: String(recording).trim(), speed: bounded, loop: Boolean(loop) };
    this.#ask("start_replay", args, (id) => void (this.#replay = id));
  }

  /** @param {boolean} on */
  pauseReplay(on) {
    this.#control({ paused: Boolean(on) });
  }

  /** @param {number} seconds from the beginning */
  seekReplay(seconds) {
    this.#control({ seek_s: Math.max(0, numberOf(seconds)) });
  }

  /** @param {{[name: string]: unknown}} args */
  #control(args) {
    this.#ask("control_replay", this.#replay === null ? args : { id: this.#replay, ...args });
  }

  /** End the replays that this game has started. */
  stopReplay() {
    this.#ask("stop_replay", {});
    this.#replay = null;
  }

  /** Whether a replay plays or pauses: this game's own if it has started one. */
  isReplaying() {
    return this.#running() !== undefined;
  }

  /** How far the replay is; 0 when there is none. */
  replayPositionS() {
    const replay = this.#running();
    if (replay === undefined) return 0;
    const position = numberOf(replay.position_s);
    if (replay.paused === true) return position;
    const fact = this.#feed.get(REPLAYS);
    const passedS = Math.max(0, (this.#nowUs() - (fact?.sample.capturedUs ?? 0)) / 1e6);
    // The bridge says it now and then; in between it goes on.
    return Math.min(numberOf(replay.length_s), position + passedS * numberOf(replay.speed));
  }

  /** @returns {Row | undefined} */
  #running() {
    return rows(this.#valueOf(REPLAYS), "replays").find(
      ({ id, state }) =>
        (state === "playing" || state === "paused") &&
        (this.#replay === null || id === this.#replay),
    );
  }

  /** @param {string} topic */
  #valueOf(topic) {
    this.#feed.want(topic);
    return this.#connection.isConnected() ? this.#feed.get(topic)?.sample.value : undefined;
  }

  /**
   * @param {string} method
   * @param {{[name: string]: unknown}} args
   * @param {(id: string) => void} [onDone]
   */
  #ask(method, args, onDone) {
    void this.#connection.call("bridge", method, args).then(({ stage, value, text, code }) => {
      const isDone = stage === "applied";
      this.#trouble = isDone ? "" : `${method.replace("_", " ")}: ${text || code}`;
      if (isDone && typeof value === "string") onDone?.(value);
    });
  }
}

/**
 * The rows of a list in a value.
 * @param {unknown} value
 * @param {string} name
 * @returns {Row[]}
 */
export function rows(value, name) {
  const list = isObject(value) ? value[name] : undefined;
  return Array.isArray(list) ? list.filter(isObject) : [];
}
