/** What the card says about games, and the addresses that it makes. Pure. */

/**
 * @typedef {object} ShownGame a game as everybody may know it
 * @property {string} name
 * @property {string} title
 * @property {string} text
 * @property {string} path
 * @property {string} picture
 * @property {number} width_px
 * @property {number} height_px
 * @property {"" | "landscape" | "portrait"} orientation
 */

/**
 * @typedef {object} KeptGame a game as those who keep the bridge see it
 * @property {string} name
 * @property {string} title
 * @property {string} folder
 * @property {"added" | "settings" | "unpacked"} standing
 * @property {boolean} is_trusted
 * @property {string} fault
 */

/**
 * @typedef {object} CardGame what one row shows
 * @property {string} name
 * @property {string} title
 * @property {string} text
 * @property {string} path
 * @property {string} picture
 * @property {string} address for other machines, or empty
 * @property {KeptGame | null} kept null while it is not known
 */

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * Return where others in the network find the bridge, or "": a page that was opened from
 * there knows it best.
 * @param {{hostname: string, origin: string}} location
 * @param {string[]} addresses what the bridge knows
 */
export function baseForOthers(location, addresses) {
  return LOOPBACK.test(location.hostname) ? (addresses[0] ?? "") : location.origin;
}

/**
 * Return the rows: what can be played, and after it what has gone.
 * @param {ShownGame[]} shown
 * @param {KeptGame[]} kept
 * @param {string} base
 * @returns {CardGame[]}
 */
export function rowsOf(shown, kept, base) {
  const byName = new Map(kept.map((game) => [game.name, game]));
  const playable = shown.map(({ name, title, text, path, picture }) => {
    const address = base && base + path;
    return { name, title, text, path, picture, address, kept: byName.get(name) ?? null };
  });
  const gone = kept.filter(({ fault }) => fault !== "");
  const rest = gone.map((game) => ({
    name: game.name,
    title: game.title,
    text: "",
    path: "",
    picture: "",
    address: "",
    kept: game,
  }));
  return [...playable, ...rest];
}

/** @param {string} name */
export function routeOf(name) {
  return `/v1/games/folders/${encodeURIComponent(name)}`;
}

/** @param {KeptGame} game */
export function describePlace({ standing, folder }) {
  if (standing === "unpacked") return "Unpacked from a .zip";
  return standing === "settings" ? `${folder} (settings file)` : folder;
}

/** @param {boolean} isTrusted */
export function describeTrust(isTrusted) {
  return isTrusted
    ? "Trusted: in this bridge's pages it may do what you may, and save its progress."
    : "In a sandbox on the bridge's own machine: it saves nothing there.";
}

/** @param {KeptGame[]} added */
export function describeAdded(added) {
  const titles = added.map(({ title }) => title).join(", ");
  return `${titles} ${added.length === 1 ? "was" : "were"} added.`;
}
