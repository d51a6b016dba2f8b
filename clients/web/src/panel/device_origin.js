/** By which way a device comes, in which words, and what vouches for it. Pure. */

/** @typedef {import("./devices.js").DeviceState} DeviceState */

const OWN_DIALECT = "gamebridge.v1";
/** @type {{[transport: string]: string}} */
const WAYS = {
  ws: "WebSocket",
  http: "HTTP",
  udp: "UDP",
  pull: "asked by the bridge",
  replay: "played from a recording",
  local: "inside the bridge",
};

/**
 * `way` is for everybody: `s3cam by WebSocket`. `weakness` is what a device of another
 * system lacks, empty for those with a key of their own.
 * @param {DeviceState | null} state
 * @returns {{way: string, weakness: string}}
 */
export function describeOrigin(state) {
  if (state === null) return { way: "", weakness: "" };
  const { transport, dialect = OWN_DIALECT } = state;
  const way = WAYS[transport] ?? transport;
  if (dialect === "" || dialect === OWN_DIALECT) return { way, weakness: "" };
  if (transport === "replay") return { way, weakness: "" };
  if (transport === "local") return { way: `${dialect}, ${way}`, weakness: "" };
  const isPulled = transport === "pull";
  return {
    way: isPulled ? `${dialect}, ${way}` : `${dialect} by ${way}`,
    weakness: isPulled ? "no key: known by its address" : "no key: admitted by network",
  };
}
