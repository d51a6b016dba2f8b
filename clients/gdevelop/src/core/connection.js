/**
 * The connection of a bridge as instructions see it. It belongs to no scene.
 *
 * Knows: what the game asked for, and the moments of a frame. Does not know: topics, devices.
 * Without a bridge everything here says so, and nothing fails.
 */

import { findCandidates } from "./finder.js";
import { LinkKeeper } from "./link_keeper.js";
import { Moments } from "./moments.js";
import { explain } from "./trouble.js";

/** @typedef {import("./platform.js").Platform} Platform */
/** @typedef {import("../../../web/src/calls.js").Ack} Ack */
/** @typedef {import("../../../web/src/client.js").BridgeClient} BridgeClient */

/**
 * @typedef {object} ConnectionEvents
 * @property {(client: BridgeClient | null) => void} onClient who is asked from now on
 * @property {(shiftUs: number) => void} onNewBoot the bridge started anew, with another clock
 * @property {() => void} onOpened
 * @property {() => void} onLost
 */

const DEFAULT_NAME = "GDevelop game";
const MAX_NAME = 64;
const MAX_WAIT_S = 600;
const USUAL_WAIT_S = 5;

export class Connection {
  #platform;
  #keeper;
  #moments = new Moments();
  /** @type {{address: string, key: string} | null} */
  #wish = null;
  /** Counts connects and disconnects, so that late answers change nothing. */
  #turn = 0;
  #isLooking = false;
  #fault = "";
  #gameName = "";
  /** @type {Set<(isOpen: boolean) => void>} */
  #waiting = new Set();

