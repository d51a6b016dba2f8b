/**
 * Asking a bridge to be let in (docs/protocol.md §10.1): this side shows six digits, a person
 * compares them with those in the panel, and both sides have a key that never travelled.
 *
 * Knows: the order of steps. Does not know: pages, where the key is kept, links.
 */

import {
  NONCE_BYTES,
  PUBLIC_KEY_BYTES,
  bytesFromHex,
  codeOf,
  commitmentOf,
  keyOf,
  transcriptOf,
} from "./pairing_words.js";
import { hexOf } from "./proof.js";
import { systemClock } from "./system.js";
import { publicKeyOf, sharedSecret } from "./x25519.js";

// A person looks at the page and wonders; a second is not long, and 120 requests are few.
const POLL_MS = 1000;
const PAIRING_BYTES = 16;
const ID = /^[a-z0-9_-]{1,32}$/;

/**
 * `asking` until there is a code, `waiting` for a person; the others are ends. `expired`
 * is nobody's fault: `start` asks again.
 * @typedef {"asking" | "waiting" | "approved" | "refused" | "expired" | "failed"} PairingState
 */

/**
 * @typedef {object} PairingOptions
 * @property {string} base address of the bridge, `ws://host:port` or `http://host:port`
 * @property {"game" | "viewer" | "device"} [role]
 * @property {string} id 1 to 32 of a-z, 0-9, `_` and `-`
 * @property {string} name for people: letters, digits, spaces, `_`, `.` and `-`
 * @property {typeof fetch} [fetcher]
 * @property {(bytes: Uint8Array<ArrayBuffer>) => unknown} [random] fills bytes that nobody can guess
 * @property {import("./system.js").Clock} [clock]
 */

/**
 * What this side keeps to itself until it is over.
 * @typedef {object} Secrets
 * @property {Uint8Array} privateKey
 * @property {import("./pairing_words.js").Half} half
 */

/** What the bridge, or the way to it, said no with. */
class Refused extends Error {
  /**
   * @param {PairingState} state how the pairing ends
   * @param {string} text
   */
  constructor(state, text) {
    super(text);
    this.state = state;
  }
}

/** There was no answer at all. */
class Unreached extends Error {}

export class Pairing {
  #base;
  #wish;
  #fetch;
  #random;
  #clock;
  /** @type {Set<(pairing: Pairing) => void>} */
  #listeners = new Set();
  #pairing = "";
  /** Counts starts and ends, so that answers to an earlier one change nothing. */
  #turn = 0;
  #endsUs = 0;
  #cancelPoll = () => {};
  /** @type {Uint8Array} */
  #shared = new Uint8Array(0);
  /** @type {Uint8Array} */
  #transcript = new Uint8Array(0);
  /** @type {PairingState} */
  state = "asking";
  /** Why it ended, for people; empty while it goes on and when it went well. */
  reason = "";
  /** The six digits as people compare them, once there are any. */
  code = "";
  /** @type {string | null} the key, once a person has allowed it */
  key = null;
  /** Whom the bridge knows this peer as: what was asked for, or what a person granted. */
  id;
  role;

  /** @param {PairingOptions} options */
  constructor({
    base,
    role = "game",
    id,
    name,
    fetcher = (...words) => fetch(...words),
    random = (bytes) => crypto.getRandomValues(bytes),
    clock = systemClock,
  }) {
    const url = new URL(base);
    url.protocol = { "ws:": "http:", "wss:": "https:" }[url.protocol] ?? url.protocol;
    this.#base = url.origin;
    this.#wish = { role, id, name };
    this.#fetch = fetcher;
    this.#random = random;
    this.#clock = clock;
    this.id = id;
    this.role = /** @type {string} */ (role);
  }

