/**
 * A game without an engine, before a bridge without a network: time and frames are moved by
 * hand.
 */

import { FakeBridge, FakeClock } from "../../web/testing/fakes.js";
import { BridgeLibrary } from "../src/core/index.js";
import { matches } from "../src/core/topics.js";

/** @typedef {import("../src/core/platform.js").Platform} Platform */

/** A page that was opened from a file. */
export const FILE_PAGE = Object.freeze({ protocol: "file:", host: "", hostname: "" });

/** Storage that forgets with the test. */
export class FakeStorage {
  /** @type {Map<string, string>} */
  items = new Map();

  /** @param {string} key */
  getItem(key) {
    return this.items.get(key) ?? null;
  }

  /**
   * @param {string} key
   * @param {string} value
   */
  setItem(key, value) {
    this.items.set(key, value);
  }

  /** @param {string} key */
  removeItem(key) {
    this.items.delete(key);
  }
}

/** Let promises that are due go on. */
export async function settle() {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

export class FakeGame {
  clock = new FakeClock();
  bridgeSide = new FakeBridge(this.clock);
  storage = new FakeStorage();
  library = new BridgeLibrary();
  /** @type {(() => void)[]} */
  leaving = [];
  /** What the game said of itself, newest last. @type {any[]} */
  hellos = [];
  #seq = 0;

  /** @param {Partial<Platform>} [parts] */
  constructor(parts = {}) {
    this.bridgeSide.role = "game";
    const answer = this.bridgeSide.answer.bind(this.bridgeSide);
    this.bridgeSide.answer = (message) => {
      if (message.op === "hello") this.hellos.push(message);
      return answer(message);
    };
    this.library.install({
      socketFactory: this.bridgeSide.socketFactory,
      clock: this.clock,
      storage: this.storage,
      fetcher: null,
      random: () => 0.5,
      page: FILE_PAGE,
      permissions: null,
      hasVideoDecoder: false,
      onPageHide: (listener) => void this.leaving.push(listener),
      ...parts,
    });
  }

  get bridge() {
    return this.library.bridge();
  }

  /** The newest link, seen from the bridge. */
  get socket() {
    return this.bridgeSide.socket;
  }

  /** The bridge's clock. */
  get nowUs() {
    return this.clock.nowUs() + this.bridgeSide.offsetUs;
  }

  /** Connect, and let the bridge open the link. */
  connect(address = "ws://127.0.0.1:8080") {
    this.bridge.connection.connect(address);
    this.socket.open();
    this.frame();
    return this;
  }

  /**
   * A frame with its events.
   * @param {() => void} [events]
   * @param {number} [lengthMs]
   */
  frame(events = () => {}, lengthMs = 16) {
    this.clock.advance(lengthMs);
    this.library.frame();
    events();
    this.library.endFrame();
  }

  /** Messages of a kind that the game has sent over the newest link. */
  sent(/** @type {string} */ op) {
    return this.socket.sent.filter((message) => message.op === op);
  }

  /**
   * The numbers of the subscriptions that want a topic.
   * @param {string} topic
   * @returns {number[]}
   */
  subscriptionsTo(topic) {
    /** @type {Map<number, string[]>} */
    const wishes = new Map();
    for (const { op, sub, topics } of this.socket.sent) {
      if (op === "subscribe") wishes.set(sub, topics);
      if (op === "unsubscribe") wishes.delete(sub);
    }
    return [...wishes]
      .filter(([, wanted]) => wanted.some((one) => matches(one, topic)))
      .map(([sub]) => sub);
  }

  /**
   * The bridge sends a sample to every subscription that wants it.
   * @param {string} topic
   * @param {unknown} value
   * @param {{seq?: number, capturedUs?: number, flags?: number}} [more]
   * @returns {number} to how many
   */
  say(topic, value, { seq = ++this.#seq, capturedUs = this.nowUs, flags = 0 } = {}) {
    const subscriptions = this.subscriptionsTo(topic);
    for (const sub of subscriptions) {
      this.socket.say([
        {
          op: "sample",
          sub,
          topic,
          seq,
          captured_us: capturedUs,
          received_us: capturedUs,
          flags,
          value,
        },
      ]);
    }
    return subscriptions.length;
  }

  /**
   * A device is here, or is not.
   * @param {string} id
   * @param {{[field: string]: unknown}} [more]
   */
  device(id, more = {}) {
    const state = { id, name: id, online: true, since_us: 0, topics: [], features: [], ...more };
    this.say(`device/${id}/state`, state, { flags: 4 });
  }

  /** The calls that wait for an answer, newest last. */
  get calls() {
    return this.sent("call");
  }

  /**
   * The bridge answers a call.
   * @param {any} call
   * @param {string} stage
   * @param {{[field: string]: unknown}} [more]
   */
  async answer(call, stage, more = {}) {
    this.socket.say({ op: "ack", id: call.id, stage, ...more });
    await settle();
  }
}
