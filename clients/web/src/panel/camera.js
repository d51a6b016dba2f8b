/**
 * One camera on the screen: its media and its latency.
 *
 * Knows: subscriptions, players, the screen. Does not know: elements around the picture.
 */

import { LatencyLedger } from "../latency.js";
import { mediaOf, openPlayer } from "../player.js";
import { RateMeter } from "../rate.js";

/** @typedef {import("../player.js").PlayerKind} PlayerKind */

// The bridge honours one wish a second; asking more often would only be counted.
const KEY_FRAME_GAP_US = 1_000_000;

/**
 * @typedef {object} CameraOptions
 * @property {import("../client.js").BridgeClient} client
 * @property {import("../screen.js").Screen} screen
 * @property {HTMLVideoElement} video
 * @property {string} deviceId
 * @property {PlayerKind} kind
 * @property {(text: string) => void} onGivenUp
 * @property {() => void} onMissing the bridge has no such topic, at least not yet
 */

export class Camera {
  #client;
  #topic;
  #player;
  #media;
  #askedUs = -Infinity;
  #arrivals = new RateMeter();
  #bytes = 0;
  #isClosed = false;
  ledger = new LatencyLedger();

  /** @param {CameraOptions} options */
  constructor({ client, screen, video, deviceId, kind, onGivenUp, onMissing }) {
    this.#client = client;
    this.deviceId = deviceId;
    this.#topic = `device/${deviceId}/${mediaOf(kind)}`;
    screen.clear();
    this.#player = openPlayer(kind, video, {
      onPicture: (picture) => {
        if (this.#isClosed) picture.close();
        else screen.offer(picture);
      },
      onKeyFrameWanted: () => this.#wantKeyFrame(),
      onGivenUp,
    });
    this.#media = client.subscribe(
      { topics: [this.#topic] },
      {
        onSample: (sample) => this.#play(sample),
        onTopics: (entries) => entries.length === 0 && onMissing(),
      },
    );
  }

  /** @returns {PlayerKind} */
  get kind() {
    return this.#player.kind;
  }

  /** @param {import("../subscription.js").Sample} sample */
  #play(sample) {
    this.#bytes += sample.payload?.length ?? 0;
    this.#arrivals.tick(sample.arrivedUs);
    this.#player.push(sample);
  }

  /**
   * Account for a picture that was shown.
   * @param {import("../screen.js").Shown} shown
   */
  noteShown({ sample, shownUs }) {
    this.ledger.add({ ...sample, shownUs });
  }

  #wantKeyFrame() {
    const nowUs = this.#client.nowUs();
    if (nowUs - this.#askedUs < KEY_FRAME_GAP_US) return;
    this.#askedUs = nowUs;
    this.#client.requestKeyFrame(this.#topic);
  }

  /** Counters of everything between the link and the screen. */
  statistics() {
    const nowUs = this.#client.nowUs();
    return {
      topic: this.#topic,
      kind: this.kind,
      arrivalHz: this.#arrivals.hz(nowUs),
      bytes: this.#bytes,
      player: this.#player.statistics(),
      dropped: { media: this.#media.dropped },
    };
  }

  /** Take back everything that was asked for. */
  close() {
    this.#isClosed = true;
    this.#media.close();
    this.#player.close();
  }
}
