/**
 * One camera's pictures in the game, for as long as somebody uses them.
 *
 * Knows: sources, decoders, the newest picture. Does not know: textures, scenes. There is
 * never a queue: a newer picture closes the one that nobody has shown yet.
 */

import { RateMeter } from "../../../web/src/rate.js";
import { isLoopback } from "./addresses.js";
import { askForPictures, subscribeToStream } from "./stream_source.js";

/** @typedef {import("./decoder.js").StreamKind} StreamKind */
/** @typedef {import("./decoder.js").Picture} Picture */
/** @typedef {import("./stream_source.js").StreamSource} StreamSource */

/**
 * @typedef {object} StreamWish
 * @property {number} [maxFps] 0: as many as there are
 * @property {"auto" | "jpeg" | "h264" | string} [format]
 * @property {number} [widthPx] to shrink pictures to; 0: as they are
 */

/**
 * @typedef {object} StreamPlace
 * @property {import("./platform.js").Platform} platform
 * @property {import("./connection.js").Connection} connection
 * @property {() => string} findDevice the id that is meant by now; "" when there is none
 * @property {() => import("../../../web/src/geometry.js").Intrinsics | null} findLens
 */

const LIVE_US = 1_500_000;
// An encoder is started for the first viewer; if nothing came by then, there is none.
const H264_PATIENCE_US = 4_000_000;
const USUAL_FPS = 30;
const MAX_FPS = 120;
const MAX_WIDTH_PX = 4096;

export class Stream {
  #place;
  /** @type {Set<StreamWish>} */
  #users = new Set();
  /** @type {Required<StreamWish>} */
  #wish = { maxFps: USUAL_FPS, format: "auto", widthPx: 0 };
  /** @type {StreamSource | null} */
  #source = null;
  /** @type {import("./decoder.js").Decoder | null} */
  #decoder = null;
  #opened = "";
  #openedUs = 0;
  /** @type {import("../../../web/src/client.js").BridgeClient | null} */
  #client = null;
  #hasGivenUpH264 = false;
  /** @type {Picture | null} decoded since the last frame */
  #next = null;
  #nextUs = -Infinity;
  /** @type {Picture | null} */
  #shown = null;
  #shownUs = -Infinity;
  #isTaken = true;
  #count = 0;
  #rate = new RateMeter();
  #delayMs = 0;
  #sizePx = { widthPx: 0, heightPx: 0 };
  #frameNumber = 0;
  #nowUs = 0;

  /** @param {StreamPlace} place */
  constructor(place) {
    this.#place = place;
  }

  /**
   * Use the stream. Returns how to give it back; the last one ends the subscription.
   * @param {StreamWish} [wish]
   */
  open(wish = {}) {
    // A copy: the same wish of two users is two wishes.
    const own = { ...wish };
    this.#users.add(own);
    this.#decide();
    return () => {
      if (this.#users.delete(own)) this.#decide();
    };
  }

  #decide() {
    const wishes = [...this.#users];
    const last = (/** @type {keyof StreamWish} */ name) =>
      wishes.findLast((w) => w[name] !== undefined)?.[name];
    this.#wish = {
      maxFps: bounded(last("maxFps"), USUAL_FPS, MAX_FPS),
      format: String(last("format") ?? "auto").toLowerCase(),
      widthPx: Math.round(bounded(last("widthPx"), 0, MAX_WIDTH_PX)),
    };
    this.#follow();
  }

  /** Subscribe to what is wished for, and to nothing when nobody wishes. */
  #follow() {
    const { client } = this.#place.connection;
    const device = this.#users.size > 0 ? this.#place.findDevice() : "";
    const kind = this.#kind;
    const { maxFps, widthPx } = this.#wish;
    const wanted = device === "" || client === null ? "" : `${device} ${kind} ${maxFps} ${widthPx}`;
    if (wanted === this.#opened && client === this.#client) return;
    this.#close();
    this.#opened = wanted;
    this.#client = client;
    if (client !== null && wanted !== "") this.#start(client, device, kind);
  }

  /** @returns {StreamKind} */
  get #kind() {
    const { platform, connection } = this.#place;
    const { format } = this.#wish;
    const canH264 = platform.hasVideoDecoder && platform.encoding === "msgpack";
    if (!canH264 || this.#hasGivenUpH264 || format === "jpeg") return "jpeg";
    if (format === "h264") return "h264";
    // Within this machine pictures cost nothing to move, and encoding them would.
    const address = connection.address();
    return address === "" || isLoopback(new URL(address).hostname) ? "jpeg" : "h264";
  }

