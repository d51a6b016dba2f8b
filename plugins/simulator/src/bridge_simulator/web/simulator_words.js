/** Which devices are simulated, and what is said of them. Pure. */

/** @typedef {import("/panel/src/panel/devices.js").DeviceState} DeviceState */

/**
 * One simulation inside the bridge, as `x/simulator/simulations` lists it.
 * @typedef {object} Simulation
 * @property {string} id
 * @property {string} scenario
 * @property {string} started_by
 * @property {number} games
 * @property {boolean} is_kept
 */

/**
 * @typedef {object} SimulatedDevice
 * @property {string} id
 * @property {"pad" | "table" | "camera"} kind
 * @property {Simulation | null} simulation null when another program simulates it
 */

const SDK = "gamebridge-simulator/";

/**
 * Return the simulated devices that are here, by id.
 * @param {DeviceState[]} states
 * @param {Simulation[]} simulations
 * @returns {SimulatedDevice[]}
 */
export function rowsOf(states, simulations) {
  return states
    .filter(({ online, sdk }) => online && (sdk ?? "").startsWith(SDK))
    .map((state) => ({
      id: state.id,
      kind: kindOf(state),
      simulation: simulations.find(({ id }) => id === state.id) ?? null,
    }))
    .sort((a, b) => a.id.localeCompare(b.id));
}

/**
 * @param {DeviceState} state
 * @returns {"pad" | "table" | "camera"}
 */
export function kindOf({ features = [] }) {
  const can = (/** @type {string} */ name) =>
    features.some((feature) => feature.kind === "action" && feature.name === name);
  if (can("steer")) return "pad";
  return can("place-tag") ? "table" : "camera";
}

/** @type {{[kind: string]: string}} */
const KINDS = { pad: "game board", table: "tag table", camera: "camera" };

/** @param {SimulatedDevice} device */
export function describeDevice({ kind, simulation }) {
  const what = KINDS[kind];
  if (simulation === null) return `${what}, simulated by another program`;
  const { games, is_kept: isKept, started_by: who } = simulation;
  if (isKept) return `${what}, started by ${who}, until it is stopped`;
  if (games === 0) return `${what}, started by ${who}, which has left: ends in a moment`;
  const others = games === 1 ? "leaves" : `and ${games - 1} more leave`;
  return `${what}, until ${who} ${others}`;
}
