/**
 * What is known of the devices, from their topics.
 *
 * Knows: samples of device topics. Does not know: sockets, elements.
 */

import { note } from "./input_history.js";

/** @typedef {import("../subscription.js").Sample} Sample */

/**
 * @typedef {object} Feature
 * @property {string} name
 * @property {"setting" | "output" | "action" | "input"} kind
 * @property {"int" | "float" | "bool" | "enum" | "none"} type
 * @property {number | null} [minimum]
 * @property {number | null} [maximum]
 * @property {string[]} [choices]
 * @property {any} [default]
 * @property {string} [unit]
 * @property {number} [min_gap_us]
 */

/**
 * @typedef {object} DeviceState
 * @property {string} id
 * @property {string} name
 * @property {boolean} online
 * @property {number} since_us
 * @property {string} transport
 * @property {string} [address]
 * @property {string} [dialect]
 * @property {string} [sdk]
 * @property {number} [epoch]
 * @property {string[]} [topics]
 * @property {Feature[]} [features]
 * @property {string} [reason]
 */

/**
 * @typedef {object} Device
 * @property {string} id
 * @property {DeviceState | null} state null until the bridge has told
 * @property {any} health
 * @property {number} healthUs when it felt so, bridge clock
 * @property {any} clock
 * @property {Map<string, Input>} inputs
 * @property {number} hz pictures a second, as the bridge counts them
 * @property {number} tagHz looks for tags a second, of devices that look themselves too
 */

/**
 * @typedef {object} Input
 * @property {any} value
 * @property {string} unit
 * @property {import("./input_history.js").Moment[]} history of the last seconds
 */

/** @typedef {{level: "info" | "good" | "warning" | "error", source: string, text: string}} Happening */

export class Devices {
  /** @type {Map<string, Device>} */
  #devices = new Map();

  /** All of them: who is here first, then by name. */
  list() {
    return [...this.#devices.values()].sort(
      (a, b) =>
        Number(b.state?.online ?? false) - Number(a.state?.online ?? false) ||
        nameOf(a).localeCompare(nameOf(b)) ||
        a.id.localeCompare(b.id),
    );
  }

  /** @param {string} id */
  find(id) {
    return this.#devices.get(id);
  }

  /**
   * Learn from a sample of `device/{id}/…`.
   * @param {Sample} sample
   * @returns {Happening | null} what a person would want to be told
   */
  learn({ topic, value, capturedUs }) {
    const [root, id, kind, ...rest] = topic.split("/");
    if (root !== "device" || id === undefined) return null;
    const device = this.#known(id);
    if (kind === "health") Object.assign(device, { health: value, healthUs: capturedUs });
    else if (kind === "clock") device.clock = value;
    else if (kind === "input") learnInput(device, rest.join("/"), value, capturedUs);
    else if (kind === "log") return logHappening(id, value);
    else if (kind === "state") return this.#learnState(device, value);
    return null;
  }

  /**
   * @param {Device} device
   * @param {DeviceState} state
   * @returns {Happening | null}
   */
  #learnState(device, state) {
    const before = device.state;
    device.state = state;
    // The id stands beside the text anyway; a name is told only when it says more.
    const name = nameOf(device) === device.id ? "" : `${nameOf(device)} `;
    if (before === null ? state.online : state.online && !before.online) {
      return { level: "good", source: device.id, text: `${name}is here` };
    }
    if (before?.online && !state.online) {
      const why = state.reason ? `: ${state.reason}` : "";
      return { level: "warning", source: device.id, text: `${name}left${why}` };
    }
    if (before !== null && state.epoch !== before.epoch) {
      return { level: "info", source: device.id, text: `${name}came back on a new link` };
    }
    return null;
  }

  /** @param {string} id */
  #known(id) {
    let device = this.#devices.get(id);
    if (device === undefined) {
      device = {
        id,
        state: null,
        health: null,
        healthUs: 0,
        clock: null,
        inputs: new Map(),
        hz: 0,
        tagHz: 0,
      };
      this.#devices.set(id, device);
    }
    return device;
  }

  /**
   * Learn rates from the bridge's list of topics.
   * @param {{topic: string, hz?: number}[]} topics
   */
  learnRates(topics) {
    const rates = new Map(topics.map(({ topic, hz }) => [topic, hz ?? 0]));
    for (const device of this.#devices.values()) {
      device.hz = rates.get(`device/${device.id}/camera/jpeg`) ?? 0;
      device.tagHz = rates.get(`device/${device.id}/tags`) ?? 0;
    }
  }

  /** The bridge started anew: what it knew is gone. */
  clear() {
    this.#devices.clear();
  }
}

/** @param {Device} device */
export function nameOf(device) {
  return device.state?.name || device.id;
}

/**
 * @param {Device} device
 * @param {string} name
 * @param {any} reading
 * @param {number} atUs
 */
function learnInput(device, name, reading, atUs) {
  const history = device.inputs.get(name)?.history ?? [];
  const value = reading?.value;
  note(history, value, atUs);
  device.inputs.set(name, { value, unit: String(reading?.unit ?? ""), history });
}

/**
 * @param {string} id
 * @param {any} line
 * @returns {Happening}
 */
function logHappening(id, line) {
  const level = line?.level === "error" || line?.level === "warning" ? line.level : "info";
  return { level, source: id, text: String(line?.text ?? "") };
}
