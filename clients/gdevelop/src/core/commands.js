/**
 * Commands to hardware as instructions see them, and which outputs this game has set.
 *
 * Knows: outputs and their safe values. Does not know: calls, links.
 */

import { colorNumber } from "./colors.js";
import { CommandLanes } from "./command_lanes.js";
import { isObject, numberOf } from "./topics.js";

/** @typedef {import("./connection.js").Connection} Connection */
/** @typedef {import("./device_book.js").DeviceBook} DeviceBook */

const MAX_OUTPUTS = 256;
const MAX_ARGS = 32;
const MAX_TEXT = 1024;

export class Commands {
  #book;
  #clock;
  #lanes;
  /** @type {Map<string, () => void>} how to stop what ends a vibration, by lane */
  #ends = new Map();
  /** Outputs that this game has set: lane → device and name. @type {Map<string, [string, string]>} */
  #set = new Map();

  /**
   * @param {Connection} connection
   * @param {DeviceBook} book
   * @param {import("../../../web/src/system.js").Clock} clock
   */
  constructor(connection, book, clock) {
    this.#book = book;
    this.#clock = clock;
    this.#lanes = new CommandLanes(connection, clock);
  }

  frame() {
    this.#lanes.frame();
  }

  /** Send what waits, as far as the bridge has room. */
  flush() {
    this.#lanes.flush();
  }

  /**
   * Set an output or a setting.
   * @param {string} device "" for the first that has it
   * @param {string} name
   * @param {number | string | boolean} value
   */
  send(device, name, value) {
    const plain = outputName(name);
    this.#rememberOutput(device, plain);
    this.#order(device, plain, "set", { [plain]: scalar(value) });
  }

