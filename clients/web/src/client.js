/**
 * A peer of the bridge: subscriptions, calls and the bridge's clock over one link at a
 * time, opened again whenever it ends.
 *
 * Knows: what outlives a link. Does not know: pages, games, players.
 */

import { Backoff, NEVER, isRefusal } from "./backoff.js";
import { Calls } from "./calls.js";
import { ClockOffset } from "./clock.js";
import { Link } from "./link.js";
import { SubscriptionBook } from "./subscription_book.js";
import { openWebSocket, systemClock } from "./system.js";
import { PATH, encodeTextSample } from "./wire.js";

/** @typedef {import("./wire.js").ControlMessage} ControlMessage */
/** @typedef {import("./subscription.js").Sample} Sample */
/** @typedef {import("./subscription.js").Wish} Wish */
/** @typedef {import("./subscription.js").SubscriptionEvents} SubscriptionEvents */

/**
 * Where a client is: `idle` before open and after close; `waiting` to try again;
 * `refused` when trying again alone will not help.
 * @typedef {"idle" | "connecting" | "proving" | "syncing" | "open" | "waiting" | "refused"} ClientState
 */

/**
 * @typedef {object} ClientOptions
 * @property {string | (() => string)} url `ws://host:port`, `http://host:port` or either with
 *   a path; or what says so anew for each link
 * @property {"device" | "game" | "viewer" | "operator" | "admin"} [role]
 * @property {string} [id] 1 to 32 of a-z, 0-9, `_` and `-`
 * @property {string} [name] for people
 * @property {string} [key] proven, never sent
 * @property {"msgpack" | "json"} [encoding]
 * @property {import("./system.js").SocketFactory} [socketFactory]
 * @property {import("./system.js").Clock} [clock]
 * @property {() => number} [random] from 0 up to but not including 1
 * @property {() => string} [nonce] 32 hexadecimal digits
 */

/**
 * @typedef {object} ClientEvents
 * @property {{state: ClientState, reason: string, code: number, retryInMs: number}} state
 * @property {ControlMessage} status what the bridge says to people
 * @property {ControlMessage} welcome
 */

const SDK = "gamebridge-web/0.1.0";

/**
 * Return the WebSocket address of a bridge.
 * @param {string} text
 */
export function webSocketUrl(text) {
  const url = new URL(text);
  url.protocol = { "http:": "ws:", "https:": "wss:" }[url.protocol] ?? url.protocol;
  if (url.pathname === "/") url.pathname = PATH;
  return url.href;
}

export class BridgeClient {
  #url;
  /** @type {import("./link.js").Identity} */
  #identity;
  #encoding;
  #socketFactory;
  #clock;
  #nonce;
  #backoff;
  #offset = new ClockOffset();
  #calls = new Calls();
  #book = new SubscriptionBook();
  /** @type {{[K in keyof ClientEvents]: Set<(event: ClientEvents[K]) => void>}} */
  #listeners = { state: new Set(), status: new Set(), welcome: new Set() };
  /** @type {Link | null} */
  #link = null;
  /** @type {ClientState} */
  #state = "idle";
  #bridgeBoot = "";
  #openedUs = 0;
  /** @type {number | undefined} */
  #retryAfterMs;
  /** What the bridge said last that was wrong, for people. */
  #fault = "";
  #cancelRetry = () => {};
  #links = 0;
  /** @type {{[code: string]: number}} */
  #faults = {};

  /** @param {ClientOptions} options */
  constructor({
    url,
    role = "viewer",
    id = "browser",
    name,
    key,
    encoding = "msgpack",
    socketFactory = openWebSocket,
    clock = systemClock,
    random = Math.random,
    nonce,
  }) {
    this.#url = typeof url === "string" ? webSocketUrl(url) : () => webSocketUrl(url());
    this.#identity = { role, id, name, key, sdk: SDK };
    this.#encoding = encoding;
    this.#socketFactory = socketFactory;
    this.#clock = clock;
    this.#nonce = nonce;
    this.#backoff = new Backoff(random);
  }

