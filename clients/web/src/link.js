/**
 * One link, from opening the socket to its end: hello, proof, welcome, time, messages.
 *
 * Knows: the order of messages at the start of a session (docs/protocol.md §4, §5).
 * Does not know: reconnecting, subscriptions, calls; those outlive a link.
 */

import { ClockOffset } from "./clock.js";
import { checkControl } from "./control.js";
import { RemoteProtocolError } from "./errors.js";
import { clientProof, linkAuthMessage, newNonce, serverProof } from "./proof.js";
import { SUBPROTOCOLS, decodeMessage, encodeControl } from "./wire.js";

// §5: five exchanges before other traffic, then at least one every 30 s. The first few
// come quickly because a drift can only be fitted through four of them.
const OPENING_EXCHANGES = 5;
const EARLY_SYNC_MS = 2000;
const EARLY_EXCHANGES = 10;
const SYNC_MS = 10_000;
// §3.5 asks for at least 20 s; a hidden tab's timers run once a minute at worst, so a
// link is only given up when a sync of this one stayed unanswered.
const SILENCE_MS = 20_000;
const WELCOME_MS = 15_000;

/** @typedef {import("./wire.js").ControlMessage} ControlMessage */
/** @typedef {import("./wire.js").WireSample} WireSample */

/**
 * @typedef {object} Identity
 * @property {"device" | "game" | "viewer" | "operator" | "admin"} role
 * @property {string} id
 * @property {string} [name]
 * @property {string} [key] proven, never sent
 * @property {string} sdk
 */

/**
 * @typedef {object} LinkEvents
 * @property {() => void} onProving
 * @property {(welcome: ControlMessage) => void} onWelcome before the first exchange of time
 * @property {() => void} onReady the clock is known; other traffic may begin
 * @property {(message: ControlMessage) => void} onControl
 * @property {(samples: WireSample[], arrivedUs: number) => void} onSamples
 * @property {(code: string) => void} onFault the bridge broke the protocol
 * @property {(end: {code: number, reason: string, wasReady: boolean}) => void} onEnd called once
 */

/**
 * @typedef {object} LinkOptions
 * @property {string} url
 * @property {"msgpack" | "json"} encoding
 * @property {Identity} identity
 * @property {import("./system.js").SocketFactory} socketFactory
 * @property {import("./system.js").Clock} clock
 * @property {ClockOffset} offset
 * @property {LinkEvents} events
 * @property {() => string} [nonce]
 */

export class Link {
  #identity;
  #clock;
  #offset;
  #events;
  #socket;
  #newNonce;
  #nonce = "";
  /** @type {Uint8Array | null} */
  #authMessage = null;
  #isWelcome = false;
  #isReady = false;
  #isEnded = false;
  #exchanges = 0;
  #openSyncUs = -1;
  #roundTripUs = 0;
  #cancelTimer = () => {};

  /** @param {LinkOptions} options */
  constructor({ url, encoding, identity, socketFactory, clock, offset, events, nonce }) {
    this.#newNonce = nonce ?? newNonce;
    this.#identity = identity;
    this.#clock = clock;
    this.#offset = offset;
    this.#events = events;
    this.#socket = socketFactory(url, [SUBPROTOCOLS[encoding]]);
    this.#socket.onopen = () => this.#sayHello();
    this.#socket.onmessage = (event) => this.#receive(event.data);
    this.#socket.onclose = (event) => this.#end(event.code, event.reason);
    this.#socket.onerror = () => {}; // A close event with the reason always follows.
    this.#expect(WELCOME_MS, "no welcome");
  }

  /** How long the last exchange took, 0 before the first. */
  get roundTripUs() {
    return this.#roundTripUs;
  }

  /** Bytes that the socket has taken but not sent. */
  get bufferedBytes() {
    return this.#socket.bufferedAmount;
  }

  /**
   * Send a control message.
   * @param {ControlMessage} message
   */
  send(message) {
    this.#socket.send(encodeControl(message));
  }

  /**
   * Send what is encoded already.
   * @param {string | Uint8Array} data
   */
  sendEncoded(data) {
    this.#socket.send(data);
  }

  /**
   * End the link from this side.
   * @param {number} [code]
   * @param {string} [reason]
   */
  close(code = 1000, reason = "") {
    this.#socket.close(code, reason);
    // A browser waits up to a minute for the other side's close; nobody here has to.
    this.#end(code, reason);
  }

