/**
 * Tags as instructions see them. What was seen last is told until it is seen again; whether it
 * is seen now is another question.
 *
 * Knows: what developers ask. Does not know: samples.
 */

import { conjugate, multiply } from "../../../web/src/rotation.js";
import { anglesOf } from "./pose_mapping.js";
import { TagBook } from "./tag_book.js";
import { numberOf } from "./topics.js";

/** @typedef {import("./feed.js").Feed} Feed */
/** @typedef {import("./device_book.js").DeviceBook} DeviceBook */
/** @typedef {import("../../../web/src/geometry.js").Pose} Pose */

const USUAL_HOLD_S = 0.25;
const MAX_HOLD_S = 60;
const USUAL_SMOOTHING = 0.3;
const NO_ANGLES = Object.freeze({ rotationX: 0, rotationY: 0, angle: 0 });

export class Tags {
  #book;
  #devices;
  #nowUs;
  #holdS = USUAL_HOLD_S;
  #manner = { smoothing: USUAL_SMOOTHING, isPredicting: false };

  /**
   * @param {Feed} feed
   * @param {DeviceBook} devices
   * @param {() => number} nowUs of this frame
   * @param {import("./tag_book.js").PictureSize} sizeOf
   */
  constructor(feed, devices, nowUs, sizeOf) {
    this.#book = new TagBook(feed, sizeOf);
    this.#devices = devices;
    this.#nowUs = nowUs;
  }

  frame() {
    this.#book.frame(this.#nowUs(), this.#holdS * 1e6, this.#manner);
  }

  /** Another bridge speaks from now on. */
  clear() {
    this.#book.clear();
  }

  /** @param {number} shiftUs the bridge's new clock minus the old one */
  rebase(shiftUs) {
    this.#book.rebase(shiftUs);
  }