  /** @returns {ClientState} */
  get state() {
    return this.#state;
  }

  /** The last exchange of time, there and back. */
  get roundTripUs() {
    return this.#link?.roundTripUs ?? 0;
  }

  /** The bridge's clock now, as well as it is known. */
  nowUs() {
    return this.#offset.bridgeUs(this.#clock.nowUs());
  }

  /** How well the bridge's clock is known. */
  estimate() {
    return this.#offset.estimateAt(this.#clock.nowUs());
  }

  /** Begin, and go on until close(). */
  open() {
    if (this.#state === "idle") this.#connect();
  }

  /** Try at once instead of waiting, as when a person asks or a key was entered. */
  retry() {
    if (this.#state !== "waiting" && this.#state !== "refused") return;
    this.#backoff.reset();
    this.#connect();
  }

  /**
   * Be somebody else from the next link on, which is opened at once.
   * @param {Partial<Omit<import("./link.js").Identity, "sdk">>} change
   */
  identify(change) {
    this.#identity = { ...this.#identity, ...change };
    if (this.#state === "idle") return;
    this.#link?.close(1000, "identity changed");
    this.retry();
  }

  /** End for good. Waiting calls end as unknown. */
  close() {
    this.#cancelRetry();
    const link = this.#link;
    this.#link = null;
    link?.close();
    this.#calls.endLink();
    this.#enter("idle", { reason: "closed" });
  }

  /**
   * Listen. Returns how to stop.
   * @template {keyof ClientEvents} K
   * @param {K} event
   * @param {(event: ClientEvents[K]) => void} listener
   */
  on(event, listener) {
    this.#listeners[event].add(listener);
    return () => void this.#listeners[event].delete(listener);
  }

  /**
   * Ask for samples, now and after every reconnect.
   * @param {Wish} wish
   * @param {SubscriptionEvents | ((sample: Sample) => void)} events
   */
  subscribe(wish, events) {
    const listeners = typeof events === "function" ? { onSample: events } : events;
    const subscription = this.#book.add(wish, listeners, (number) => {
      this.#sendIfOpen({ op: "unsubscribe", sub: number });
    });
    this.#sendIfOpen(subscription.toMessage());
    return subscription;
  }

  /**
   * Let a subscription ask for something else. Retained samples come once more.
   * @param {import("./subscription.js").Subscription} subscription
   * @param {Wish} wish
   */
  change(subscription, wish) {
    subscription.change(wish);
    if (this.#book.has(subscription)) this.#sendIfOpen(subscription.toMessage());
  }

  /**
   * Call a device. The promise is never rejected: its ack says what became of the call.
   * @param {string} target a device id
   * @param {string} method `set`, or the name of an action
   * @param {{[name: string]: any}} [args]
   * @param {import("./calls.js").CallOptions} [options]
   */
  call(target, method, args = {}, options = {}) {
    const { message, done } = this.#calls.begin(target, method, args, options);
    if (!this.#sendIfOpen(message)) {
      this.#calls.decide(
        message.id,
        "rejected",
        "not_connected",
        "There is no link to the bridge.",
      );
    }
    return done;
  }

  /**
   * Ask the encoder of a subscribed topic for a key frame.
   * @param {string} topic
   */
  requestKeyFrame(topic) {
    this.#sendIfOpen({ op: "key_frame", topic });
  }

  /**
   * Publish a value on a topic that this peer may write. False when there is no link.
   * @param {string} topic
   * @param {{[key: string]: any}} value
   * @param {number} [capturedUs] bridge clock
   */
  publish(topic, value, capturedUs = this.nowUs()) {
    if (this.#state !== "open" || this.#link === null) return false;
    const sample = { topic, value, capturedUs, kind: /** @type {const} */ ("value") };
    this.#link.sendEncoded(
      encodeTextSample({ ...sample, subscription: 0, flags: 0, hops: [] }, "channel"),
    );
    return true;
  }

  /** Counters since the client was made. */
  statistics() {
    return {
      links: this.#links,
      faults: { ...this.#faults },
      bufferedBytes: this.#link?.bufferedBytes ?? 0,
      subscriptions: this.#book.statistics(),
    };
  }

  /**
   * @param {string} code
   * @param {number} [count]
   */
  #countFault(code, count = 1) {
    this.#faults[code] = (this.#faults[code] ?? 0) + count;
  }

  /** @param {ControlMessage} message */
  #sendIfOpen(message) {
    if (this.#state !== "open" || this.#link === null) return false;
    this.#link.send(message);
    return true;
  }

  /**
   * @param {ClientState} state
   * @param {{reason?: string, code?: number, retryInMs?: number}} [detail]
   */
  #enter(state, { reason = "", code = 0, retryInMs = 0 } = {}) {
    this.#state = state;
    this.#tell("state", { state, reason, code, retryInMs });
  }

