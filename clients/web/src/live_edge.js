/**
 * Keeps a video element at the newest picture that it has.
 *
 * Knows: what is buffered and where the playback is. Does not know: where it comes from.
 */

// The decoder of a browser holds a picture or two; nearer than this it would starve.
const NEAR_S = 0.05;
const SPEED_UP_S = 0.12;
const JUMP_S = 0.4;
const FASTER = 1.1;
// What was played is removed, but only up to a key frame: a browser that removes part of a
// group of pictures removes the rest of it too, and then waits for the next key frame.
const KEPT_S = 1;
const LONG_S = 30;

export class LiveEdge {
  #video;
  jumps = 0;

  /** @param {HTMLVideoElement} video */
  constructor(video) {
    this.#video = video;
  }

  /** How far the playback is behind what is buffered. */
  get lagS() {
    const { buffered, currentTime } = this.#video;
    return buffered.length === 0 ? 0 : buffered.end(buffered.length - 1) - currentTime;
  }

  /** Bring the playback nearer to the newest picture. Call after each append. */
  chase() {
    const video = this.#video;
    const { buffered } = video;
    if (buffered.length === 0) return;
    const last = buffered.length - 1;
    const isOutside = video.currentTime < buffered.start(last);
    if (isOutside || this.lagS > JUMP_S) {
      video.currentTime = Math.max(buffered.start(last), buffered.end(last) - NEAR_S);
      this.jumps++;
    }
    video.playbackRate = this.lagS > SPEED_UP_S ? FASTER : 1;
  }

  /**
   * Return what was played and is not needed any more, or null.
   * @param {number[]} keyTimesS where key frames are, oldest first
   * @returns {{start: number, end: number} | null}
   */
  staleRange(keyTimesS) {
    const { buffered, currentTime } = this.#video;
    if (buffered.length === 0) return null;
    const start = buffered.start(0);
    let end = start;
    for (const keyS of keyTimesS) if (keyS <= currentTime - KEPT_S) end = keyS;
    return end > start ? { start, end } : null;
  }

  /** Whether so much was played since the last key frame that a new one is due. */
  get isLong() {
    const { buffered, currentTime } = this.#video;
    return buffered.length > 0 && currentTime - buffered.start(0) > LONG_S;
  }
}
