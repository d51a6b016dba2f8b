/**
 * Simulated boards, which the bridge plays when there is no hardware.
 *
 * Knows: calls to `bridge`, `x/simulator/simulations`. Does not know: boards.
 */

import { rows } from "./recording.js";
import { numberOf } from "./topics.js";

/** @typedef {import("./connection.js").Connection} Connection */
/** @typedef {import("./feed.js").Feed} Feed */

const SIMULATIONS = "x/simulator/simulations";
const MAX_STARTED = 64;

export class Simulation {
  #connection;
  #feed;
  #devices;
  /** @type {Map<string, string>} name of the scenario → id of the device */
  #started = new Map();
  #trouble = "";

  /**
   * @param {Connection} connection
   * @param {Feed} feed
   * @param {import("./device_book.js").DeviceBook} devices
   */
  constructor(connection, feed, devices) {
    this.#connection = connection;
    this.#feed = feed;
    this.#devices = devices;
  }

  /** Why the last wish was refused; "" when it was not. */
  get trouble() {
    return this.#trouble;
  }

  /** @param {string} name of a scenario */
  start(name) {
    this.#feed.want(SIMULATIONS);
    const scenario = String(name).trim();
    void this.#ask("start_simulation", { name: scenario }).then((id) => {
      if (id !== null && this.#started.size < MAX_STARTED) this.#started.set(scenario, id);
    });
  }

  /** @param {string} name of a scenario, or id of a simulated device */
  stop(name) {
    const scenario = String(name).trim();
    const id = this.#started.get(scenario) ?? this.#rowOf(scenario)?.id ?? scenario;
    this.#started.delete(scenario);
    void this.#ask("stop_simulation", { id: String(id) });
  }

  /** @param {string} name of a scenario, or id of a simulated device */
  isRunning(name) {
    const scenario = String(name).trim();
    return this.#rowOf(this.#started.get(scenario) ?? scenario) !== undefined;
  }

  /** @param {string} name */
  #rowOf(name) {
    this.#feed.want(SIMULATIONS);
    const value = this.#connection.isConnected() ? this.#feed.get(SIMULATIONS)?.sample.value : null;
    return rows(value, "simulations").find((row) => row.id === name || row.scenario === name);
  }

  /**
   * @param {string} device
   * @param {string} input
   * @param {unknown} value
   */
  setInput(device, input, value) {
    const plain = typeof value === "boolean" || typeof value === "string" ? value : numberOf(value);
    const args = {
      device: this.#devices.resolve(device) ?? "",
      input: String(input).trim(),
      value: plain,
    };
    void this.#ask("set_simulated_input", args);
  }

  /**
   * @param {string} device
   * @param {number} id
   * @param {number} x from 0 to 1 in the picture
   * @param {number} y from 0 to 1 in the picture
   * @param {number} angleDeg clockwise
   */
  placeTag(device, id, x, y, angleDeg) {
    void this.#ask("place_simulated_tag", {
      device: this.#devices.resolve(device) ?? "",
      tag_id: Math.round(numberOf(id)),
      x: numberOf(x),
      y: numberOf(y),
      turn: (numberOf(angleDeg) * Math.PI) / 180,
    });
  }

  /**
   * @param {string} method
   * @param {{[name: string]: unknown}} args
   * @returns {Promise<string | null>} the value, or null when it was refused
   */
  async #ask(method, args) {
    const { stage, value, text, code } = await this.#connection.call("bridge", method, args);
    const isDone = stage === "applied";
    this.#trouble = isDone ? "" : `${method.replaceAll("_", " ")}: ${text || code}`;
    return isDone ? String(value) : null;
  }
}