  /**
   * @template {keyof ClientEvents} K
   * @param {K} event
   * @param {ClientEvents[K]} detail
   */
  #tell(event, detail) {
    for (const listener of this.#listeners[event]) listener(detail);
  }

  #connect() {
    this.#cancelRetry();
    this.#links++;
    this.#retryAfterMs = undefined;
    this.#fault = "";
    this.#openedUs = this.#clock.nowUs();
    this.#enter("connecting");
    /** @type {import("./link.js").LinkEvents} */
    const events = {
      onProving: () => this.#enter("proving"),
      onWelcome: (welcome) => this.#greet(welcome),
      onReady: () => this.#begin(),
      onControl: (message) => this.#obey(message),
      onFault: (code) => this.#countFault(code),
      onSamples: (samples, arrivedUs) => {
        const unknown = this.#book.deliver(samples, this.#offset.bridgeUs(arrivedUs));
        if (unknown > 0) this.#countFault("unknown_topic", unknown);
      },
      onEnd: (end) => this.#lose(end),
    };
    this.#link = new Link({
      url: typeof this.#url === "string" ? this.#url : this.#url(),
      encoding: this.#encoding,
      identity: this.#identity,
      socketFactory: this.#socketFactory,
      clock: this.#clock,
      offset: this.#offset,
      events,
      nonce: this.#nonce,
    });
  }

  /** @param {ControlMessage} welcome */
  #greet(welcome) {
    const boot = String(welcome.server?.boot ?? "");
    if (boot !== this.#bridgeBoot) this.#offset.reset();
    this.#bridgeBoot = boot;
    this.#tell("welcome", welcome);
    this.#enter("syncing");
  }

  #begin() {
    this.#enter("open");
    for (const message of this.#book.messages()) this.#sendIfOpen(message);
  }

  /** @param {ControlMessage} message */
  #obey(message) {
    switch (message.op) {
      case "ack":
        this.#calls.learn(message);
        break;
      case "bye":
        this.#retryAfterMs = message.retry_after_ms;
        break;
      case "status":
        if (message.level === "error") this.#fault = String(message.text ?? "");
        this.#tell("status", message);
        this.#book.learn(message);
        break;
      default:
        this.#book.learn(message);
    }
  }

  /** @param {{code: number, reason: string, wasReady: boolean}} end */
  #lose({ code, reason, wasReady }) {
    if (this.#link === null) return;
    this.#link = null;
    this.#calls.endLink();
    this.#book.endLink();
    const lastedMs = wasReady ? (this.#clock.nowUs() - this.#openedUs) / 1000 : 0;
    const retryInMs = this.#backoff.next({ code, lastedMs, retryAfterMs: this.#retryAfterMs });
    if (retryInMs !== NEVER) {
      this.#cancelRetry = this.#clock.after(() => this.#connect(), retryInMs);
    }
    // A close has room for one word; what the bridge said before it is for people.
    const isRefused = isRefusal(code);
    const words = (isRefused && this.#fault) || reason;
    this.#enter(isRefused ? "refused" : "waiting", { reason: words, code, retryInMs });
  }
}
