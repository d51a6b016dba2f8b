/**
 * All tags that cameras see or have just seen.
 *
 * Knows: `device/{id}/tags`. Does not know: what instructions ask.
 */

import { TagTrack } from "./tag_track.js";
import { readTags } from "./tag_values.js";

/** @typedef {import("./feed.js").Feed} Feed */
/** @typedef {import("../../../web/src/geometry.js").Intrinsics} Intrinsics */
/** @typedef {import("./tag_values.js").SeenTag} SeenTag */
/** @typedef {import("./tag_track.js").Manner} Manner */

/** @typedef {{lens: Intrinsics | null, tracks: Map<number, TagTrack>}} CameraView */

/** @typedef {(camera: string) => {widthPx: number, heightPx: number} | null} PictureSize */

const MAX_CAMERAS = 64;
const MAX_TRACKS = 256;

export class TagBook {
  #feed;
  #sizeOf;
  /** @type {Map<string, CameraView>} by device */
  #cameras = new Map();
  /** Over all cameras: number → the track that was renewed last. @type {Map<number, TagTrack>} */
  #any = new Map();
  /** @type {Set<number>} numbers of tags that anybody sees */
  #visible = new Set();
  /** @type {Set<number>} the same in the frame before */
  #before = new Set();

  /**
   * @param {Feed} feed
   * @param {PictureSize} sizeOf of pictures, for devices which do not tell their lens
   */
  constructor(feed, sizeOf) {
    this.#feed = feed;
    this.#sizeOf = sizeOf;
  }

  /**
   * @param {string} camera an id; "" for all
   */
  want(camera) {
    this.#feed.want(`device/${camera || "*"}/tags`);
  }

  /**
   * @param {number} nowUs
   * @param {number} holdUs
   * @param {Manner} manner
   */
  frame(nowUs, holdUs, manner) {
    for (const [topic, { sample, isNew }] of this.#feed.facts()) {
      if (!isNew) continue;
      const [root, camera, leaf, more] = topic.split("/", 4);
      if (root === "device" && leaf === "tags" && more === undefined) {
        this.#look(camera, sample, manner);
      }
    }
    this.#before = this.#visible;
    this.#visible = new Set();
    this.#any.clear();
    for (const view of this.#cameras.values()) this.#judge(view, nowUs, holdUs);
  }

  /**
   * @param {string} camera
   * @param {import("../../../web/src/subscription.js").Sample} sample
   * @param {Manner} manner
   */
  #look(camera, sample, manner) {
    const { lens, tags } = readTags(sample.value);
    let view = this.#cameras.get(camera);
    if (view === undefined) {
      if (this.#cameras.size >= MAX_CAMERAS) return;
      view = { lens: null, tracks: new Map() };
      this.#cameras.set(camera, view);
    }
    if (lens !== null) view.lens = lens;
    const picture =
      lens === null ? this.#sizeOf(camera) : { widthPx: lens.width_px, heightPx: lens.height_px };
    const { capturedUs, arrivedUs } = sample;
    for (const tag of oneOfEach(tags, view.tracks, picture?.widthPx ?? 1)) {
      const track = trackOf(view.tracks, tag.id);
      track?.see({ tag, picture, lens, capturedUs, arrivedUs }, manner);
    }
  }

  /**
   * @param {CameraView} view
   * @param {number} nowUs
   * @param {number} holdUs
   */
  #judge({ tracks }, nowUs, holdUs) {
    for (const track of tracks.values()) {
      track.wasVisible = track.isVisible;
      track.isVisible = nowUs - track.arrivedUs <= holdUs;
      if (track.isVisible) this.#visible.add(track.id);
      const other = this.#any.get(track.id);
      if (other === undefined || isBetter(track, other)) this.#any.set(track.id, track);
    }
  }

  /**
   * The track of a tag, or undefined when it was never seen.
   * @param {number} id
   * @param {string} camera an id; "" for whichever saw it last
   */
  get(id, camera) {
    return camera === "" ? this.#any.get(id) : this.#cameras.get(camera)?.tracks.get(id);
  }

  /**
   * @param {number} id
   * @param {string} camera "" for any
   * @returns {{is: boolean, was: boolean}}
   */
  visibility(id, camera) {
    if (camera === "") return { is: this.#visible.has(id), was: this.#before.has(id) };
    const track = this.get(id, camera);
    return { is: track?.isVisible ?? false, was: track?.wasVisible ?? false };
  }

  /**
   * Numbers of the tags that are visible, in order.
   * @param {string} camera "" for all
   * @returns {number[]}
   */
  visible(camera) {
    const tracks = [...(this.#cameras.get(camera)?.tracks.values() ?? [])];
    const ids =
      camera === ""
        ? [...this.#visible]
        : tracks.filter(({ isVisible }) => isVisible).map(({ id }) => id);
    return ids.sort((a, b) => a - b);
  }

  /**
   * The lens of a camera, or null when it is not known.
   * @param {string} camera "" for the first that is known
   */
  lens(camera) {
    if (camera !== "") return this.#cameras.get(camera)?.lens ?? null;
    for (const { lens } of this.#cameras.values()) if (lens !== null) return lens;
    return null;
  }

  /** @returns {TagTrack[]} */
  tracks() {
    return [...this.#cameras.values()].flatMap(({ tracks }) => [...tracks.values()]);
  }

  /** Another bridge speaks from now on. */
  clear() {
    this.#cameras.clear();
    this.#any.clear();
  }

  /** @param {number} shiftUs the bridge's new clock minus the old one */
  rebase(shiftUs) {
    for (const track of this.tracks()) track.rebase(shiftUs);
  }
}

/**
 * @param {TagTrack} a
 * @param {TagTrack} b
 */
function isBetter(a, b) {
  return a.isVisible === b.isVisible ? a.capturedUs > b.capturedUs : a.isVisible;
}

/**
 * @param {Map<number, TagTrack>} tracks
 * @param {number} id
 */
function trackOf(tracks, id) {
  let track = tracks.get(id);
  if (track !== undefined) return track;
  if (tracks.size >= MAX_TRACKS) forgetOldest(tracks);
  track = new TagTrack(id);
  tracks.set(id, track);
  return track;
}

/** @param {Map<number, TagTrack>} tracks */
function forgetOldest(tracks) {
  const oldest = [...tracks.values()].reduce((a, b) => (a.arrivedUs <= b.arrivedUs ? a : b));
  tracks.delete(oldest.id);
}

/**
 * Of tags that carry the same number, the one that is nearest to where it was before.
 * @param {SeenTag[]} tags
 * @param {Map<number, TagTrack>} tracks
 * @param {number} widthPx
 */
function oneOfEach(tags, tracks, widthPx) {
  /** @type {Map<number, SeenTag>} */
  const chosen = new Map();
  for (const tag of tags) {
    const rival = chosen.get(tag.id);
    const place = tracks.get(tag.id)?.place ?? null;
    if (rival === undefined) chosen.set(tag.id, tag);
    else if (place !== null && wayTo(tag, place, widthPx) < wayTo(rival, place, widthPx)) {
      chosen.set(tag.id, tag);
    }
  }
  return chosen.values();
}

/**
 * @param {SeenTag} tag
 * @param {import("../../../web/src/geometry.js").Point} place parts of the picture
 * @param {number} widthPx
 */
function wayTo({ corners }, [x, y], widthPx) {
  if (corners === null) return Infinity;
  const [[ax, ay], , [cx, cy]] = corners;
  return Math.hypot((ax + cx) / 2 / widthPx - x, (ay + cy) / 2 / widthPx - y);
}
