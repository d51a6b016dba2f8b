/**
 * All wishes of one client, and whom a sample or a message of the bridge concerns.
 *
 * Knows: subscriptions and topic numbers. Does not know: sockets, reconnecting.
 */

import { Subscription } from "./subscription.js";

/** @typedef {import("./wire.js").ControlMessage} ControlMessage */
/** @typedef {import("./subscription.js").Wish} Wish */
/** @typedef {import("./subscription.js").SubscriptionEvents} SubscriptionEvents */

export class SubscriptionBook {
  /** @type {Map<number, Subscription>} */
  #subscriptions = new Map();
  #lastNumber = 0;
  /** @type {Map<number, string>} topic of each number, for the life of a link */
  #topicOf = new Map();

  /**
   * Write down a wish.
   * @param {Wish} wish
   * @param {SubscriptionEvents} events
   * @param {(number: number) => void} onClose the wish was taken back
   */
  add(wish, events, onClose) {
    const number = ++this.#lastNumber;
    const subscription = new Subscription(number, wish, events, () => {
      if (this.#subscriptions.delete(number)) onClose(number);
    });
    this.#subscriptions.set(number, subscription);
    return subscription;
  }

  /**
   * Tell whether a subscription is one of these and was not taken back.
   * @param {Subscription} subscription
   */
  has(subscription) {
    return this.#subscriptions.get(subscription.number) === subscription;
  }

  /** What to send when a link is ready. */
  messages() {
    return [...this.#subscriptions.values()].map((subscription) => subscription.toMessage());
  }

  /** The link is gone, and with it the numbers of topics. */
  endLink() {
    this.#topicOf.clear();
    for (const subscription of this.#subscriptions.values()) subscription.endLink();
  }

  /**
   * Pass on a message that concerns a subscription.
   * @param {ControlMessage} message checked already
   */
  learn(message) {
    const concerned = this.#subscriptions.get(message.sub);
    switch (message.op) {
      case "subscribed":
      case "topics":
        for (const { number, topic } of message.topics) this.#topicOf.set(number, topic);
        concerned?.learnTopics(message.topics);
        break;
      case "drops":
        concerned?.learnDrops(message.dropped);
        break;
      case "gap":
        concerned?.learnGap(message);
        break;
      case "status":
        this.#referredTo(message)?.learnRefusal(message);
        break;
    }
  }

  /** @param {ControlMessage} status */
  #referredTo(status) {
    const [what, number] = String(status.ref ?? "").split(":");
    return what === "sub" ? this.#subscriptions.get(Number(number)) : undefined;
  }

  /**
   * Hand samples to those who asked for them.
   * @param {import("./wire.js").WireSample[]} samples
   * @param {number} arrivedUs bridge clock
   * @returns {number} how many were of a topic that the bridge never named
   */
  deliver(samples, arrivedUs) {
    let unknown = 0;
    for (const sample of samples) {
      const topic = sample.topic ?? this.#topicOf.get(sample.number ?? 0);
      if (topic === undefined) {
        unknown++;
        continue;
      }
      const receivedUs = sample.receivedUs ?? arrivedUs;
      this.#subscriptions.get(sample.subscription)?.deliver({
        ...sample,
        topic,
        seq: sample.seq ?? 0,
        capturedUs: sample.capturedUs ?? receivedUs,
        receivedUs,
        arrivedUs,
      });
    }
    return unknown;
  }

  /** Counters of each subscription. */
  statistics() {
    return [...this.#subscriptions.values()].map(({ number, received, dropped }) => ({
      number,
      received,
      dropped,
    }));
  }
}
