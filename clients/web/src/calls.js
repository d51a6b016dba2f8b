/**
 * Commands under way (docs/protocol.md §9.1).
 *
 * Knows: calls, acks, which stages are final. Does not know: sockets, reconnecting.
 */

/** @typedef {import("./wire.js").ControlMessage} ControlMessage */

/**
 * @typedef {"accepted" | "sent" | "applied" | "rejected" | "expired" | "unknown" | "cancelled"} AckStage
 */

/**
 * @typedef {object} Ack
 * @property {string} id
 * @property {AckStage} stage
 * @property {string} code
 * @property {string} text
 * @property {any} value
 * @property {number} atUs bridge clock; 0 when it was decided here
 */

/**
 * @typedef {object} CallOptions
 * @property {number} [deadlineMs]
 * @property {string} [dedupe]
 * @property {(ack: Ack) => void} [onStage] told every stage, also the last
 */

/** @type {ReadonlySet<string>} */
const FINAL = new Set(["applied", "rejected", "expired", "unknown", "cancelled"]);

/** @typedef {{resolve: (ack: Ack) => void, onStage?: (ack: Ack) => void}} Waiting */

export class Calls {
  /** @type {Map<string, Waiting>} */
  #waiting = new Map();
  #count = 0;

  /**
   * Make a call ready to be sent.
   * @param {string} target
   * @param {string} method
   * @param {{[name: string]: any}} args
   * @param {CallOptions} options
   * @returns {{message: ControlMessage, done: Promise<Ack>}}
   */
  begin(target, method, args, { deadlineMs, dedupe, onStage }) {
    const id = `c${++this.#count}`;
    const message = { op: "call", id, target, method, args, deadline_ms: deadlineMs, dedupe };
    /** @type {Promise<Ack>} */
    const done = new Promise((resolve) => this.#waiting.set(id, { resolve, onStage }));
    return { message, done };
  }

  /** @param {ControlMessage} message an ack of the bridge */
  learn(message) {
    this.#settle({
      id: String(message.id),
      stage: message.stage,
      code: message.code ?? "",
      text: message.text ?? "",
      value: message.value ?? null,
      atUs: message.at_us ?? 0,
    });
  }

  /**
   * Decide here what became of a call.
   * @param {string} id
   * @param {AckStage} stage
   * @param {string} code
   * @param {string} text
   */
  decide(id, stage, code, text) {
    this.#settle({ id, stage, code, text, value: null, atUs: 0 });
  }

  /** The link is gone: whether waiting calls were applied cannot be known any more. */
  endLink() {
    for (const id of [...this.#waiting.keys()]) {
      this.decide(id, "unknown", "link_lost", "The link ended before the answer came.");
    }
  }

  /** @param {Ack} ack */
  #settle(ack) {
    const waiting = this.#waiting.get(ack.id);
    if (waiting === undefined) return;
    waiting.onStage?.(ack);
    if (!FINAL.has(ack.stage)) return;
    this.#waiting.delete(ack.id);
    waiting.resolve(ack);
  }
}