  /**
   * The id of a camera, wanted from now on; null when it can be none.
   * @param {string} typed
   */
  #camera(typed) {
    const camera = this.#devices.resolve(typed ?? "");
    if (camera !== null) this.#book.want(camera);
    return camera;
  }

  /**
   * @param {number} id
   * @param {string} typed
   */
  #trackOf(id, typed) {
    const camera = this.#camera(typed);
    return camera === null ? undefined : this.#book.get(numberOf(id), camera);
  }

  /**
   * @param {number} id
   * @param {string} typed
   */
  #visibility(id, typed) {
    const camera = this.#camera(typed);
    return camera === null
      ? { is: false, was: false }
      : this.#book.visibility(numberOf(id), camera);
  }

  /**
   * @param {number} id
   * @param {string} [camera] "" for any
   */
  isVisible(id, camera = "") {
    return this.#visibility(id, camera).is;
  }

  /**
   * Whether it is visible since this frame.
   * @param {number} id
   * @param {string} [camera] "" for any
   */
  justFound(id, camera = "") {
    const { is, was } = this.#visibility(id, camera);
    return is && !was;
  }

  /**
   * Whether it is no longer visible since this frame.
   * @param {number} id
   * @param {string} [camera] "" for any
   */
  justLost(id, camera = "") {
    const { is, was } = this.#visibility(id, camera);
    return !is && was;
  }

  /**
   * The pose to show, in the camera's space, not centred; null when nobody told one.
   * @param {number} id
   * @param {string} [camera]
   * @returns {{cameraFromTag: Pose, sizeM: number} | null} `sizeM` is 0 when nobody told it
   */
  pose(id, camera = "") {
    const track = this.#trackOf(id, camera);
    const cameraFromTag = track?.pose(this.#nowUs(), this.#manner) ?? null;
    return cameraFromTag === null ? null : { cameraFromTag, sizeM: track?.sizeM ?? 0 };
  }

  /**
   * The lens of a camera, or null when it is not known.
   * @param {string} [camera] "" for the first that is known
   */
  lens(camera = "") {
    const id = this.#camera(camera);
    return id === null ? null : this.#book.lens(id);
  }

  /**
   * Metres from the camera's axis, or from where it was centred, to the right.
   * @param {number} id
   * @param {string} [camera]
   */
  x(id, camera = "") {
    return this.#position(id, camera, 0);
  }

  /**
   * Metres down.
   * @param {number} id
   * @param {string} [camera]
   */
  y(id, camera = "") {
    return this.#position(id, camera, 1);
  }

  /**
   * Metres away from the camera.
   * @param {number} id
   * @param {string} [camera]
   */
  z(id, camera = "") {
    return this.#position(id, camera, 2);
  }

  /**
   * @param {number} id
   * @param {string} camera
   * @param {0 | 1 | 2} axis
   */
  #position(id, camera, axis) {
    const track = this.#trackOf(id, camera);
    const pose = track?.pose(this.#nowUs(), this.#manner);
    return pose ? pose.translation[axis] - (track?.origin?.translation[axis] ?? 0) : 0;
  }

  /**
   * Degrees, as 3D objects have them.
   * @param {number} id
   * @param {string} [camera]
   */
  rotationX(id, camera = "") {
    return this.#angles(id, camera).rotationX;
  }

  /**
   * @param {number} id
   * @param {string} [camera]
   */
  rotationY(id, camera = "") {
    return this.#angles(id, camera).rotationY;
  }

  /**
   * What 3D objects call their angle.
   * @param {number} id
   * @param {string} [camera]
   */
  rotationZ(id, camera = "") {
    return this.#angles(id, camera).angle;
  }

  /**
   * @param {number} id
   * @param {string} camera
   */
  #angles(id, camera) {
    const track = this.#trackOf(id, camera);
    const pose = track?.pose(this.#nowUs(), this.#manner);
    if (!pose) return NO_ANGLES;
    const origin = track?.origin;
    return anglesOf(origin ? multiply(pose.rotation, conjugate(origin.rotation)) : pose.rotation);
  }

  /**
   * From 0 at the picture's left to 1 at its right.
   * @param {number} id
   * @param {string} [camera]
   */
  imageX(id, camera = "") {
    return this.#trackOf(id, camera)?.look?.x ?? 0;
  }

  /**
   * From 0 at the picture's top to 1 at its bottom.
   * @param {number} id
   * @param {string} [camera]
   */
  imageY(id, camera = "") {
    return this.#trackOf(id, camera)?.look?.y ?? 0;
  }

  /**
   * Degrees clockwise in the picture.
   * @param {number} id
   * @param {string} [camera]
   */
  imageAngle(id, camera = "") {
    return this.#trackOf(id, camera)?.look?.angleDeg ?? 0;
  }

  /**
   * The length of its edges, in widths of the picture.
   * @param {number} id
   * @param {string} [camera]
   */
  imageSize(id, camera = "") {
    return this.#trackOf(id, camera)?.look?.size ?? 0;
  }

  /**
   * Metres from the camera.
   * @param {number} id
   * @param {string} [camera]
   */
  distance(id, camera = "") {
    return Math.hypot(...(this.pose(id, camera)?.cameraFromTag.translation ?? [0]));
  }

  /**
   * Seconds since the picture in which it was seen last.
   * @param {number} id
   * @param {string} [camera]
   */
  ageS(id, camera = "") {
    const track = this.#trackOf(id, camera);
    return track ? Math.max(0, (this.#nowUs() - track.capturedUs) / 1e6) : 0;
  }

  /**
   * How many tags are visible.
   * @param {string} [camera] "" for all
   */
  count(camera = "") {
    const id = this.#camera(camera);
    return id === null ? 0 : this.#book.visible(id).length;
  }

  /**
   * The number of a visible tag, by its place among them; −1 beyond.
   * @param {number} index from 0
   * @param {string} [camera] "" for all
   */
  idAt(index, camera = "") {
    const id = this.#camera(camera);
    return id === null ? -1 : (this.#book.visible(id)[Math.floor(index)] ?? -1);
  }

  /** Let the present poses of all tags be their origins. */
  center() {
    for (const track of this.#book.tracks()) track.center();
  }

  /** Count from the camera again. */
  uncenter() {
    for (const track of this.#book.tracks()) track.uncenter();
  }

  /** @param {number} seconds for how long a tag that is not seen stays visible */
  setHold(seconds) {
    this.#holdS = Math.max(0, Math.min(MAX_HOLD_S, numberOf(seconds)));
  }

  /** @param {number} amount 0 none, 1 most */
  setSmoothing(amount) {
    this.#manner.smoothing = Math.max(0, Math.min(1, numberOf(amount)));
  }

  /** @param {boolean} on whether poses are led on to the moment when they are shown */
  setPrediction(on) {
    this.#manner.isPredicting = Boolean(on);
  }
}
