/**
 * Where the samples of one stream come from: a subscription, or addresses to ask.
 *
 * Knows: the two ways. Does not know: decoders, pictures.
 */

import { httpBase } from "./addresses.js";

/** @typedef {import("../../../web/src/client.js").BridgeClient} BridgeClient */
/** @typedef {import("../../../web/src/subscription.js").Sample} Sample */
/** @typedef {import("./decoder.js").StreamKind} StreamKind */

/**
 * @typedef {object} SourceOptions
 * @property {BridgeClient} client
 * @property {string} device
 * @property {StreamKind} kind
 * @property {number} maxFps 0: as many as there are
 * @property {(sample: Sample) => void} onSample
 */

/**
 * @typedef {object} AskingOptions
 * @property {string} address of the bridge
 * @property {typeof fetch} fetcher
 * @property {import("../../../web/src/system.js").Clock} clock
 */

/** @typedef {{close: () => void, trouble: string}} StreamSource */

const USUAL_FPS = 30;
const AFTER_FAILURE_MS = 1000;

/**
 * @param {StreamKind} kind
 * @param {string} device
 */
export function topicOfStream(kind, device) {
  return `device/${device}/camera/${kind}`;
}

/**
 * Have the samples sent.
 * @param {SourceOptions} options
 * @returns {StreamSource}
 */
export function subscribeToStream({ client, device, kind, maxFps, onSample }) {
  const topics = [topicOfStream(kind, device)];
  // Pictures of H.264 build on each other: none may be left out on the way.
  const hz = kind === "jpeg" && maxFps > 0 ? maxFps : undefined;
  const source = { trouble: "", close: () => subscription.close() };
  const subscription = client.subscribe(
    { topics, mode: "latest", hz },
    {
      onSample,
      onRefused: (status) => void (source.trouble = String(status.text ?? status.code)),
    },
  );
  return source;
}

/**
 * Ask for one picture after the other, for links that carry text only. There is never more
 * than one request on its way, so a slow network gives fewer pictures and no older ones.
 * @param {SourceOptions & AskingOptions} options
 * @returns {StreamSource}
 */
export function askForPictures(options) {
  return new PictureAsker(options);
}

class PictureAsker {
  #options;
  #url = "";
  #seq = 0;
  #isClosed = false;
  #cancel = () => {};
  #subscription;
  trouble = "";

  /** @param {SourceOptions & AskingOptions} options */
  constructor(options) {
    this.#options = options;
    const topics = [topicOfStream("jpeg", options.device)];
    // Media has no text form: what this subscription brings is the address.
    this.#subscription = options.client.subscribe(
      { topics, hz: 1 },
      {
        onSample: () => {},
        onTopics: ([entry]) => this.#begin(entry?.urls?.snapshot),
        onRefused: (status) => void (this.trouble = String(status.text ?? status.code)),
      },
    );
  }

  /** @param {string | undefined} path */
  #begin(path) {
    if (path === undefined || this.#url !== "" || this.#isClosed) return;
    this.#url = `${httpBase(this.#options.address)}${path}`;
    void this.#ask();
  }

  async #ask() {
    const { fetcher, clock, maxFps } = this.#options;
    const askedUs = clock.nowUs();
    let waitMs = 1000 / (maxFps > 0 ? maxFps : USUAL_FPS);
    try {
      const answer = await fetcher(this.#url, { cache: "no-store" });
      if (!answer.ok) throw new Error(`the bridge answers ${answer.status}`);
      this.#give(answer.headers, new Uint8Array(await answer.arrayBuffer()));
      this.trouble = "";
      waitMs -= (clock.nowUs() - askedUs) / 1000;
    } catch (error) {
      this.trouble = error instanceof Error ? error.message : String(error);
      waitMs = AFTER_FAILURE_MS;
    }
    if (!this.#isClosed) this.#cancel = clock.after(() => void this.#ask(), Math.max(0, waitMs));
  }

  /**
   * @param {Headers} headers
   * @param {Uint8Array} payload
   */
  #give(headers, payload) {
    if (this.#isClosed) return;
    const { client, device, onSample } = this.#options;
    const nowUs = client.nowUs();
    // Readable only where the bridge exposes it; else the picture is as old as its way was.
    const capturedUs = Number(headers.get("Gamebridge-Captured-Us")) || nowUs;
    const frameSeq = Number(headers.get("Gamebridge-Seq")) || ++this.#seq;
    onSample({
      topic: topicOfStream("jpeg", device),
      kind: "jpeg",
      seq: frameSeq,
      capturedUs,
      receivedUs: nowUs,
      arrivedUs: nowUs,
      flags: 1,
      hops: [],
      frameSeq,
      payload,
    });
  }

  close() {
    this.#isClosed = true;
    this.#cancel();
    this.#subscription.close();
  }
}
