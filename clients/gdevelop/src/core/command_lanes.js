/**
 * Calls on their way. Of what waits under one name the newest wins: a slider that is dragged
 * sends as often as the device answers, and its last position for certain.
 *
 * Knows: calls and what became of them. Does not know: outputs, devices.
 */

import { Moments } from "./moments.js";
import { isChunk } from "./topics.js";

/** @typedef {import("./connection.js").Connection} Connection */
/** @typedef {import("../../../web/src/calls.js").Ack} Ack */
/** @typedef {import("../../../web/src/calls.js").AckStage} AckStage */

/**
 * @typedef {object} Order
 * @property {string} device as the developer wrote it
 * @property {string} method
 * @property {{[name: string]: any}} args
 * @property {() => string} findTarget the id that is meant by now; "" when there is none
 */

/** @typedef {Order & {untilUs: number, onDone: ((stage: AckStage) => void)[]}} WaitingOrder */

/**
 * What is sent to a device under one name.
 * @typedef {object} Lane
 * @property {WaitingOrder | null} next
 * @property {boolean} isBusy a call is under way
 * @property {"" | "waiting" | AckStage} state
 * @property {string} error
 */

// The bridge lets eight calls of a peer wait; two are left for calls to the bridge itself.
const MAX_UNDER_WAY = 6;
const MAX_LANES = 256;
// A light that was set while the game was still connecting is set once it has.
const PATIENCE_US = 10_000_000;
const NO_LINK = "There is no connection to a bridge.";

export class CommandLanes {
  #connection;
  #clock;
  #moments = new Moments();
  /** @type {Map<string, Lane>} */
  #lanes = new Map();
  #underWay = 0;

  /**
   * @param {Connection} connection
   * @param {import("../../../web/src/system.js").Clock} clock
   */
  constructor(connection, clock) {
    this.#connection = connection;
    this.#clock = clock;
  }

  frame() {
    this.#moments.frame();
  }

  /** @param {string} key */
  get(key) {
    return this.#lanes.get(key);
  }

  /** @param {string} key */
  isApplied(key) {
    return this.#moments.has(`applied ${key}`);
  }

  /** @param {string} key */
  isFailed(key) {
    return this.#moments.has(`failed ${key}`);
  }

  /** Text of a failure, with its key; "" when all went well. */
  get trouble() {
    for (const [key, { error }] of this.#lanes) {
      if (error !== "") return `${key.replace("\n", " ").trim()}: ${error}`;
    }
    return "";
  }

  /**
   * Send this next; what waited is not sent any more.
   * @param {string} key
   * @param {Order} order
   */
  put(key, order) {
    const lane = this.#laneOf(key);
    if (lane === null) return;
    for (const tell of lane.next?.onDone ?? []) tell("cancelled");
    lane.next = { ...order, untilUs: this.#clock.nowUs() + PATIENCE_US, onDone: [] };
    lane.state = "waiting";
    if (!isChunk(order.method)) {
      this.#fail(key, lane, "rejected", `"${order.method.slice(0, 40)}" is no name of a command.`);
    }
  }

  /** @param {string} key */
  #laneOf(key) {
    const known = this.#lanes.get(key);
    if (known !== undefined) return known;
    if (this.#lanes.size >= MAX_LANES) this.#forgetIdle();
    if (this.#lanes.size >= MAX_LANES) return null;
    /** @type {Lane} */
    const lane = { next: null, isBusy: false, state: "", error: "" };
    this.#lanes.set(key, lane);
    return lane;
  }

  #forgetIdle() {
    for (const [key, lane] of this.#lanes) {
      if (!lane.isBusy && lane.next === null) this.#lanes.delete(key);
    }
  }

  /**
   * Hear what becomes of what waits.
   * @param {string} key
   * @param {(stage: AckStage) => void} tell
   */
  whenDone(key, tell) {
    const waiting = this.#lanes.get(key)?.next;
    if (waiting) waiting.onDone.push(tell);
    else tell("rejected");
  }

  /** Send what waits, as far as the bridge has room. */
  flush() {
    for (const [key, lane] of this.#lanes) {
      if (lane.next === null || lane.isBusy || !this.#isReady(key, lane)) continue;
      if (this.#underWay >= MAX_UNDER_WAY) return;
      this.#send(key, lane, lane.next);
    }
  }

  /**
   * @param {string} key
   * @param {Lane} lane
   */
  #isReady(key, lane) {
    const connection = this.#connection;
    if (connection.isConnected()) return true;
    if (!connection.isConnecting() && !connection.isWaitingForApproval()) {
      this.#fail(key, lane, "rejected", NO_LINK);
    } else if (this.#isTooLate(lane)) {
      this.#fail(key, lane, "expired", NO_LINK);
    }
    return false;
  }

  /** @param {Lane} lane */
  #isTooLate(lane) {
    return this.#clock.nowUs() > (lane.next?.untilUs ?? 0);
  }

  /**
   * @param {string} key
   * @param {Lane} lane
   * @param {WaitingOrder} order
   */
  #send(key, lane, order) {
    const target = order.findTarget();
    if (target === "") {
      const who = order.device.trim().slice(0, 40);
      if (who !== "") this.#fail(key, lane, "rejected", `There is no device "${who}".`);
      // Whoever is meant by no name may still be coming: the link is older than its news.
      else if (this.#isTooLate(lane)) this.#fail(key, lane, "expired", "No device is here.");
      return;
    }
    lane.next = null;
    lane.isBusy = true;
    this.#underWay++;
    const onStage = (/** @type {Ack} */ ack) => {
      if (lane.next === null) lane.state = ack.stage;
    };
    void this.#connection.call(target, order.method, order.args, { onStage }).then((ack) => {
      lane.isBusy = false;
      this.#underWay--;
      for (const tell of order.onDone) tell(ack.stage);
      this.#settle(key, lane, ack.stage, ack.text || ack.code);
      this.flush();
    });
  }

  /**
   * @param {string} key
   * @param {Lane} lane
   * @param {AckStage} stage
   * @param {string} text
   */
  #fail(key, lane, stage, text) {
    const { next } = lane;
    lane.next = null;
    for (const tell of next?.onDone ?? []) tell(stage);
    this.#settle(key, lane, stage, text);
  }

  /**
   * @param {string} key
   * @param {Lane} lane
   * @param {AckStage} stage
   * @param {string} text
   */
  #settle(key, lane, stage, text) {
    const isApplied = stage === "applied";
    if (lane.next === null) lane.state = stage;
    lane.error = isApplied ? "" : String(text).slice(0, 200) || stage;
    this.#moments.tell(`${isApplied ? "applied" : "failed"} ${key}`);
  }
}
