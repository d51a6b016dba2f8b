/**
 * Where a bridge may be: what a developer typed, and where to look when nothing was typed.
 *
 * Knows: addresses, and which of them a page may reach. Does not know: sockets.
 */

import { webSocketUrl } from "../../../web/src/client.js";

/** @typedef {import("./platform.js").Page} Page */

const DEFAULT_PORT = "8080";
// The number comes first: a name may be looked up as ::1, where a bridge seldom listens.
const LOOPBACK = Object.freeze(["ws://127.0.0.1:8080/v1", "ws://localhost:8080/v1"]);
const SCHEMES = new Set(["ws:", "wss:", "http:", "https:"]);
const MAX_LENGTH = 300;

/**
 * The WebSocket address of what somebody typed: `192.168.1.5`, `box:9000`,
 * `http://box.local:8080` or a whole `ws://…/v1`.
 * @param {string} text
 * @returns {string | null} null when it is no address
 */
export function parseAddress(text) {
  const typed = text.trim();
  if (typed.length > MAX_LENGTH) return null;
  const hasScheme = /^[a-z]+:\/\//i.test(typed);
  try {
    const url = new URL(hasScheme ? typed : `ws://${typed}`);
    if (!SCHEMES.has(url.protocol) || url.hostname === "") return null;
    if (!hasScheme && url.port === "" && !/:80(\/|$)/.test(typed)) url.port = DEFAULT_PORT;
    url.username = url.password = url.search = url.hash = "";
    return webSocketUrl(url.href);
  } catch {
    return null;
  }
}

/**
 * Where to look when no address was given: the page's own host if a bridge serves it, then
 * this machine.
 * @param {Page} page
 * @param {boolean} isServedByBridge
 * @returns {string[]}
 */
export function usualAddresses(page, isServedByBridge) {
  const own = isServedByBridge ? ownAddress(page) : null;
  return own === null ? [...LOOPBACK] : [own, ...LOOPBACK.filter((url) => url !== own)];
}

/**
 * The address of the host that the page came from, or null when it came from none.
 * @param {Page} page
 */
export function ownAddress({ protocol, host }) {
  if ((protocol !== "http:" && protocol !== "https:") || host === "") return null;
  return webSocketUrl(`${protocol}//${host}`);
}

/**
 * The HTTP address of the bridge behind a WebSocket address, without a path.
 * @param {string} socketUrl
 */
export function httpBase(socketUrl) {
  const url = new URL(socketUrl);
  return `${url.protocol === "wss:" ? "https:" : "http:"}//${url.host}`;
}

/**
 * Tell whether an address is on the player's own machine.
 * @param {string} hostname
 */
export function isLoopback(hostname) {
  return (
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    hostname === "[::1]" ||
    /^127(\.\d+){3}$/.test(hostname)
  );
}

/**
 * Tell whether an address is on this machine or in a network at home.
 * @param {string} hostname
 */
export function isLocal(hostname) {
  return (
    isLoopback(hostname) ||
    /^(10|192\.168|169\.254|172\.(1[6-9]|2\d|3[01]))\./.test(hostname) ||
    /^\[f[cde]/.test(hostname) ||
    hostname.endsWith(".local") ||
    !hostname.includes(".")
  );
}

/**
 * Tell whether browsers refuse this address to this page whatever happens: a page that came
 * by https may open plain links to its own machine only.
 * @param {Page} page
 * @param {string} socketUrl
 */
export function isMixedContent(page, socketUrl) {
  const url = new URL(socketUrl);
  return page.protocol === "https:" && url.protocol === "ws:" && !isLoopback(url.hostname);
}

/**
 * Tell whether browsers may ask the player before this page may reach this address: pages
 * of the open web which look into the player's own network.
 * @param {Page} page
 * @param {string} socketUrl
 */
export function crossesIntoLocalNetwork(page, socketUrl) {
  const isPublicPage = /^https?:$/.test(page.protocol) && !isLocal(page.hostname);
  return isPublicPage && isLocal(new URL(socketUrl).hostname);
}
