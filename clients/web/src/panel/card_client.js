/**
 * What a card has of the page's client: it reads, calls and publishes, and whatever its
 * listeners throw stays with the card.
 *
 * Knows: listeners that may fail. Does not know: elements, what the card is about.
 */

/** @typedef {import("../client.js").BridgeClient} BridgeClient */
/** @typedef {import("../subscription.js").SubscriptionEvents} SubscriptionEvents */

export class CardClient {
  #client;
  #onFault;
  /** @type {Set<() => void>} how to take back what was asked for */
  #endings = new Set();
  #isClosed = false;

  /**
   * @param {BridgeClient} client
   * @param {(error: unknown) => void} onFault a listener of the card threw
   */
  constructor(client, onFault) {
    this.#client = client;
    this.#onFault = onFault;
  }

  get state() {
    return this.#client.state;
  }

  /** The bridge's clock now. */
  nowUs() {
    return this.#client.nowUs();
  }

  /**
   * Listen to the link, as `BridgeClient.on`. Returns how to stop.
   * @template {keyof import("../client.js").ClientEvents} K
   * @param {K} event
   * @param {(event: import("../client.js").ClientEvents[K]) => void} listener
   */
  on(event, listener) {
    this.#checkOpen();
    return this.#remember(this.#client.on(event, this.#guarded(listener)));
  }

  /**
   * Ask for samples, as `BridgeClient.subscribe`; taken back with the card.
   * @param {import("../subscription.js").Wish} wish
   * @param {SubscriptionEvents | SubscriptionEvents["onSample"]} events
   */
  subscribe(wish, events) {
    this.#checkOpen();
    const listeners = typeof events === "function" ? { onSample: events } : events;
    const subscription = this.#client.subscribe(wish, {
      onSample: this.#guarded(listeners.onSample),
      onTopics: listeners.onTopics && this.#guarded(listeners.onTopics),
      onGap: listeners.onGap && this.#guarded(listeners.onGap),
      onRefused: listeners.onRefused && this.#guarded(listeners.onRefused),
    });
    this.#remember(() => subscription.close());
    return subscription;
  }

  /**
   * Call a device, as `BridgeClient.call`: the promise is never rejected.
   * @param {Parameters<BridgeClient["call"]>} words
   */
  call(...words) {
    return this.#client.call(...words);
  }

  /**
   * Publish a value, as `BridgeClient.publish`.
   * @param {Parameters<BridgeClient["publish"]>} words
   */
  publish(...words) {
    return this.#client.publish(...words);
  }

  /** Take everything back that the card asked for. */
  close() {
    this.#isClosed = true;
    for (const end of [...this.#endings]) end();
  }

  #checkOpen() {
    if (this.#isClosed) throw new Error("this card was closed");
  }

  /** @param {() => void} end */
  #remember(end) {
    const endOnce = () => {
      if (this.#endings.delete(endOnce)) end();
    };
    this.#endings.add(endOnce);
    return endOnce;
  }

  /**
   * @template A
   * @param {(argument: A) => unknown} listener
   * @returns {(argument: A) => void}
   */
  #guarded(listener) {
    return (argument) => {
      if (this.#isClosed) return;
      try {
        const outcome = listener(argument);
        if (outcome instanceof Promise) outcome.catch(this.#onFault);
      } catch (error) {
        this.#onFault(error);
      }
    };
  }
}
