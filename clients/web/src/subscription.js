/**
 * One wish for samples. It outlives links: the client sends it again after a reconnect.
 *
 * Knows: the fields of subscribe, subscribed and drops. Does not know: sockets.
 */

/** @typedef {import("./wire.js").ControlMessage} ControlMessage */

/**
 * @typedef {object} TopicEntry
 * @property {string} topic
 * @property {number} number
 * @property {"state" | "stream" | "event" | "media"} kind
 * @property {string} schema
 * @property {{mjpeg?: string, snapshot?: string}} [urls]
 */

/**
 * A sample as it reaches a reader. All times are on the bridge's clock.
 * @typedef {object} Sample
 * @property {string} topic
 * @property {import("./wire.js").SampleKind} kind
 * @property {number} seq
 * @property {number} capturedUs
 * @property {number} receivedUs
 * @property {number} arrivedUs
 * @property {number} flags
 * @property {import("./wire.js").Hop[]} hops
 * @property {number} [frameSeq]
 * @property {number} [deviceUs]
 * @property {number} [bundle]
 * @property {any} [value] of value topics
 * @property {Uint8Array} [payload] of media topics; a view of the message
 */

/**
 * What a reader asks for (docs/protocol.md §7.1).
 * @typedef {object} Wish
 * @property {string[]} topics
 * @property {"latest" | "keyed" | "ring" | "all" | "sync"} [mode]
 * @property {number} [hz]
 * @property {number} [maxAgeMs]
 * @property {number} [maxBytes]
 * @property {number} [depth]
 * @property {string} [key]
 * @property {number} [timeoutMs]
 * @property {string[]} [fields]
 */

/**
 * @typedef {object} SubscriptionEvents
 * @property {(sample: Sample) => void} onSample
 * @property {(entries: TopicEntry[]) => void} [onTopics] topics that match, as they appear
 * @property {(gap: {topic: string, fromSeq: number, toSeq: number, reason: string}) => void} [onGap]
 * @property {(status: ControlMessage) => void} [onRefused]
 */

export class Subscription {
  #wish;
  #events;
  #close;
  /** @type {Map<string, TopicEntry>} */
  #topics = new Map();
  /** @type {{[reason: string]: number}} totals of links that ended */
  #droppedBefore = {};
  /** @type {{[reason: string]: number}} total of this link */
  #droppedNow = {};
  #received = 0;

  /**
   * @param {number} number
   * @param {Wish} wish
   * @param {SubscriptionEvents} events
   * @param {() => void} close
   */
  constructor(number, wish, events, close) {
    this.number = number;
    this.#wish = wish;
    this.#events = events;
    this.#close = close;
  }

  /** The topics that match, newest knowledge. */
  get topics() {
    return [...this.#topics.values()];
  }

  /** Totals of what the bridge dropped for us, by reason, over all links. */
  get dropped() {
    const sum = { ...this.#droppedBefore };
    for (const [reason, count] of Object.entries(this.#droppedNow)) {
      sum[reason] = (sum[reason] ?? 0) + count;
    }
    return sum;
  }

  /** Samples that arrived. */
  get received() {
    return this.#received;
  }

  /**
   * Wish for something else; the client tells the bridge.
   * @param {Wish} wish
   */
  change(wish) {
    this.#wish = wish;
  }

  /** Take the wish back. Samples on their way are not delivered any more. */
  close() {
    this.#close();
  }

  /** @returns {ControlMessage} what the client sends when a link is ready */
  toMessage() {
    const wish = this.#wish;
    return {
      op: "subscribe",
      sub: this.number,
      topics: wish.topics,
      mode: wish.mode,
      hz: wish.hz,
      max_age_ms: wish.maxAgeMs,
      max_bytes: wish.maxBytes,
      depth: wish.depth,
      key: wish.key,
      timeout_ms: wish.timeoutMs,
      fields: wish.fields,
    };
  }

  /** The link is gone; its totals are final. */
  endLink() {
    this.#droppedBefore = this.dropped;
    this.#droppedNow = {};
  }

  /** @param {TopicEntry[]} entries */
  learnTopics(entries) {
    for (const entry of entries) this.#topics.set(entry.topic, entry);
    this.#events.onTopics?.(entries);
  }

  /** @param {{[reason: string]: number}} dropped */
  learnDrops(dropped) {
    this.#droppedNow = dropped;
  }

  /** @param {ControlMessage} gap */
  learnGap(gap) {
    this.#events.onGap?.({
      topic: gap.topic,
      fromSeq: gap.from_seq,
      toSeq: gap.to_seq,
      reason: gap.reason,
    });
  }

  /** @param {ControlMessage} status */
  learnRefusal(status) {
    this.#events.onRefused?.(status);
  }

  /** @param {Sample} sample */
  deliver(sample) {
    this.#received++;
    this.#events.onSample(sample);
  }
}