  /**
   * @param {Platform} platform
   * @param {ConnectionEvents} events
   */
  constructor(platform, events) {
    this.#platform = platform;
    this.#keeper = new LinkKeeper(platform, {
      onClient: events.onClient,
      onNewBoot: events.onNewBoot,
      onOpened: () => {
        this.#moments.tell("opened");
        events.onOpened();
        this.#answerWaiting(true);
      },
      onLost: () => {
        this.#moments.tell("lost");
        events.onLost();
      },
      onRefused: () => this.#answerWaiting(false),
    });
  }

  /** What happened since the frame before is true until the next. */
  frame() {
    this.#moments.frame();
  }

  /** The client of the link, for the other parts; null when none is wanted. */
  get client() {
    return this.#keeper.client;
  }

  /** What the bridge said when it let this game in. */
  get welcome() {
    return this.isConnected() ? this.#keeper.welcome : null;
  }

  /** The bridge's clock, as well as it is known. */
  nowUs() {
    return this.#keeper.nowUs();
  }

  /**
   * Call a device, or `bridge`. The promise is never rejected.
   * @param {string} target
   * @param {string} method
   * @param {{[name: string]: any}} args
   * @param {import("../../../web/src/calls.js").CallOptions} [options]
   * @returns {Promise<Ack>}
   */
  call(target, method, args, options) {
    const { client } = this.#keeper;
    if (client !== null) return client.call(target, method, args, options);
    return Promise.resolve({
      id: "",
      stage: /** @type {const} */ ("rejected"),
      code: "not_connected",
      text: "There is no connection to a bridge.",
      value: null,
      atUs: 0,
    });
  }

  /**
   * Connect, and stay connected. Asking for what is there already changes nothing.
   * @param {string} [address] "" looks at the usual places
   * @param {string} [key]
   */
  connect(address = "", key = "") {
    const isSame = this.#wish?.address === address && this.#wish.key === key;
    if (isSame && (this.client !== null || this.#isLooking || this.hasFixedFault)) return;
    this.#end();
    this.#wish = { address, key };
    const turn = this.#turn;
    const found = findCandidates(address, this.#platform);
    if (found === null) {
      this.#fault = `"${address.slice(0, 60)}" is no address of a bridge.`;
    } else if (Array.isArray(found)) {
      this.#start(found, key);
    } else {
      this.#isLooking = true;
      void found.then((candidates) => {
        if (turn === this.#turn) this.#start(candidates, key);
      });
    }
  }

  /** Whether the same address would be refused again without anybody being asked. */
  get hasFixedFault() {
    return this.#fault !== "" || this.#keeper.isMixed;
  }

  /**
   * @param {readonly string[]} candidates
   * @param {string} key
   */
  #start(candidates, key) {
    this.#isLooking = false;
    this.#keeper.start(candidates, key, this.#name);
    if (this.#keeper.isMixed) this.#answerWaiting(false);
  }

  /**
   * Connect, and say within so many seconds whether it worked.
   * @param {string} address
   * @param {string} key
   * @param {number} seconds
   * @returns {Promise<boolean>}
   */
  connectAndWait(address, key, seconds) {
    this.connect(address, key);
    if (this.isConnected()) return Promise.resolve(true);
    if (this.hasFixedFault) return Promise.resolve(false);
    return new Promise((resolve) => {
      const limitS = Number.isFinite(seconds) ? clamp(seconds, 0, MAX_WAIT_S) : USUAL_WAIT_S;
      const cancel = this.#platform.clock.after(() => answer(false), limitS * 1000);
      const answer = (/** @type {boolean} */ isOpen) => {
        cancel();
        this.#waiting.delete(answer);
        resolve(isOpen);
      };
      this.#waiting.add(answer);
    });
  }

  /** @param {boolean} isOpen */
  #answerWaiting(isOpen) {
    for (const answer of [...this.#waiting]) answer(isOpen);
  }

  /** End the connection; nothing is tried any more. */
  disconnect() {
    this.#end();
    this.#wish = null;
  }

  #end() {
    this.#turn++;
    this.#isLooking = false;
    this.#fault = "";
    this.#keeper.stop();
    this.#answerWaiting(false);
  }

  /** @param {boolean} on whether a link that ended is opened again */
  setAutoReconnect(on) {
    this.#keeper.reconnects = Boolean(on);
  }

  /**
   * Say what the operator reads. A connection that is there is made anew.
   * @param {string} name
   */
  setGameName(name) {
    this.#gameName = String(name);
    this.#keeper.rename(this.#name);
  }

  get #name() {
    // What may be in a name of a pairing: no signs that could fool whoever approves.
    const plain = (this.#gameName || this.#platform.gameName()).replace(/[^\p{L}\p{N} _.-]/gu, " ");
    return plain.replace(/\s+/g, " ").trim().slice(0, MAX_NAME) || DEFAULT_NAME;
  }

  /** Ask the bridge to let this game in, as it also happens by itself. */
  requestAccess() {
    this.#keeper.askForAccess();
  }

  /** Throw away the key that a bridge has given to this game. */
  forgetAccess() {
    this.#keeper.forgetAccess();
  }

  isConnected() {
    return this.#keeper.state === "open";
  }

  isConnecting() {
    return this.#isLooking || !["idle", "open", "refused"].includes(this.#keeper.state);
  }

  /** Whether a link was opened since the frame before. */
  justOpened() {
    return this.#moments.has("opened");
  }

  /** Whether the link ended since the frame before. */
  justLost() {
    return this.#moments.has("lost");
  }

  hasError() {
    return this.trouble() !== null;
  }

  needsLocalNetworkPermission() {
    return this.trouble()?.kind === "local_network";
  }

  isWaitingForApproval() {
    return this.#keeper.access.isWaiting;
  }

  /** The time of the last exchange, there and back; 0 without a link. */
  latencyMs() {
    return this.isConnected() ? (this.client?.roundTripUs ?? 0) / 1000 : 0;
  }

  lastError() {
    const trouble = this.trouble();
    return trouble === null ? "" : `${trouble.text} ${trouble.remedy}`.trim();
  }

  bridgeVersion() {
    return String(this.welcome?.server?.version ?? "");
  }

  /** The address of the bridge that is there or was tried last. */
  address() {
    return this.#keeper.address;
  }

  pairingCode() {
    return this.#keeper.access.code;
  }

  /** @returns {"off" | "connecting" | "connected" | "waiting" | "approval" | "refused"} */
  state() {
    const { state } = this.#keeper;
    if (state === "open") return "connected";
    if (this.isWaitingForApproval()) return "approval";
    if (this.hasFixedFault) return "refused";
    if (state === "waiting" || state === "refused") return state;
    return this.isConnecting() ? "connecting" : "off";
  }

  /**
   * Why there is no connection, or null when there is one or none is wanted.
   * @returns {import("./trouble.js").Trouble | null}
   */
  trouble() {
    if (this.#fault !== "") {
      const remedy = "Write 192.168.1.5, box.local:8080 or ws://127.0.0.1:8080, for example.";
      return { kind: "bad_address", text: this.#fault, remedy };
    }
    const seen = this.#keeper.observation();
    return seen === null ? null : explain(seen);
  }
}

/**
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
function clamp(value, low, high) {
  return Math.max(low, Math.min(high, value));
}
