/**
 * What the bridge said, as one frame sees it: taken once, equal for all events of the frame.
 *
 * Knows: samples and patterns. Does not know: what they mean. Everything is bounded, for a
 * hidden tab has no frames while its link goes on delivering.
 */

import { FLAG_RETAINED } from "../../../web/src/wire.js";
import { Mailbox } from "../../../web/src/mailbox.js";
import { isPattern, matches } from "./topics.js";
import { Wishes } from "./wishes.js";

/** @typedef {import("../../../web/src/subscription.js").Sample} Sample */

/**
 * The newest that is known of a topic.
 * @typedef {object} Fact
 * @property {Sample} sample
 * @property {boolean} isNew it came since the frame before
 */

/** @typedef {{samples: Sample[], dropped: number}} Batch */

const MAX_TOPICS = 1024;
const MAX_LIMIT = 1000;
const DEFAULT_LIMIT = 64;
// Over all queues: what a hidden tab may gather.
const MAX_QUEUED = 2048;

export class Feed {
  #wishes = new Wishes(
    (sample, mode) => this.put(sample, mode === "ring"),
    (text) => void (this.#refusal = text),
  );
  #refusal = "";
  /** @type {Map<string, Fact>} least recently renewed first */
  #facts = new Map();
  /** @type {Fact[]} */
  #renewed = [];
  /** @type {Mailbox<Sample>} */
  #arrived = new Mailbox({ limit: MAX_TOPICS });
  /** @type {Map<string, Set<string>>} the topics of each pattern that stands for several */
  #members = new Map();
  /** @type {Map<string, number>} how much is kept for each pattern of which all is wanted */
  #limits = new Map();
  /** @type {Map<string, Batch>} since the last frame */
  #waiting = new Map();
  /** @type {Map<string, Batch>} of this frame */
  #batches = new Map();
  /** @type {Map<string, number>} */
  #dropped = new Map();
  /** @type {Map<string, Sample>} */
  #lastQueued = new Map();
  #queued = 0;

