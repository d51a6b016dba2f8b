/**
 * One client of one bridge: where it looks, who it says it is, and what was seen when it
 * does not get through.
 *
 * Knows: clients, addresses, keys. Does not know: frames, instructions.
 */

import { BridgeClient } from "../../../web/src/client.js";
import { Access, idOfKey } from "./access.js";
import { crossesIntoLocalNetwork, httpBase, isLoopback, isMixedContent } from "./addresses.js";
import { AddressFinder, whoAnswers } from "./finder.js";
import { LocalNetworkPermission } from "./permission.js";
import { safeSocketFactory } from "./safe_socket.js";

/** @typedef {import("./platform.js").Platform} Platform */
/** @typedef {import("../../../web/src/client.js").ClientEvents["state"]} StateEvent */

/**
 * @typedef {object} LinkEvents
 * @property {(client: BridgeClient | null) => void} onClient who is asked from now on
 * @property {(shiftUs: number) => void} onNewBoot the bridge started anew, with another clock
 * @property {() => void} onOpened
 * @property {() => void} onLost an open link ended
 * @property {() => void} onRefused trying alone will not help, and nobody is being asked
 */

const WANTS_KEY = 4401;
// Each question that nobody answers is a red line in the browser's console.
const ASK_AGAIN_US = 15_000_000;

/** @type {StateEvent} */
const IDLE = Object.freeze({ state: "idle", reason: "", code: 0, retryInMs: 0 });

export class LinkKeeper {
  #platform;
  #events;
  #permission;
  /** @type {BridgeClient | null} */
  #client = null;
  /** @type {AddressFinder | null} */
  #finder = null;
  #givenKey = "";
  #name = "";
  #state = IDLE;
  /** How the last link ended; null once one works. @type {StateEvent | null} */
  #end = null;
  /** @type {{code: string, text: string, hint: string} | null} */
  #status = null;
  /** @type {import("../../../web/src/wire.js").ControlMessage | null} */
  welcome = null;
  #boot = "";
  #offsetUs = 0;
  #wasOpen = false;
  /** @type {string | undefined} the key that is being proven */
  #key;
  #hasAsked = false;
  /** @type {"somebody" | "nobody" | "unknown"} */
  #answers = "unknown";
  #askAgainUs = 0;
  reconnects = true;

  /**
   * @param {Platform} platform
   * @param {LinkEvents} events
   */
  constructor(platform, events) {
    this.#platform = platform;
    this.#events = events;
    this.access = new Access(platform, (key) => this.#useKey(key));
    this.#permission = new LocalNetworkPermission(platform.permissions, () =>
      this.#client?.retry(),
    );
  }

  get client() {
    return this.#client;
  }

  /** @returns {import("../../../web/src/client.js").ClientState} */
  get state() {
    return this.#client === null ? "idle" : this.#state.state;
  }

  /** The bridge's clock, as well as it is known; it goes on when the link is gone. */
  nowUs() {
    const localUs = this.#platform.clock.nowUs();
    if (this.#client !== null && this.state === "open") {
      this.#offsetUs = this.#client.nowUs() - localUs;
    }
    return localUs + this.#offsetUs;
  }

  /** The address that is used or was tried last; "" when none was. */
  get address() {
    return this.#finder?.current ?? "";
  }

  /** Whether the browser would refuse this address to this page without asking anybody. */
  get isMixed() {
    return this.#finder !== null && isMixedContent(this.#platform.page, this.#finder.current);
  }

  /**
   * Look for a bridge and keep a link to it.
   * @param {readonly string[]} candidates
   * @param {string} key "" for the one that the bridge gave before, or none
   * @param {string} name
   */
  start(candidates, key, name) {
    this.stop();
    this.#finder = new AddressFinder(candidates);
    this.#givenKey = key;
    this.#name = name;
    if (!this.isMixed) this.#open(this.#finder);
  }

  /** @param {AddressFinder} finder */
  #open(finder) {
    const { clock, random, nonce, encoding, socketFactory } = this.#platform;
    const key = this.#givenKey || this.access.keyFor(httpBase(finder.current));
    const client = new BridgeClient({
      url: () => finder.next(),
      role: "game",
      ...this.#identity(key),
      encoding,
      socketFactory: safeSocketFactory(socketFactory, clock),
      clock,
      random,
      nonce,
    });
    client.on("state", (event) => this.#learn(client, event));
    client.on("status", ({ code, text = "", hint = "" }) => {
      this.#status = { code: String(code), text: String(text), hint: String(hint) };
    });
    client.on("welcome", (welcome) => void (this.welcome = welcome));
    this.#client = client;
    this.#events.onClient(client);
    client.open();
  }

  /** @param {string | undefined} key */
  #identity(key) {
    this.#key = key;
    const id = (key === undefined ? null : idOfKey(key)) ?? this.access.gameId();
    return { id, name: this.#name, key };
  }

