/**
 * How a game gets in where a key is wanted: the keys that it has, and asking for one.
 *
 * Knows: pairings, keys. Does not know: links. A key is kept per bridge, in the browser's
 * storage, so that a player is let in once.
 */

import { isChunk } from "./topics.js";

/** @typedef {import("./platform.js").Platform} Platform */
/** @typedef {import("../../../web/src/pairing.js").PairingState} PairingState */

const KEY = /^gbs1_([a-z0-9_-]{1,32})_[A-Za-z0-9_-]{43}_[A-Za-z0-9_-]{4}$/;
const SHELF = "gamebridge";
// An operator has two minutes each time; after an hour nobody is there to approve.
const MAX_ASKS = 30;

/**
 * The id that a key is for, or null when it is no key of a game.
 * @param {string} key
 */
export function idOfKey(key) {
  return KEY.exec(key)?.[1] ?? null;
}

export class Access {
  #platform;
  #onKey;
  /** @type {Map<string, string>} for pages that may not store anything */
  #kept = new Map();
  /** @type {InstanceType<import("./platform.js").PairingClass> | null} */
  #pairing = null;
  #asks = 0;

  /**
   * @param {Platform} platform
   * @param {(key: string) => void} onKey a bridge has let this game in
   */
  constructor(platform, onKey) {
    this.#platform = platform;
    this.#onKey = onKey;
  }

  /** @returns {PairingState | "none"} */
  get state() {
    return this.#pairing?.state ?? "none";
  }

  get isWaiting() {
    return this.state === "waiting" || this.state === "asking";
  }

  /** The six digits that the operator compares; "" when nobody is asked. */
  get code() {
    return this.state === "waiting" ? (this.#pairing?.code ?? "") : "";
  }

  get reason() {
    return this.#pairing?.reason ?? "";
  }

  /**
   * The key for a bridge, or undefined.
   * @param {string} base
   */
  keyFor(base) {
    const key = this.#read(`key ${base}`);
    return key !== null && idOfKey(key) !== null ? key : undefined;
  }

  /**
   * The id that this game asks for: the same at every visit.
   */
  gameId() {
    const known = this.#read("id");
    if (known !== null && isChunk(known)) return known;
    const digits = Math.floor(this.#platform.random() * 36 ** 6).toString(36);
    const id = `game-${digits.padStart(6, "0")}`;
    this.#write("id", id);
    return id;
  }

  /**
   * Ask a bridge for a key. Whoever watches the bridge's panel approves or refuses.
   * @param {string} base
   * @param {string} name of the game
   */
  ask(base, name) {
    const { Pairing, fetcher, clock } = this.#platform;
    if (this.isWaiting) return;
    this.cancel();
    const options = { base, role: /** @type {const} */ ("game"), id: this.gameId(), name, clock };
    const pairing = new Pairing(fetcher === null ? options : { ...options, fetcher });
    this.#pairing = pairing;
    this.#asks++;
    pairing.on(() => this.#learn(pairing, base, name));
    // A failure is a state of the pairing; a promise that breaks is one as well.
    void Promise.resolve(pairing.start()).catch(() => {});
  }

  /**
   * @param {InstanceType<import("./platform.js").PairingClass>} pairing
   * @param {string} base
   * @param {string} name
   */
  #learn(pairing, base, name) {
    if (pairing !== this.#pairing) return;
    if (pairing.state === "approved" && pairing.key !== null) {
      const { key } = pairing;
      this.#pairing = null;
      this.#asks = 0;
      this.#write(`key ${base}`, key);
      this.#onKey(key);
    } else if (pairing.state === "expired" && this.#asks < MAX_ASKS) {
      this.ask(base, name);
    }
  }

  /** Stop asking. */
  cancel() {
    const pairing = this.#pairing;
    this.#pairing = null;
    pairing?.cancel();
  }

  /**
   * Throw the key of a bridge away.
   * @param {string} base
   */
  forget(base) {
    this.#write(`key ${base}`, null);
  }

  /** @param {string} name */
  #read(name) {
    try {
      const stored = this.#platform.storage?.getItem(`${SHELF} ${name}`);
      if (typeof stored === "string") return stored;
    } catch {
      // Storage that may not be used: what was kept here is all there is.
    }
    return this.#kept.get(name) ?? null;
  }

  /**
   * @param {string} name
   * @param {string | null} text
   */
  #write(name, text) {
    if (text === null) this.#kept.delete(name);
    else this.#kept.set(name, text);
    try {
      if (text === null) this.#platform.storage?.removeItem(`${SHELF} ${name}`);
      else this.#platform.storage?.setItem(`${SHELF} ${name}`, text);
    } catch {
      // Full or forbidden: it lives as long as the page does.
    }
  }
}
