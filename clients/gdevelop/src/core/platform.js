/**
 * What the page and its browser give to the library; tests and the rendering side replace
 * parts of it by `install`.
 *
 * Knows: globals, each of which may be missing. Does not know: what they are used for.
 */

import { Pairing } from "../../../web/src/pairing.js";
import { openWebSocket, systemClock } from "../../../web/src/system.js";
import { openDecoder } from "./decoder.js";

/**
 * @typedef {object} Page
 * @property {string} protocol `https:`, `http:`, `file:` …; "" outside of browsers
 * @property {string} host with its port
 * @property {string} hostname
 */

/** @typedef {Pick<Storage, "getItem" | "setItem" | "removeItem">} Shelf */

/** @typedef {{state: string, onchange?: ((event: any) => void) | null}} PermissionAnswer */

/**
 * @typedef {new (options: import("../../../web/src/pairing.js").PairingOptions) =>
 *   Pick<Pairing, "start" | "code" | "state" | "reason" | "key" | "on" | "cancel">} PairingClass
 */

/**
 * @typedef {object} Platform
 * @property {import("../../../web/src/system.js").SocketFactory} socketFactory
 * @property {import("../../../web/src/system.js").Clock} clock
 * @property {Shelf | null} storage where keys are kept; null: for this page's life only
 * @property {typeof fetch | null} fetcher
 * @property {() => number} random from 0 up to but not including 1
 * @property {(() => string) | undefined} nonce 32 hexadecimal digits
 * @property {Page} page
 * @property {((name: string) => Promise<PermissionAnswer>) | null} permissions
 * @property {PairingClass} Pairing
 * @property {import("./decoder.js").DecoderFactory} createDecoder
 * @property {boolean} hasVideoDecoder whether H.264 can be decoded here
 * @property {"msgpack" | "json"} encoding
 * @property {() => string} gameName
 * @property {(listener: () => void) => void} onPageHide
 */

/** @returns {Platform} */
export function systemPlatform() {
  return {
    socketFactory: openWebSocket,
    clock: systemClock,
    storage: storageOf(),
    fetcher: typeof fetch === "function" ? (...request) => fetch(...request) : null,
    random: Math.random,
    nonce: undefined,
    page: pageOf(),
    permissions: permissionsOf(),
    Pairing,
    createDecoder: openDecoder,
    hasVideoDecoder: typeof globalThis.VideoDecoder === "function",
    encoding: "msgpack",
    gameName: () => "",
    onPageHide: (listener) => globalThis.addEventListener?.("pagehide", listener),
  };
}

/** @returns {Page} */
function pageOf() {
  const { protocol = "", host = "", hostname = "" } = globalThis.location ?? {};
  return { protocol, host, hostname };
}

/** @returns {Shelf | null} */
function storageOf() {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null; // Pages that may not store anything throw at the mere question.
  }
}

function permissionsOf() {
  const permissions = globalThis.navigator?.permissions;
  if (typeof permissions?.query !== "function") return null;
  return (/** @type {string} */ name) =>
    permissions.query({ name: /** @type {PermissionName} */ (name) });
}