  /**
   * @param {BridgeClient} client
   * @param {StateEvent} event
   */
  #learn(client, event) {
    if (client !== this.#client) return;
    const wasOpen = this.#state.state === "open";
    this.#state = event;
    if (event.state === "open") this.#greet(client);
    else if (wasOpen) this.#events.onLost();
    if (event.state === "waiting" || event.state === "refused") this.#examine(event);
  }

  /** @param {BridgeClient} client */
  #greet(client) {
    this.#finder?.settle();
    this.#wasOpen = true;
    this.#end = this.#status = null;
    this.access.cancel();
    const boot = String(this.welcome?.server?.boot ?? "");
    const before = this.#offsetUs;
    this.#offsetUs = client.nowUs() - this.#platform.clock.nowUs();
    if (this.#boot !== "" && boot !== this.#boot) this.#events.onNewBoot(this.#offsetUs - before);
    this.#boot = boot;
    this.#events.onOpened();
  }

  /**
   * A link ended or was refused: find out why, and do what helps.
   * @param {StateEvent} end
   */
  #examine(end) {
    const finder = this.#finder;
    if (finder === null) return;
    this.#end = end;
    // Whoever refuses is a bridge: there is no need to look elsewhere.
    if (end.state === "refused") finder.settle();
    this.#lookAround(finder, end);
    if (end.code === WANTS_KEY && this.#givenKey === "") this.#getKey(finder);
    if (end.state === "refused" && !this.access.isWaiting) this.#events.onRefused();
    if (end.state === "waiting" && !this.reconnects && finder.isRoundDone) this.#drop();
  }

  /**
   * A key is wanted: use the one that this bridge has given before, or ask for one.
   * @param {AddressFinder} finder
   */
  #getKey(finder) {
    const kept = this.access.keyFor(httpBase(finder.current));
    if (kept !== undefined && kept !== this.#key) {
      this.#useKey(kept);
    } else if (!this.#hasAsked) {
      this.#hasAsked = true;
      this.askForAccess();
    }
  }

  /**
   * @param {AddressFinder} finder
   * @param {StateEvent} end
   */
  #lookAround(finder, { state }) {
    const address = finder.current;
    if (crossesIntoLocalNetwork(this.#platform.page, address)) {
      void this.#permission.refresh(isLoopback(new URL(address).hostname));
    }
    const nowUs = this.#platform.clock.nowUs();
    if (this.#wasOpen || state !== "waiting" || !finder.isRoundDone || nowUs < this.#askAgainUs)
      return;
    this.#askAgainUs = nowUs + ASK_AGAIN_US;
    void whoAnswers(address, this.#platform.fetcher).then((answers) => {
      if (finder === this.#finder) this.#answers = answers;
    });
  }

  /** @param {string} key which the bridge has given */
  #useKey(key) {
    // How it ended without this key says nothing any more.
    this.#end = this.#status = null;
    this.#client?.identify(this.#identity(key));
  }

  /** @param {string} name */
  rename(name) {
    if (name === this.#name) return;
    this.#name = name;
    this.#client?.identify({ name });
  }

  /** Ask the bridge to let this game in. */
  askForAccess() {
    if (this.#finder !== null) this.access.ask(httpBase(this.#finder.current), this.#name);
  }

  /** Throw away the key that the bridge has given. */
  forgetAccess() {
    if (this.#finder === null) return;
    this.access.forget(httpBase(this.#finder.current));
    if (this.#givenKey !== "") return;
    this.#hasAsked = false;
    this.#client?.identify(this.#identity(undefined));
  }

  /** End the link and forget what was seen. */
  stop() {
    const wasOpen = this.state === "open";
    this.access.cancel();
    this.#drop();
    this.#finder = null;
    this.#state = IDLE;
    this.#end = this.#status = null;
    this.#answers = "unknown";
    this.#askAgainUs = 0;
    this.#wasOpen = this.#hasAsked = false;
    if (wasOpen) this.#events.onLost();
  }

  #drop() {
    const client = this.#client;
    this.#client = null;
    if (client === null) return;
    client.close();
    this.#events.onClient(null);
  }

  /**
   * What there is to say about a link that does not come about.
   * @returns {import("./trouble.js").Observation | null} null when none is wanted
   */
  observation() {
    const { page } = this.#platform;
    const { address } = this;
    if (address === "") return null;
    const seen = this.#end ?? this.#state;
    return {
      state: this.state === "open" ? "open" : seen.state,
      code: seen.code,
      reason: seen.reason,
      status: this.#status,
      address,
      origin: /^https?:$/.test(page.protocol) ? `${page.protocol}//${page.host}` : "null",
      pageProtocol: page.protocol,
      isMixed: this.isMixed,
      crosses: crossesIntoLocalNetwork(page, address),
      permission: this.#permission.state,
      answers: this.#answers,
      wasOpen: this.#wasOpen,
      hasKey: this.#key !== undefined,
      pairing: this.access.state,
      pairingReason: this.access.reason,
    };
  }
}
