/**
 * Which topics a game reads, as few subscriptions as the protocol allows.
 *
 * Knows: patterns and their modes. Does not know: what arrives. A session has 64
 * subscriptions of 64 patterns, so topics that are mentioned one by one share some.
 */

/** @typedef {import("../../../web/src/client.js").BridgeClient} BridgeClient */
/** @typedef {import("../../../web/src/subscription.js").Subscription} Subscription */
/** @typedef {import("../../../web/src/subscription.js").Sample} Sample */

/**
 * `latest` gives the newest sample of each topic, `ring` all that there is room for.
 * @typedef {"latest" | "ring"} Mode
 */

/** @typedef {{mode: Mode, patterns: string[], subscription: Subscription | null, isDirty: boolean}} Share */

const SHARED_BY = 32;
// Sixteen subscriptions in all: the rest of a session's 64 is left for streams.
const MAX_PATTERNS = 512;
const RING_DEPTH = 256;

export class Wishes {
  #onSample;
  #onRefused;
  /** @type {Share[]} */
  #shares = [];
  /** @type {Map<string, Mode>} */
  #modes = new Map();
  /** @type {BridgeClient | null} */
  #client = null;
  #refused = 0;

  /**
   * @param {(sample: Sample, mode: Mode) => void} onSample
   * @param {(text: string) => void} onRefused
   */
  constructor(onSample, onRefused) {
    this.#onSample = onSample;
    this.#onRefused = onRefused;
  }

  /** How many wishes found no room. */
  get refused() {
    return this.#refused;
  }

  /**
   * Wish for a pattern. A wish for all samples includes the newest.
   * @param {string} pattern
   * @param {Mode} mode
   * @returns {boolean} false when there is no room for more
   */
  add(pattern, mode) {
    const known = this.#modes.get(pattern);
    if (known === mode || known === "ring") return true;
    if (known === undefined && this.#modes.size >= MAX_PATTERNS) {
      this.#refused++;
      return false;
    }
    if (known !== undefined) this.#takeOut(pattern);
    this.#modes.set(pattern, mode);
    const share = this.#roomFor(mode);
    share.patterns.push(pattern);
    share.isDirty = true;
    return true;
  }

  /** @param {string} pattern */
  #takeOut(pattern) {
    for (const share of this.#shares) {
      const at = share.patterns.indexOf(pattern);
      if (at < 0) continue;
      share.patterns.splice(at, 1);
      share.isDirty = true;
    }
  }

  /** @param {Mode} mode */
  #roomFor(mode) {
    const found = this.#shares.find(
      (share) => share.mode === mode && share.patterns.length < SHARED_BY,
    );
    if (found !== undefined) return found;
    /** @type {Share} */
    const share = { mode, patterns: [], subscription: null, isDirty: false };
    this.#shares.push(share);
    return share;
  }

  /**
   * Ask this client from now on.
   * @param {BridgeClient | null} client
   */
  attach(client) {
    for (const share of this.#shares) {
      share.subscription?.close();
      share.subscription = null;
      share.isDirty = share.patterns.length > 0;
    }
    this.#client = client;
    this.flush();
  }

  /** Tell the bridge what was wished for since the last time. */
  flush() {
    if (this.#client === null) return;
    for (const share of this.#shares) if (share.isDirty) this.#send(this.#client, share);
  }

  /**
   * @param {BridgeClient} client
   * @param {Share} share
   */
  #send(client, share) {
    share.isDirty = false;
    if (share.patterns.length === 0) {
      share.subscription?.close();
      share.subscription = null;
      return;
    }
    const { mode } = share;
    const depth = mode === "ring" ? RING_DEPTH : undefined;
    const wish = { topics: [...share.patterns], mode, depth };
    if (share.subscription !== null) {
      client.change(share.subscription, wish);
      return;
    }
    share.subscription = client.subscribe(wish, {
      onSample: (sample) => this.#onSample(sample, mode),
      onRefused: (status) => this.#onRefused(String(status.text ?? status.code)),
    });
  }

  /** Totals of what the bridge dropped for us, by reason. */
  dropped() {
    /** @type {{[reason: string]: number}} */
    const sum = {};
    for (const { subscription } of this.#shares) {
      for (const [reason, count] of Object.entries(subscription?.dropped ?? {})) {
        sum[reason] = (sum[reason] ?? 0) + count;
      }
    }
    return sum;
  }
}