  /**
   * @param {import("../../../web/src/client.js").BridgeClient} client
   * @param {string} device
   * @param {StreamKind} kind
   */
  #start(client, device, kind) {
    const { platform, connection } = this.#place;
    const { clock, fetcher } = platform;
    const { maxFps, widthPx } = this.#wish;
    this.#openedUs = clock.nowUs();
    const topic = `device/${device}/camera/${kind}`;
    const decoder = platform.createDecoder(
      kind,
      {
        onPicture: (picture) => this.#receive(decoder, picture),
        onKeyFrameWanted: () => client.requestKeyFrame(topic),
        onGivenUp: () => this.#giveUp(kind),
      },
      { widthPx, clock },
    );
    this.#decoder = decoder;
    const options = {
      client,
      device,
      kind,
      maxFps,
      onSample: (/** @type {import("./decoder.js").Sample} */ sample) => {
        if (sample.payload !== undefined) decoder.push(sample);
      },
    };
    this.#source =
      platform.encoding === "json" && fetcher !== null
        ? askForPictures({ ...options, address: connection.address(), fetcher, clock })
        : subscribeToStream(options);
  }

  /** @param {StreamKind} kind */
  #giveUp(kind) {
    if (kind === "h264") this.#hasGivenUpH264 = true;
    // Not now: this is the decoder's own call. The next frame follows.
  }

  /**
   * @param {import("./decoder.js").Decoder} decoder
   * @param {Picture} picture
   */
  #receive(decoder, picture) {
    const nowUs = this.#place.platform.clock.nowUs();
    const { maxFps } = this.#wish;
    // JPEG pictures are thinned out on the way; of H.264 every one has to be decoded. A
    // little early is in time: pictures do not come like clockwork.
    const isThinned = this.#opened.includes(" h264 ") && maxFps > 0;
    const isTooSoon = isThinned && nowUs - this.#nextUs < 0.75e6 / maxFps;
    if (decoder !== this.#decoder || isTooSoon) {
      picture.close();
      return;
    }
    this.#next?.close();
    this.#next = picture;
    this.#nextUs = nowUs;
    this.#rate.tick(nowUs);
  }

  #close() {
    this.#source?.close();
    this.#decoder?.close();
    this.#source = this.#decoder = null;
    this.#next?.close();
    this.#next = null;
    this.#dropShown();
    this.#shownUs = this.#nextUs = -Infinity;
    this.#frameNumber = this.#delayMs = 0;
    this.#sizePx = { widthPx: 0, heightPx: 0 };
  }

  #dropShown() {
    this.#shown?.close();
    this.#shown = null;
    this.#isTaken = true;
  }

  /** Once per frame: the newest picture is the one of this frame. */
  frame() {
    this.#nowUs = this.#place.platform.clock.nowUs();
    this.#doubtH264();
    this.#follow();
    if (this.#next === null) return;
    this.#dropShown();
    this.#shown = this.#next;
    this.#next = null;
    this.#shownUs = this.#nextUs;
    this.#isTaken = false;
    this.#count++;
    this.#learn(this.#shown);
  }

  /** Give H.264 up when there should be some and nothing comes. */
  #doubtH264() {
    const isExpected = this.#opened.includes(" h264 ") && this.#place.connection.isConnected();
    if (!isExpected || this.#shownUs > -Infinity) this.#openedUs = this.#nowUs;
    else if (this.#nowUs - this.#openedUs > H264_PATIENCE_US) this.#giveUp("h264");
  }

  /** @param {Picture} picture */
  #learn({ widthPx, heightPx, capturedUs, frameSeq, sample }) {
    this.#sizePx = { widthPx, heightPx };
    this.#delayMs = Math.max(0, (this.#place.connection.nowUs() - capturedUs) / 1000);
    this.#frameNumber = frameSeq ?? sample.frameSeq ?? sample.seq;
  }

  /** Whether pictures come. */
  get isLive() {
    return this.#nowUs - this.#shownUs < LIVE_US && this.#place.connection.isConnected();
  }

  /** Pictures per second over the last two seconds. */
  get fps() {
    return this.#rate.hz(this.#nowUs);
  }

  /** 0 before the first picture. */
  get widthPx() {
    return this.#sizePx.widthPx;
  }

  get heightPx() {
    return this.#sizePx.heightPx;
  }

  /** From capture to the game's frame. */
  get delayMs() {
    return this.#delayMs;
  }

  /** The device's number of the picture. */
  get frameNumber() {
    return this.#frameNumber;
  }

  /** The camera's lens, or null when it is not known. */
  get intrinsics() {
    return this.#place.findLens();
  }

  /** Rises with every new picture. */
  get pictureCount() {
    return this.#count;
  }

  /** The newest picture; it stays the stream's and is valid until the next frame. */
  get picture() {
    return this.#shown;
  }

  /**
   * The newest picture since the last take, or null; the taker closes it.
   * @returns {Picture | null}
   */
  takePicture() {
    if (this.#isTaken) return null;
    const picture = this.#shown;
    this.#shown = null;
    this.#isTaken = true;
    return picture;
  }

  /** Why there is no picture, for the overlay; "" when nothing is known to be wrong. */
  get trouble() {
    return this.#source?.trouble ?? "";
  }

  get isUsed() {
    return this.#users.size > 0;
  }

  /** What is played, for the overlay. */
  get kind() {
    return this.#opened === "" ? "" : this.#kind;
  }
}

/**
 * @param {unknown} value
 * @param {number} usual
 * @param {number} most
 */
function bounded(value, usual, most) {
  const number = typeof value === "number" && Number.isFinite(value) ? value : usual;
  return Math.max(0, Math.min(most, number));
}
