/**
 * Plays H.264 samples by Media Source: for pages that are no secure context.
 *
 * Each access unit becomes one fragment. The player stays at the live edge: a little ahead
 * of real time when it fell behind, a jump when it fell far behind, and what was played is
 * removed again.
 */

import { KeyFrameGate } from "./access_unit.js";
import { FaultCount } from "./fault_count.js";
import { TICKS_PER_SECOND, fragment, initSegment } from "./fmp4.js";
import { LiveEdge } from "./live_edge.js";
import { systemClock } from "./system.js";

/** @typedef {import("./subscription.js").Sample} Sample */
/** @typedef {import("./access_unit.js").AccessUnit} AccessUnit */

// Two seconds of pictures while the source opens; more would only be skipped over later.
const MAX_PENDING = 60;
const FIRST_DURATION_TICKS = TICKS_PER_SECOND / 30;
const MIN_DURATION_TICKS = TICKS_PER_SECOND / 120;
const MAX_DURATION_TICKS = TICKS_PER_SECOND / 2;
// Samples whose picture may still be shown: four seconds at 30 a second.
const REMEMBERED = 120;
// Within this share of a picture's time nothing newer has taken its place.
const EXACT_SHARE = 0.6;

/**
 * @typedef {object} MsePlayerOptions
 * @property {HTMLVideoElement} video
 * @property {import("./player.js").PlayerEvents} events
 * @property {typeof MediaSource} [Source]
 * @property {Pick<typeof URL, "createObjectURL" | "revokeObjectURL">} [urls]
 * @property {import("./system.js").Clock} [clock]
 */

export class MsePlayer {
  kind = /** @type {const} */ ("mse");
  #video;
  #events;
  #Source;
  #urls;
  #clock;
  #edge;
  #gate = new KeyFrameGate();
  #faults = new FaultCount();
  /** @type {MediaSource | null} */
  #source = null;
  /** @type {SourceBuffer | null} */
  #buffer = null;
  #address = "";
  /** @type {Uint8Array[]} */
  #pending = [];
  /** @type {{ticks: number, sample: Sample}[]} oldest first */
  #inside = [];
  /** @type {number[]} where key frames are in the media's time, oldest first */
  #keyTimesS = [];
  #sequence = 0;
  #decodeTicks = 0;
  #durationTicks = FIRST_DURATION_TICKS;
  #lastCapturedUs = 0;
  #codec = "";
  #shownTicks = -1;
  #received = 0;
  #decoded = 0;
  #superseded = 0;
  #isClosed = false;

  /** @param {MsePlayerOptions} options */
  constructor({ video, events, Source = MediaSource, urls = URL, clock = systemClock }) {
    this.#video = video;
    this.#events = events;
    this.#Source = Source;
    this.#urls = urls;
    this.#clock = clock;
    this.#edge = new LiveEdge(video);
    video.muted = true; // A browser plays only silent video unasked.
    video.playsInline = true;
    video.onerror = () => this.#fail(video.error?.message ?? "video error");
    this.#watchFrames();
  }