  /**
   * Set an output or a setting, and say whether the device did.
   * @param {string} device
   * @param {string} name
   * @param {number | string | boolean} value
   * @param {number} seconds
   * @returns {Promise<boolean>} false as well when a newer value took its place
   */
  sendAndWait(device, name, value, seconds) {
    this.send(device, name, value);
    return new Promise((resolve) => {
      const limitMs = Math.max(0, Math.min(60, numberOf(seconds))) * 1000;
      const cancel = this.#clock.after(() => resolve(false), limitMs);
      this.#lanes.whenDone(laneKey(device, outputName(name)), (stage) => {
        cancel();
        resolve(stage === "applied");
      });
    });
  }

  /**
   * Call an action, or `set` several values at once.
   * @param {string} device
   * @param {string} method
   * @param {{[name: string]: unknown}} args
   */
  call(device, method, args) {
    const name = outputName(method);
    const entries = isObject(args) ? Object.entries(args).slice(0, MAX_ARGS) : [];
    if (name === "set") for (const [output] of entries) this.#rememberOutput(device, output);
    this.#order(
      device,
      name,
      name,
      Object.fromEntries(entries.map(([key, value]) => [key, scalar(value)])),
    );
  }

  /**
   * Let a device do one of its actions.
   * @param {string} device
   * @param {string} action
   */
  run(device, action) {
    const name = outputName(action);
    this.#order(device, name, name, {});
  }

  /**
   * Light a device's LED: in a colour if it can, else as bright as the colour.
   * @param {string} device
   * @param {string} color `255;0;0`, `#ff0000`
   */
  setLed(device, color) {
    const number = colorNumber(color);
    const led = this.#featureOf(device, "led");
    if (led === undefined || this.#featureOf(device, "led-color") !== undefined) {
      this.send(device, "led-color", number);
      return;
    }
    const brightest = Math.max(number >> 16, (number >> 8) & 255, number & 255);
    const most = led.maximum ?? 255;
    const value = led.type === "bool" ? brightest > 0 : (brightest / 255) * most;
    this.send(device, "led", led.type === "int" ? Math.round(Number(value)) : value);
  }

  /**
   * Shake a device for a while.
   * @param {string} device
   * @param {number} strength from 0 to 1
   * @param {number} seconds
   */
  vibrate(device, strength, seconds) {
    const lane = laneKey(device, "vibration");
    this.#ends.get(lane)?.();
    this.#ends.delete(lane);
    const bounded = Math.max(0, Math.min(1, numberOf(strength)));
    this.send(device, "vibration", bounded);
    if (bounded === 0) return;
    // By the clock and not by frames: a hidden tab has none, and the motor would go on.
    const end = () => {
      this.#ends.delete(lane);
      this.send(device, "vibration", 0);
      this.flush();
    };
    const limitMs = Math.max(0, Math.min(60, numberOf(seconds))) * 1000;
    this.#ends.set(lane, this.#clock.after(end, limitMs));
  }

  /** Set every output that this game has set back to its safe value, at once. */
  stopAllOutputs() {
    for (const cancel of this.#ends.values()) cancel();
    this.#ends.clear();
    const outputs = [...this.#set.values()];
    this.#set.clear();
    for (const [device, name] of outputs) {
      const safe = this.#safeValue(device, name);
      if (safe !== undefined) this.#order(device, name, "set", { [name]: safe });
    }
    this.flush();
  }

  /**
   * @param {string} device
   * @param {string} name what it is asked for by
   * @param {string} method
   * @param {{[name: string]: any}} args
   */
  #order(device, name, method, args) {
    const findTarget = () => this.#targetOf(device, name);
    this.#lanes.put(laneKey(device, name), { device: String(device), method, args, findTarget });
  }

  /**
   * @param {string} device
   * @param {string} name
   */
  #safeValue(device, name) {
    const feature = this.#featureOf(device, name);
    if (feature === undefined || feature.kind !== "output") return undefined;
    // The default is the safe value; an output without one has none to go back to.
    return feature.default ?? undefined;
  }

  /**
   * @param {string} device
   * @param {string} name
   */
  #rememberOutput(device, name) {
    if (this.#set.size < MAX_OUTPUTS) this.#set.set(laneKey(device, name), [device, name]);
  }

  /**
   * @param {string} device
   * @param {string} name
   */
  #featureOf(device, name) {
    const id = this.#targetOf(device, name);
    return this.#book.get(id)?.features.find((feature) => feature.name === name);
  }

  /**
   * The id that is meant; "" names the first device which has the feature.
   * @param {string} device
   * @param {string} name
   */
  #targetOf(device, name) {
    const id = this.#book.resolve(device);
    if (id !== "") return id ?? "";
    const able = this.#book.online.find(({ features }) =>
      features.some((one) => one.name === name),
    );
    return able?.id ?? this.#book.online[0]?.id ?? "";
  }

  /**
   * Whether a device did what it was told since the frame before.
   * @param {string} device
   * @param {string} name
   */
  isApplied(device, name) {
    return this.#lanes.isApplied(laneKey(device, outputName(name)));
  }

  /**
   * Whether a command failed since the frame before.
   * @param {string} device
   * @param {string} name
   */
  isFailed(device, name) {
    return this.#lanes.isFailed(laneKey(device, outputName(name)));
  }

  /**
   * `waiting`, `accepted`, `sent`, `applied`, `rejected`, `expired`, `unknown`, `cancelled`, or
   * "" when nothing was sent.
   * @param {string} device
   * @param {string} name
   */
  state(device, name) {
    return this.#lanes.get(laneKey(device, outputName(name)))?.state ?? "";
  }

  /**
   * Why the last command failed; "" when it did not.
   * @param {string} device
   * @param {string} name
   */
  lastError(device, name) {
    return this.#lanes.get(laneKey(device, outputName(name)))?.error ?? "";
  }

  /** Text of a failure for the overlay; "" when all went well. */
  get trouble() {
    return this.#lanes.trouble;
  }
}

/**
 * @param {string} device
 * @param {string} name
 */
function laneKey(device, name) {
  return `${String(device).trim()}\n${name}`;
}

/** @param {string} name */
function outputName(name) {
  return String(name).trim().toLowerCase().replace(/\s+/g, "-");
}

/**
 * What a command may carry.
 * @param {unknown} value
 */
function scalar(value) {
  if (typeof value === "number") return Number.isFinite(value) ? value : 0;
  if (typeof value === "string") return value.slice(0, MAX_TEXT);
  if (typeof value === "boolean" || value === null) return value;
  return value === undefined ? null : (JSON.stringify(value) ?? "").slice(0, MAX_TEXT);
}