  #sayHello() {
    const { role, id, name, key, sdk } = this.#identity;
    if (key !== undefined) this.#nonce = this.#newNonce();
    const nonce = this.#nonce || undefined;
    this.send({ op: "hello", role, id, name, nonce, sdk });
  }

  /** @param {string | ArrayBuffer} data */
  #receive(data) {
    const arrivedUs = this.#clock.nowUs();
    try {
      const message = decodeMessage(typeof data === "string" ? data : new Uint8Array(data));
      if ("samples" in message) this.#events.onSamples(message.samples, arrivedUs);
      else this.#obey(message.control, arrivedUs);
    } catch (error) {
      if (!(error instanceof RemoteProtocolError)) throw error;
      this.#events.onFault(error.code);
      if (error.closeCode !== null) this.close(error.closeCode, error.message.slice(0, 100));
    }
  }

  /**
   * @param {ControlMessage} message
   * @param {number} arrivedUs
   */
  #obey(message, arrivedUs) {
    checkControl(message);
    switch (message.op) {
      case "challenge":
        this.#prove(message);
        break;
      case "welcome":
        this.#enter(message);
        break;
      case "sync":
        this.#learnTime(message, arrivedUs);
        break;
      default:
        this.#events.onControl(message);
    }
  }

  /** @param {ControlMessage} challenge */
  #prove(challenge) {
    const { role, id, key } = this.#identity;
    if (key === undefined || this.#authMessage !== null || this.#isWelcome) {
      throw new RemoteProtocolError("out_of_turn", "a challenge that nobody asked for");
    }
    if (challenge.method !== "scram-sha-256") {
      throw new RemoteProtocolError("unauthorized", `method ${challenge.method}`, 4401);
    }
    this.#events.onProving();
    this.#authMessage = linkAuthMessage({
      role,
      id,
      clientNonce: this.#nonce,
      serverNonce: challenge.nonce,
    });
    this.send({ op: "proof", proof: clientProof(key, this.#authMessage) });
  }

  /** @param {ControlMessage} welcome */
  #enter(welcome) {
    if (this.#isWelcome) throw new RemoteProtocolError("out_of_turn", "a second welcome");
    const { key } = this.#identity;
    if (key !== undefined) {
      // Whoever does not know our key is not our bridge, whatever it lets us do.
      const expected = this.#authMessage && serverProof(key, this.#authMessage);
      if (expected === null || welcome.proof !== expected) {
        throw new RemoteProtocolError("unauthorized", "the bridge does not know this key", 4401);
      }
    }
    if (!/^1\.\d+$/.test(welcome.protocol)) {
      throw new RemoteProtocolError("version", `protocol ${welcome.protocol}`, 4426);
    }
    this.#isWelcome = true;
    this.#events.onWelcome(welcome);
    this.#sendSync();
  }

  #sendSync() {
    const nowUs = this.#clock.nowUs();
    this.#openSyncUs = nowUs;
    const estimate = this.#offset.estimateAt(nowUs);
    this.#expect(SILENCE_MS, "no answer to sync");
    this.send({ op: "sync", t0: nowUs, ...(this.#exchanges > 0 ? { clock: estimate } : {}) });
  }

  /**
   * @param {ControlMessage} answer
   * @param {number} arrivedUs
   */
  #learnTime({ t0, t1, t2 }, arrivedUs) {
    if (t0 !== this.#openSyncUs) {
      throw new RemoteProtocolError("unknown_sync", `an answer to t0 ${t0}`, null);
    }
    this.#openSyncUs = -1;
    this.#exchanges++;
    this.#roundTripUs = arrivedUs - t0 - (t2 - t1);
    this.#offset.add({ t0, t1, t2, t3: arrivedUs });
    if (this.#exchanges < OPENING_EXCHANGES) {
      this.#sendSync();
      return;
    }
    this.#cancelTimer();
    const delayMs = this.#exchanges < EARLY_EXCHANGES ? EARLY_SYNC_MS : SYNC_MS;
    this.#cancelTimer = this.#clock.after(() => this.#sendSync(), delayMs);
    if (!this.#isReady) {
      this.#isReady = true;
      this.#events.onReady();
    }
  }

  /**
   * Give the link up when nothing came within `delayMs`.
   * @param {number} delayMs
   * @param {string} reason
   */
  #expect(delayMs, reason) {
    this.#cancelTimer();
    this.#cancelTimer = this.#clock.after(() => this.close(4408, reason), delayMs);
  }

  /**
   * @param {number} code
   * @param {string} reason
   */
  #end(code, reason) {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#cancelTimer();
    this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
    this.#events.onEnd({ code, reason, wasReady: this.#isReady });
  }
}
