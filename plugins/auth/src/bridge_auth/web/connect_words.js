/**
 * What the card says about who asks and who has a key. Pure.
 */

/**
 * Somebody who waits for an answer (GET /v1/pairings).
 * @typedef {object} WaitingPeer
 * @property {string} pairing
 * @property {"game" | "viewer" | "device"} role
 * @property {string} id
 * @property {string} name
 * @property {string} address
 * @property {string} code
 * @property {number} expires_in_ms
 */

/**
 * Somebody with a key (GET /v1/keys).
 * @typedef {{id: string, name: string, role: string, created_s: number, last_seen_s: number, last_address: string}} KeyOwner
 */

/**
 * A way in (GET /v1/addresses).
 * @typedef {{game: string, page: string, reach: "machine" | "network"}} GameAddress
 */

/** @type {{[role: string]: string}} */
const WISHES = {
  game: "wants to play",
  viewer: "wants to watch",
  device: "wants to join as a device",
};

/** @type {{[role: string]: string}} */
const MAY = {
  game: "plays and steers devices",
  viewer: "watches",
  device: "is a device",
  operator: "runs the bridge",
  admin: "does everything",
};

/** Keys that open the bridge itself are taken away where they were made. */
const BY_TERMINAL = new Set(["operator", "admin"]);

/** @param {WaitingPeer} peer */
export function wishOf({ role }) {
  return WISHES[role] ?? `wants to join as ${role}`;
}

/** @param {WaitingPeer} peer */
export function noteOf({ address, expires_in_ms: leftMs }) {
  const seconds = Math.max(0, Math.ceil(leftMs / 1000));
  return `from ${address}, ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} left`;
}

/**
 * Say what stands above everything else; the bridge's own health says it in the same words.
 * @param {WaitingPeer} peer
 */
export function attentionOf({ role, name, address, code }) {
  return {
    text: `the ${role} ${name} (${address}) asks to join and shows the code ${code}`,
    remedy: "allow it if it shows the same code, or refuse it",
  };
}

/**
 * Tell whether the bridge's health says of somebody what `attentionOf` says.
 * @param {string} text
 */
export function isAttention(text) {
  return text.includes(" asks to join and shows the code ");
}

/** @param {WaitingPeer} peer */
export function toastOf({ name, code }) {
  return `${name} asks to join and shows ${code}`;
}

/**
 * Return the page's title with a mark for those who wait.
 * @param {string} title
 * @param {number} count
 */
export function markedTitle(title, count) {
  const plain = title.replace(/^\(\d+\) /, "");
  return count > 0 ? `(${count}) ${plain}` : plain;
}

/** @param {KeyOwner} owner */
export function mayOf({ role }) {
  return MAY[role] ?? role;
}

/** @param {KeyOwner} owner */
export function isRevocable({ role }) {
  return !BY_TERMINAL.has(role);
}

/**
 * @param {KeyOwner} owner
 * @param {number} nowS seconds since 1970
 */
export function seenOf({ last_seen_s: seenS, last_address: address }, nowS) {
  if (seenS === 0) return "not used yet";
  return `last came ${agoOf(Math.max(0, nowS - seenS))}${address ? ` from ${address}` : ""}`;
}

/** @param {number} seconds */
function agoOf(seconds) {
  for (const [length, word] of /** @type {const} */ ([
    [86_400, "day"],
    [3600, "hour"],
    [60, "minute"],
  ])) {
    const count = Math.floor(seconds / length);
    if (count > 0) return `${count} ${word}${count === 1 ? "" : "s"} ago`;
  }
  return "just now";
}