  /** What the bridge or this feed refused, for people; "" when nothing was. */
  get refusal() {
    if (this.#wishes.refused > 0) return "The game reads more than 512 topics; use patterns.";
    return this.#refusal;
  }

  /** How many topics are known. */
  get size() {
    return this.#facts.size;
  }

  /** @returns {IterableIterator<[string, Fact]>} */
  facts() {
    return this.#facts.entries();
  }

  /**
   * Read a topic or pattern from now on.
   * @param {string} pattern
   */
  want(pattern) {
    if (this.#wishes.add(pattern, "latest")) this.#watch(pattern);
  }

  /**
   * Read all samples of a topic or pattern, `limit` per topic and frame at most; without a
   * limit, as many as before.
   * @param {string} pattern
   * @param {number} [limit]
   */
  wantAll(pattern, limit = this.#limits.get(pattern) ?? DEFAULT_LIMIT) {
    if (!this.#wishes.add(pattern, "ring")) return;
    const bounded = Math.max(1, Math.min(MAX_LIMIT, Math.floor(limit) || DEFAULT_LIMIT));
    this.#limits.set(pattern, bounded);
    this.#watch(pattern);
  }

  /** @param {string} pattern */
  #watch(pattern) {
    if (!isPattern(pattern) || this.#members.has(pattern)) return;
    const topics = [...this.#facts.keys()].filter((topic) => matches(pattern, topic));
    this.#members.set(pattern, new Set(topics));
  }

  /**
   * Ask this client from now on, or nobody.
   * @param {import("../../../web/src/client.js").BridgeClient | null} client
   */
  attach(client) {
    this.#refusal = "";
    this.#wishes.attach(client);
  }

  /** Tell the bridge what was wished for in this frame. */
  flush() {
    this.#wishes.flush();
  }

  /**
   * Take in what arrived.
   * @param {Sample} sample
   * @param {boolean} isOfAll whether the bridge sends all samples of this topic here
   */
  put(sample, isOfAll) {
    const { topic } = sample;
    const newest = this.#arrived.peek(topic) ?? this.#facts.get(topic)?.sample;
    if (newest === undefined || isLater(sample, newest)) this.#arrived.put(sample);
    if (isOfAll) this.#queue(sample);
  }

  /** @param {Sample} sample */
  #queue(sample) {
    const { topic } = sample;
    const last = this.#lastQueued.get(topic);
    if (last !== undefined && !isLater(sample, last)) return;
    if (last === undefined && this.#lastQueued.size >= MAX_TOPICS) this.#lastQueued.clear();
    this.#lastQueued.set(topic, sample);
    const batch = this.#waiting.get(topic) ?? { samples: [], dropped: 0 };
    this.#waiting.set(topic, batch);
    batch.samples.push(sample);
    this.#queued++;
    if (batch.samples.length > this.#limitOf(topic) || this.#queued > MAX_QUEUED) {
      batch.samples.shift();
      this.#queued--;
      this.#dropped.set(topic, (this.#dropped.get(topic) ?? 0) + 1);
    }
  }

  /** @param {string} topic */
  #limitOf(topic) {
    let limit = this.#limits.get(topic) ?? 0;
    for (const [pattern, most] of this.#limits) {
      if (most > limit && isPattern(pattern) && matches(pattern, topic)) limit = most;
    }
    return limit || DEFAULT_LIMIT;
  }

  /** Take what arrived since the last frame; until the next one nothing changes. */
  frame() {
    for (const fact of this.#renewed) fact.isNew = false;
    this.#renewed.length = 0;
    for (const sample of this.#arrived.takeAll()) this.#renew(sample);
    this.#batches = this.#waiting;
    this.#waiting = new Map();
    this.#queued = 0;
  }

  /** @param {Sample} sample */
  #renew(sample) {
    const { topic } = sample;
    let fact = this.#facts.get(topic);
    if (fact === undefined) {
      fact = { sample, isNew: true };
      if (this.#facts.size >= MAX_TOPICS) this.#forgetOldest();
      for (const [pattern, topics] of this.#members) {
        if (matches(pattern, topic)) topics.add(topic);
      }
    } else {
      fact.sample = sample;
      fact.isNew = true;
      this.#facts.delete(topic);
    }
    this.#facts.set(topic, fact);
    this.#renewed.push(fact);
  }

  #forgetOldest() {
    for (const topic of this.#facts.keys()) {
      this.#facts.delete(topic);
      this.#dropped.delete(topic);
      for (const topics of this.#members.values()) topics.delete(topic);
      return;
    }
  }

  /**
   * The newest that is known of a topic, or of any topic of a pattern.
   * @param {string} pattern
   * @returns {Fact | undefined}
   */
  get(pattern) {
    const topics = this.#members.get(pattern);
    if (topics === undefined) return this.#facts.get(pattern);
    /** @type {Fact | undefined} */
    let newest;
    for (const topic of topics) {
      const fact = this.#facts.get(topic);
      const arrivedUs = newest?.sample.arrivedUs ?? -Infinity;
      if (fact !== undefined && fact.sample.arrivedUs >= arrivedUs) newest = fact;
    }
    return newest;
  }

  /**
   * The known topics of a topic or pattern that is wanted.
   * @param {string} pattern
   * @returns {string[]}
   */
  topicsOf(pattern) {
    const topics = this.#members.get(pattern);
    if (topics !== undefined) return [...topics];
    return this.#facts.has(pattern) ? [pattern] : [];
  }

  /**
   * All samples of this frame, oldest first, of a topic or pattern of which all is wanted.
   * @param {string} pattern
   * @returns {Sample[]}
   */
  batch(pattern) {
    if (!isPattern(pattern)) return this.#batches.get(pattern)?.samples ?? [];
    const samples = this.topicsOf(pattern).flatMap(
      (topic) => this.#batches.get(topic)?.samples ?? [],
    );
    return samples.sort((a, b) => a.arrivedUs - b.arrivedUs);
  }

  /**
   * How many samples of a topic or pattern found no room in its queue.
   * @param {string} pattern
   */
  dropped(pattern) {
    const topics = isPattern(pattern) ? this.topicsOf(pattern) : [pattern];
    return topics.reduce((sum, topic) => sum + (this.#dropped.get(topic) ?? 0), 0);
  }

  /** What the bridge dropped on the way, by reason. */
  droppedOnTheWay() {
    return this.#wishes.dropped();
  }

  /**
   * The bridge started anew: its clock is another one, and its numbers begin afresh.
   * @param {number} shiftUs new clock minus old clock
   */
  rebase(shiftUs) {
    this.#lastQueued.clear();
    for (const fact of this.#facts.values()) {
      const { sample } = fact;
      fact.sample = {
        ...sample,
        seq: -1,
        capturedUs: sample.capturedUs + shiftUs,
        receivedUs: sample.receivedUs + shiftUs,
        arrivedUs: sample.arrivedUs + shiftUs,
      };
    }
  }

  /** Forget everything: another bridge speaks from now on. */
  clear() {
    this.#facts.clear();
    this.#renewed.length = 0;
    this.#arrived.takeAll();
    this.#waiting.clear();
    this.#batches = new Map();
    this.#lastQueued.clear();
    this.#dropped.clear();
    for (const topics of this.#members.values()) topics.clear();
  }
}

/**
 * Tell whether a sample says something newer than another one of its topic. Subscriptions
 * that overlap or change bring the same sample again, and a topic that is made anew counts
 * from one again.
 * @param {Sample} sample
 * @param {Sample} known
 */
function isLater(sample, known) {
  return sample.seq > known.seq || sample.capturedUs > known.capturedUs;
}

/**
 * Tell whether a sample is what was known before this game looked.
 * @param {Sample} sample
 */
export function isRetained(sample) {
  return (sample.flags & FLAG_RETAINED) !== 0;
}
