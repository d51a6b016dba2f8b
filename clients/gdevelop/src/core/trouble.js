/**
 * Why a game is not connected, in words that say what to do.
 *
 * Knows: what was observed. Does not know: how it was.
 */

import { isLoopback } from "./addresses.js";

/**
 * @typedef {object} Observation
 * @property {import("../../../web/src/client.js").ClientState} state
 * @property {string} address the WebSocket address that was tried
 * @property {string} origin of the page, for people
 * @property {number} code how the last link ended; 0 when none did
 * @property {string} reason
 * @property {{code: string, text: string, hint: string} | null} status the bridge's last word
 * @property {boolean} isMixed the browser refuses plain links to this page
 * @property {boolean} crosses the page is of the open web, the bridge at home
 * @property {import("./permission.js").Permission} permission
 * @property {"somebody" | "nobody" | "unknown"} answers
 * @property {boolean} wasOpen a link has worked before
 * @property {boolean} hasKey
 * @property {import("../../../web/src/pairing.js").PairingState | "none"} pairing
 * @property {string} pairingReason
 * @property {string} pageProtocol
 */

/** @typedef {{kind: string, text: string, remedy: string}} Trouble */

/** @typedef {(seen: Observation) => Trouble | null} Rule */

const WANTS_KEY = 4401;

/** @type {Rule} */
function mixedContent({ isMixed, address }) {
  if (!isMixed) return null;
  return {
    kind: "mixed_content",
    text: `This page came by https, so the browser refuses the plain link to ${hostOf(address)}.`,
    remedy: `Open the game from the bridge itself, http://${hostOf(address)}/games/, or give the bridge a certificate and connect to wss://${hostOf(address)}.`,
  };
}

/** @type {Rule} */
function localNetwork({ crosses, permission, address }) {
  if (!crosses || permission === "granted" || permission === "unknown") return null;
  const isDenied = permission === "denied";
  return {
    kind: "local_network",
    text: `The browser ${isDenied ? "does not let" : "asks before it lets"} this page reach ${hostOf(address)}, which is in your own network.`,
    remedy: isDenied
      ? "Allow “Local network access” in the site's settings (the sign left of the address), then reload."
      : "Choose “Allow” in the browser's question about devices in your local network.",
  };
}

/** @type {Rule} */
function pairing({ pairing: state, pairingReason }) {
  const texts = {
    asking: ["The game asks the bridge to be let in.", ""],
    waiting: [
      "The game waits for approval.",
      "Open the bridge's panel, compare the code, and approve this game.",
    ],
    refused: [
      "The operator of the bridge refused this game.",
      "Ask again when that was a mistake.",
    ],
    expired: [
      "Nobody approved this game in time.",
      "Have the bridge's panel open, then ask again.",
    ],
    failed: [
      `Asking the bridge to be let in failed${pairingReason ? `: ${pairingReason}` : ""}.`,
      "Make a key with gamebridge devices add NAME --role game, and give it in the action “Connect”.",
    ],
  };
  const found = state in texts ? texts[/** @type {keyof typeof texts} */ (state)] : undefined;
  return found ? { kind: `pairing_${state}`, text: found[0], remedy: found[1] } : null;
}

/** @type {Rule} */
function key({ code, status, hasKey }) {
  if (code !== WANTS_KEY) return null;
  const text = hasKey ? "The bridge does not know this game's key." : "The bridge wants a key.";
  const remedy = hasKey
    ? "Remove the old key with “Forget the access”, then ask for access again."
    : "Ask for access, and approve the game in the bridge's panel.";
  return { kind: hasKey ? "wrong_key" : "no_key", text: withStatus(text, status), remedy };
}

/** @type {Rule} */
function refused({ code, status, reason }) {
  const texts = {
    4400: ["The bridge did not understand this game.", "Update the bridge and the extension."],
    4403: ["The bridge does not let this game in.", "Give the game the role “game” in the panel."],
    4409: ["Another game uses the same id.", "Give each game its own key."],
    4426: ["The bridge and this extension are of different versions.", "Update the older one."],
    4429: [
      "The bridge finds this game too fast or too slow.",
      "Read fewer topics, or send less often.",
    ],
    4503: ["The bridge is shutting down.", "Start it again; the game connects by itself."],
  };
  const found = code in texts ? texts[/** @type {keyof typeof texts} */ (code)] : undefined;
  if (found === undefined) return null;
  const text = withStatus(
    found[0],
    status ?? (reason ? { code: "", text: reason, hint: "" } : null),
  );
  return { kind: `closed_${code}`, text, remedy: status?.hint || found[1] };
}

/** @type {Rule} */
function silence({ address, origin, answers, wasOpen, state, pageProtocol }) {
  if (state !== "waiting" && state !== "refused") return null;
  const host = hostOf(address);
  if (wasOpen) {
    return {
      kind: "lost",
      text: `The link to the bridge at ${host} was lost.`,
      remedy: "The game tries again by itself; look whether the bridge still runs.",
    };
  }
  if (answers === "somebody") {
    return {
      kind: "origin",
      text: `Something answers at ${host}, but takes no link from this page (${origin}).`,
      remedy: `If it is the bridge, add "${origin}" to bridge.origins in gamebridge.toml; if not, give the bridge's own address and port.`,
    };
  }
  const isSecurePage = pageProtocol === "https:";
  return {
    kind: "no_bridge",
    text: `No bridge answers at ${host}.`,
    remedy: isLoopback(hostnameOf(address))
      ? `Start one on this machine: gamebridge run, or gamebridge demo to try without hardware.${isSecurePage ? " Safari refuses plain links from https pages: open the game from the bridge there." : ""}`
      : "Look whether it runs with --lan, and whether address, port and firewall are right.",
  };
}

// What explains more comes first.
const RULES = Object.freeze([mixedContent, pairing, key, refused, localNetwork, silence]);

/**
 * Say why there is no connection, or null when nothing is wrong.
 * @param {Observation} seen
 * @returns {Trouble | null}
 */
export function explain(seen) {
  if (seen.state === "open") return null;
  for (const rule of RULES) {
    const trouble = rule(seen);
    if (trouble !== null) return trouble;
  }
  return null;
}

/**
 * @param {string} text
 * @param {{text: string} | null} status
 */
function withStatus(text, status) {
  return status?.text ? `${text} It says: ${status.text.slice(0, 200)}` : text;
}

/** @param {string} address */
function hostOf(address) {
  return new URL(address).host;
}

/** @param {string} address */
function hostnameOf(address) {
  return new URL(address).hostname;
}
