/**
 * Which address to try next.
 *
 * Knows: a list of addresses, and whether one was right. Does not know: links.
 */

import { httpBase, ownAddress, parseAddress, usualAddresses } from "./addresses.js";

/** @typedef {import("./platform.js").Platform} Platform */

export class AddressFinder {
  #candidates;
  #tried = -1;
  #isFound = false;

  /** @param {readonly string[]} candidates at least one */
  constructor(candidates) {
    this.#candidates = candidates;
  }

  /** The address of the next link: the one that was right, or each in turn. */
  next() {
    if (!this.#isFound) this.#tried = (this.#tried + 1) % this.#candidates.length;
    return this.current;
  }

  /** The address that was tried last. */
  get current() {
    return this.#candidates[Math.max(0, this.#tried)];
  }

  /** Whether all addresses were tried at least once. */
  get isRoundDone() {
    return this.#isFound || this.#tried === this.#candidates.length - 1;
  }

  /** A bridge answered here. */
  settle() {
    this.#isFound = true;
  }
}

/**
 * Where to look for what was typed, or null when that is no address.
 * @param {string} typed "" for the usual places
 * @param {Platform} platform
 * @returns {string[] | null | Promise<string[]>} a promise when the page's host has to be asked
 */
export function findCandidates(typed, platform) {
  if (typed.trim() !== "") {
    const address = parseAddress(typed);
    return address === null ? null : [address];
  }
  const { page, fetcher } = platform;
  const own = ownAddress(page);
  if (own === null || fetcher === null) return usualAddresses(page, false);
  return isBridge(own, fetcher).then((isServed) => usualAddresses(page, isServed));
}

/**
 * Ask the host of this page whether it is a bridge.
 * @param {string} address
 * @param {typeof fetch} fetcher
 */
async function isBridge(address, fetcher) {
  try {
    const answer = await fetcher(`${httpBase(address)}/healthz`, { cache: "no-store" });
    const health = await answer.json();
    return ["ok", "warning", "error", "draining"].includes(health?.status);
  } catch {
    return false; // Any other web server: an error page, or nothing.
  }
}

/**
 * Tell whether anybody answers at an address, readable or not: the difference between "no
 * bridge runs there" and "it does not want this page".
 * @param {string} address
 * @param {typeof fetch | null} fetcher
 * @returns {Promise<"somebody" | "nobody" | "unknown">}
 */
export async function whoAnswers(address, fetcher) {
  if (fetcher === null) return "unknown";
  try {
    await fetcher(`${httpBase(address)}/healthz`, { cache: "no-store", mode: "no-cors" });
    return "somebody";
  } catch {
    return "nobody";
  }
}
