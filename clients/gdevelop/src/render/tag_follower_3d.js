/**
 * The behaviour `TagFollower3D`: a 3D object stands where a tag is.
 *
 * Knows: 3D objects, layers. Does not know: the geometry, links.
 */

import { anglesOf } from "../core/pose_mapping.js";
import { Presence } from "./presence.js";
import { placementOf, rotationOfAngles } from "./tag_placement.js";
import { Visibility } from "./visibility.js";

/** @typedef {import("./tag_placement.js").Placement} Placement */
/** @typedef {import("./tag_placement.js").Pose} Pose */

/**
 * @typedef {object} Follow3DWish
 * @property {number} id
 * @property {string} camera
 * @property {string} mode
 * @property {number} pixelsPerMetre
 * @property {number} homeDistanceM
 * @property {boolean} turn
 * @property {boolean} fitToTag
 * @property {boolean} standOnTag
 * @property {readonly [right: number, down: number, out: number]} offset pixels
 * @property {boolean} hideWhenLost
 * @property {number} lostAfterS
 */

export class TagFollower3D {
  #object;
  #presence = new Presence();
  #visibility;
  /** @type {Placement} */
  #start;
  /** @type {Pose | null} */
  #first = null;
  #isSeen = false;

  /** @param {any} object a 3D object */
  constructor(object) {
    this.#object = object;
    this.#visibility = new Visibility(object);
    this.#start = placementNow(object);
  }

  /** Stop hiding the object. */
  show() {
    this.#visibility.hide(false);
  }

  /** Whether the tag is here, or was a moment ago. */
  get isSeen() {
    return this.#isSeen;
  }

  /** The tag's present pose, or the next one, means "where the object is now". */
  calibrate() {
    this.#first = null;
    this.#start = placementNow(this.#object);
  }

  /**
   * @param {any} tags of a bridge
   * @param {gdjs.RuntimeScene} scene
   * @param {Follow3DWish} wish
   * @param {number} elapsedS
   */
  step(tags, scene, wish, elapsedS) {
    const seen = tags.pose(wish.id, wish.camera);
    this.#presence.step(seen !== null, elapsedS);
    this.#isSeen = this.#presence.isHere(wish.lostAfterS);
    this.#visibility.hide(wish.hideWhenLost && !this.#isSeen);
    if (seen === null) return;
    this.#first ??= seen.cameraFromTag;
    if (wish.fitToTag && seen.sizeM > 0) this.#resize(seen.sizeM * wish.pixelsPerMetre);
    this.#place(this.#placementOf(seen.cameraFromTag, scene, wish), wish);
  }

  /**
   * @param {Pose} pose
   * @param {gdjs.RuntimeScene} scene
   * @param {Follow3DWish} wish
   */
  #placementOf(pose, scene, wish) {
    const [right, down, out] = wish.offset;
    const height = wish.standOnTag ? this.#object.getDepth() / 2 : 0;
    return placementOf(pose, {
      mode: wish.mode,
      pixelsPerMetre: wish.pixelsPerMetre,
      homeDistanceM: wish.homeDistanceM,
      start: this.#start,
      first: this.#first,
      eye: eyeOf(scene.getLayer(this.#object.getLayer())),
      offset: [right, down, out + height],
    });
  }

  /** Keeps the object's proportions. @param {number} edge pixels of the tag */
  #resize(edge) {
    const object = this.#object;
    const width = object.getWidth();
    if (!(width > 0) || Math.abs(width - edge) < 1e-9) return;
    const growth = edge / width;
    object.setWidth(edge);
    object.setHeight(object.getHeight() * growth);
    object.setDepth(object.getDepth() * growth);
  }

  /**
   * @param {Placement} placement
   * @param {Follow3DWish} wish
   */
  #place({ center, rotation }, wish) {
    const object = this.#object;
    if (wish.turn) {
      const angles = anglesOf(rotation);
      object.setRotationX(angles.rotationX);
      object.setRotationY(angles.rotationY);
      object.setAngle(angles.angle);
    }
    object.setCenterXInScene(center[0]);
    object.setCenterYInScene(center[1]);
    object.setCenterZInScene(center[2]);
  }
}

/**
 * @param {any} object
 * @returns {Placement}
 */
function placementNow(object) {
  return {
    center: [object.getCenterXInScene(), object.getCenterYInScene(), object.getCenterZInScene()],
    rotation: rotationOfAngles(object.getRotationX(), object.getRotationY(), object.getAngle()),
  };
}

/**
 * Where the camera of a layer is.
 * @param {any} layer
 * @returns {[number, number, number]}
 */
function eyeOf(layer) {
  const fov = layer.getCamera3DFieldOfView();
  return [layer.getCameraX(), layer.getCameraY(), layer.getCameraZ(fov)];
}