  /**
   * Hear of every change. Returns how to stop.
   * @param {(pairing: Pairing) => void} listener
   */
  on(listener) {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /**
   * Ask; done when there is a code to show, or when it did not work. May be called again
   * after an end, and then asks anew. Never rejected: `state` and `reason` say it.
   */
  async start() {
    this.#forget();
    const turn = this.#turn;
    Object.assign(this, { reason: "", code: "", key: null, ...this.#wish });
    this.#enter("asking");
    try {
      await this.#ask(turn);
    } catch (error) {
      if (turn === this.#turn) this.#give(error);
    }
  }

  /** Do not want it any more. The person who is asked sees it go. */
  cancel() {
    const isOpen = this.state === "asking" || this.state === "waiting";
    const pairing = this.#pairing;
    this.#forget();
    if (!isOpen) return;
    if (pairing) this.#send("DELETE", `/${pairing}`).catch(() => {});
    this.#end("failed", "cancelled");
  }

  #forget() {
    this.#turn++;
    this.#cancelPoll();
    this.#pairing = "";
    this.#shared = this.#transcript = new Uint8Array(0);
  }

  /** @param {number} turn */
  async #ask(turn) {
    const secrets = this.#draw();
    const opened = await this.#send("POST", "", {
      ...this.#wish,
      commitment: hexOf(commitmentOf(secrets.half)),
    });
    if (turn !== this.#turn) {
      // Cancelled meanwhile: nobody shall be asked.
      this.#send("DELETE", `/${opened.pairing}`).catch(() => {});
      return;
    }
    const agreed = this.#agree(opened, secrets);
    await this.#send("POST", `/${this.#pairing}/reveal`, {
      public_key: hexOf(secrets.half.publicKey),
      nonce: hexOf(secrets.half.nonce),
    });
    if (turn !== this.#turn) return;
    this.#shared = agreed.shared;
    this.#transcript = agreed.transcript;
    this.code = codeOf(agreed.transcript);
    this.#pollLater();
    this.#enter("waiting");
  }

  /** @returns {Secrets} */
  #draw() {
    const privateKey = new Uint8Array(PUBLIC_KEY_BYTES);
    const nonce = new Uint8Array(NONCE_BYTES);
    this.#random(privateKey);
    this.#random(nonce);
    return { privateKey, half: { publicKey: publicKeyOf(privateKey), nonce } };
  }

  /**
   * @param {any} opened the bridge's half
   * @param {Secrets} secrets
   */
  #agree(opened, { privateKey, half }) {
    const publicKey = bytesFromHex(opened.public_key, PUBLIC_KEY_BYTES);
    const nonce = bytesFromHex(opened.nonce, NONCE_BYTES);
    const lastsMs = opened.expires_in_ms;
    if (!publicKey || !nonce || !bytesFromHex(opened.pairing, PAIRING_BYTES) || !(lastsMs > 0)) {
      throw new Refused("failed", `What answers at ${this.#base} does not pair as a bridge does.`);
    }
    this.#pairing = opened.pairing;
    this.#endsUs = this.#clock.nowUs() + lastsMs * 1000;
    const { role, id } = this.#wish;
    const bridge = { publicKey, nonce };
    const transcript = transcriptOf({ role, id, pairing: opened.pairing, peer: half, bridge });
    try {
      return { shared: sharedSecret(privateKey, publicKey), transcript };
    } catch {
      throw new Refused("failed", "The bridge's public key gives no secret: it is no bridge.");
    }
  }

  #pollLater() {
    this.#cancelPoll = this.#clock.after(() => void this.#poll(this.#turn), POLL_MS);
  }

  /** @param {number} turn */
  async #poll(turn) {
    try {
      const status = await this.#send("GET", `/${this.#pairing}`);
      if (turn === this.#turn) this.#learn(status);
    } catch (error) {
      if (turn !== this.#turn) return;
      // The Wi-Fi may be back before the two minutes are over.
      const isLate = this.#clock.nowUs() >= this.#endsUs;
      if (error instanceof Unreached && !isLate) this.#pollLater();
      else if (error instanceof Unreached) this.#end("expired", "Nobody answered in time.");
      else this.#give(error);
    }
  }

  /** @param {any} status */
  #learn({ state, id, role }) {
    switch (state) {
      case "waiting":
        this.#pollLater();
        break;
      case "approved":
        this.#take(String(id), String(role ?? this.#wish.role));
        break;
      case "refused":
        this.#end("refused", "It was refused at the bridge.");
        break;
      default:
        this.#end("expired", "Nobody answered in time.");
    }
  }

  /**
   * @param {string} id
   * @param {string} role
   */
  #take(id, role) {
    if (!ID.test(id)) {
      this.#end("failed", "The bridge granted a name that is none.");
      return;
    }
    this.id = id;
    this.role = role;
    const outcome = { role: this.#wish.role, id, shared: this.#shared };
    this.key = keyOf({ ...outcome, transcript: this.#transcript });
    this.#end("approved", "");
  }

  /** @param {unknown} error */
  #give(error) {
    if (error instanceof Refused) this.#end(error.state, error.message);
    else if (error instanceof Unreached) this.#end("failed", error.message);
    else throw error;
  }

  /**
   * @param {PairingState} state
   * @param {string} reason
   */
  #end(state, reason) {
    this.#forget();
    this.reason = reason;
    this.#enter(state);
  }

  /** @param {PairingState} state */
  #enter(state) {
    this.state = state;
    for (const listener of this.#listeners) listener(this);
  }

  /**
   * @param {string} method
   * @param {string} path below /v1/pairing
   * @param {object} [body]
   * @returns {Promise<any>}
   */
  async #send(method, path, body) {
    /** @type {RequestInit} */
    const request = { method, cache: "no-store", credentials: "omit" };
    if (body) {
      request.headers = { "Content-Type": "application/json" };
      request.body = JSON.stringify(body);
    }
    let answer;
    try {
      answer = await this.#fetch(`${this.#base}/v1/pairing${path}`, request);
    } catch {
      throw new Unreached(
        `No answer from ${this.#base}. Is the bridge running, and may this page reach the ` +
          "local network? Browsers ask for that beside the address bar.",
      );
    }
    const told = await answer.json().catch(() => null);
    if (answer.ok) return told ?? {};
    throw this.#explain(answer, told);
  }

  /**
   * @param {Response} answer
   * @param {any} told
   */
  #explain(answer, told) {
    const text = [told?.text || answer.statusText, told?.hint].filter(Boolean).join(": ");
    if (told?.code === "no_such_pairing") {
      return new Refused("expired", "The bridge has forgotten this request: it was started anew.");
    }
    if (told?.code === "expired") return new Refused("expired", "Nobody answered in time.");
    if (answer.status === 404) {
      return new Refused("failed", `What answers at ${this.#base} gives no keys by pairing.`);
    }
    const wait = answer.headers.get("Retry-After");
    return new Refused("failed", wait ? `${text}. Try again in ${wait} s.` : text);
  }
}
