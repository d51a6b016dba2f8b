/** H.264 by the browser's own Media Source, where that takes a transport stream. */

import { element, tell, wish } from "./chooser.js";
import { Link } from "./link.js";

const TYPE = 'video/mp2t; codecs="avc1.42E01E"';
// Two seconds of pictures; a page that falls behind further begins anew.
const MAX_WAITING = 256;
const KEPT_S = 10;
// How far the playback may lag: a little is made up for by going faster, much by a jump.
const LAG_S = 0.3;
const GREAT_LAG_S = 2;
const FASTER = 1.1;

export function isPlayable() {
  return Boolean(globalThis.MediaSource?.isTypeSupported(TYPE));
}

export class SourceView {
  #video = /** @type {HTMLVideoElement} */ (element("video"));
  /** @type {SourceBuffer | null} */
  #buffer = null;
  /** @type {Uint8Array[]} */
  #waiting = [];
  #link;

  constructor() {
    element("screen").dataset.way = "source";
    element("picture").hidden = true;
    this.#video.muted = true;
    this.#link = new Link(`/ws/viewer${wish()}`, {
      onMessage: (bytes) => this.#push(bytes),
      onOpen: () => this.#begin(),
      onTold: tell,
    });
  }

  #begin() {
    const source = new MediaSource();
    this.#buffer = null;
    this.#waiting = [];
    this.#video.src = URL.createObjectURL(source);
    source.onsourceopen = () => {
      URL.revokeObjectURL(this.#video.src);
      this.#buffer = source.addSourceBuffer(TYPE);
      // What was dropped on the way leaves no hole, at which the playback would stop.
      this.#buffer.mode = "sequence";
      this.#buffer.onupdateend = () => this.#pump();
      this.#pump();
    };
  }

  /** @param {Uint8Array} bytes */
  #push(bytes) {
    this.#waiting.push(bytes);
    if (this.#waiting.length > MAX_WAITING) this.#link.restart();
    else this.#pump();
  }

  #pump() {
    const buffer = this.#buffer;
    if (buffer === null || buffer.updating) return;
    const { buffered } = buffer;
    if (buffered.length > 0) {
      const end = buffered.end(buffered.length - 1);
      this.#chase(end);
      if (end - buffered.start(0) > 2 * KEPT_S) {
        buffer.remove(0, end - KEPT_S);
        return;
      }
    }
    const next = /** @type {Uint8Array<ArrayBuffer> | undefined} */ (this.#waiting.shift());
    if (next === undefined) return;
    buffer.appendBuffer(next);
    this.#video.play().catch(() => {});
  }

  /** @param {number} end of what there is, in seconds */
  #chase(end) {
    const video = this.#video;
    const lag = end - video.currentTime;
    if (lag > GREAT_LAG_S) video.currentTime = end - LAG_S;
    video.playbackRate = lag > LAG_S ? FASTER : 1;
    const shown = video.getVideoPlaybackQuality().totalVideoFrames;
    element("screen").dataset.shown = String(shown);
    if (shown > 0) tell(`H.264 (source), ${video.videoWidth} × ${video.videoHeight}`);
  }

  close() {
    this.#link.close();
    element("screen").dataset.way = "";
    element("picture").hidden = false;
    this.#video.removeAttribute("src");
    this.#video.load();
  }
}