  /** @param {Sample} sample of an H.264 topic */
  push(sample) {
    if (this.#isClosed) return;
    this.#received++;
    try {
      const unit = this.#gate.admit(sample);
      if (unit !== null) this.#accept(unit);
    } catch (error) {
      this.#fail(error);
    }
    if (this.#gate.isWaiting && !this.#isClosed) this.#events.onKeyFrameWanted();
  }

  /** @param {AccessUnit} unit */
  #accept(unit) {
    if (unit.changed !== null) this.#changeStream(unit.changed);
    if (this.#pending.length >= MAX_PENDING) {
      this.#superseded += this.#pending.length;
      this.#discardSource();
      return;
    }
    const durationTicks = this.#durationOf(unit.sample);
    const timing = {
      sequence: ++this.#sequence,
      decodeTicks: this.#decodeTicks,
      durationTicks,
      isKey: unit.isKey,
    };
    if (unit.isKey) this.#keyTimesS.push(this.#decodeTicks / TICKS_PER_SECOND);
    this.#pending.push(fragment(timing, unit.units));
    this.#inside.push({ ticks: this.#decodeTicks, sample: unit.sample });
    if (this.#inside.length > REMEMBERED) this.#inside.shift();
    // Without holes, whatever the camera does: a hole in the timeline stops the playback.
    this.#decodeTicks += durationTicks;
    this.#pump();
  }

  /**
   * Guess how long a picture will be shown: as long as the one before it was.
   * @param {Sample} sample
   */
  #durationOf({ capturedUs }) {
    const betweenTicks = ((capturedUs - this.#lastCapturedUs) * TICKS_PER_SECOND) / 1e6;
    if (this.#lastCapturedUs > 0 && betweenTicks > 0 && betweenTicks < MAX_DURATION_TICKS) {
      const smoothed = this.#durationTicks * 0.9 + betweenTicks * 0.1;
      this.#durationTicks = Math.max(MIN_DURATION_TICKS, smoothed);
    }
    this.#lastCapturedUs = capturedUs;
    return Math.round(this.#durationTicks);
  }

  /** @param {import("./access_unit.js").StreamParameters} parameters */
  #changeStream(parameters) {
    if (this.#source !== null && parameters.codec !== this.#codec) this.#discardSource(false);
    this.#codec = parameters.codec;
    if (this.#source === null) this.#openSource();
    this.#pending.push(initSegment(parameters));
  }

  #openSource() {
    const source = new this.#Source();
    this.#source = source;
    this.#address = this.#urls.createObjectURL(source);
    source.onsourceopen = () => {
      if (source !== this.#source) return;
      try {
        this.#buffer = source.addSourceBuffer(`video/mp4; codecs="${this.#codec}"`);
      } catch (error) {
        this.#fail(error);
        return;
      }
      this.#buffer.onupdateend = () => this.#advance();
      this.#buffer.onerror = () => this.#fail("the browser refused a fragment");
      this.#pump();
    };
    this.#video.src = this.#address;
    // Refused while the page is hidden or before a touch; the next fragment tries again.
    this.#play();
  }

  #play() {
    this.#video.play().catch(() => {});
  }

  #advance() {
    if (this.#buffer === null || this.#isClosed) return;
    if (this.#video.paused) this.#play();
    this.#edge.chase();
    const stale = this.#edge.staleRange(this.#keyTimesS);
    if (stale !== null && !this.#buffer.updating) {
      this.#keyTimesS = this.#keyTimesS.filter((keyS) => keyS >= stale.end);
      this.#buffer.remove(stale.start, stale.end);
    } else if (this.#edge.isLong) this.#events.onKeyFrameWanted();
    this.#pump();
  }

  #pump() {
    if (this.#buffer === null || this.#buffer.updating || this.#pending.length === 0) return;
    const waiting = this.#pending.splice(0);
    const whole = new Uint8Array(waiting.reduce((sum, { length }) => sum + length, 0));
    let offset = 0;
    for (const part of waiting) {
      whole.set(part, offset);
      offset += part.length;
    }
    try {
      this.#buffer.appendBuffer(whole);
    } catch (error) {
      this.#fail(error);
    }
  }

  #watchFrames() {
    const video = this.#video;
    if (typeof video.requestVideoFrameCallback !== "function") {
      video.ontimeupdate = () => this.#emit(video.currentTime, false);
      return;
    }
    video.requestVideoFrameCallback((_now, { mediaTime, presentationTime }) => {
      if (this.#isClosed) return;
      // A page that is late draws what the video shows by then, not what it was called for.
      const lateMs = this.#clock.nowUs() / 1000 - presentationTime;
      const durationMs = (this.#durationTicks * 1000) / TICKS_PER_SECOND;
      this.#emit(mediaTime, lateMs < durationMs * EXACT_SHARE);
      this.#watchFrames();
    });
  }

  /**
   * @param {number} mediaTime seconds
   * @param {boolean} isExact whether the video still shows the picture of that time
   */
  #emit(mediaTime, isExact) {
    const shown = this.#findShown(Math.round(mediaTime * TICKS_PER_SECOND));
    if (shown === null || shown.ticks === this.#shownTicks) return;
    this.#shownTicks = shown.ticks;
    this.#decoded++;
    const { sample } = shown;
    this.#events.onPicture({
      source: this.#video,
      widthPx: this.#video.videoWidth,
      heightPx: this.#video.videoHeight,
      sample,
      frameSeq: sample.frameSeq,
      capturedUs: sample.capturedUs,
      isLive: true,
      isExact,
      close: () => {},
    });
  }

  /**
   * Return the newest sample that begins at or before a time of the media.
   * @param {number} ticks
   */
  #findShown(ticks) {
    for (let i = this.#inside.length - 1; i >= 0; i--) {
      // Browsers keep times in microseconds: a tick is eleven of them.
      if (this.#inside[i].ticks <= ticks + 1) return this.#inside[i];
    }
    return null;
  }

  /** @param {unknown} error */
  #fail(error) {
    if (this.#isClosed || this.#source === null) return;
    this.#discardSource();
    if (this.#faults.add(this.#clock.nowUs())) this.#events.onGivenUp(String(error));
    else this.#events.onKeyFrameWanted();
  }

  /** @param {boolean} [untilKeyFrame] false when a key frame is at hand */
  #discardSource(untilKeyFrame = true) {
    if (this.#buffer !== null) this.#buffer.onupdateend = this.#buffer.onerror = null;
    if (this.#source !== null) this.#source.onsourceopen = null;
    if (this.#address) this.#urls.revokeObjectURL(this.#address);
    this.#source = this.#buffer = null;
    this.#address = "";
    this.#pending = [];
    this.#inside = [];
    this.#keyTimesS = [];
    this.#decodeTicks = 0;
    this.#lastCapturedUs = 0;
    this.#shownTicks = -1;
    if (untilKeyFrame) this.#gate.restart();
  }

  /** @returns {import("./player.js").PlayerStatistics & {edgeLagMs: number, jumps: number}} */
  statistics() {
    return {
      received: this.#received,
      decoded: this.#decoded,
      skipped: this.#gate.skipped,
      superseded: this.#superseded,
      faults: this.#faults.total,
      codec: this.#codec,
      edgeLagMs: Math.round(this.#edge.lagS * 1000),
      jumps: this.#edge.jumps,
    };
  }

  /** Give the video element back, empty. */
  close() {
    this.#isClosed = true;
    this.#discardSource();
    this.#video.onerror = null;
    this.#video.ontimeupdate = null;
    this.#video.pause();
    this.#video.removeAttribute("src");
    this.#video.load();
  }
}
