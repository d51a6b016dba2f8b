/**
 * The behaviour `TagFollower`: a 2D object lies where a tag is in the camera's picture.
 *
 * Knows: objects, layers, camera views. Does not know: poses, links.
 */

import { viewOf } from "./camera_view.js";
import { Presence } from "./presence.js";
import { Visibility } from "./visibility.js";

const DEG = Math.PI / 180;

/**
 * @typedef {object} FollowWish
 * @property {number} id
 * @property {string} camera
 * @property {number} scale of the distance from the middle
 * @property {number} offsetX pixels
 * @property {number} offsetY
 * @property {number} smoothingS
 * @property {boolean} rotate
 * @property {number} angleOffset degrees
 * @property {boolean} resize
 * @property {number} sizeScale object's width in widths of the tag
 * @property {boolean} mirror
 * @property {boolean} hideWhenLost
 * @property {number} lostAfterS
 */

/**
 * Where the picture lies in the scene.
 * @typedef {object} Area
 * @property {(imageX: number, imageY: number) => [number, number]} sceneOf
 * @property {number} width
 * @property {number} angle degrees
 * @property {boolean} isMirrored
 */

export class TagFollower {
  #object;
  #presence = new Presence();
  #visibility;
  /** @type {any} the object whose picture it follows; null: the whole screen */
  #within = null;
  #isSettled = false;
  #isSeen = false;
  #x = 0;
  #y = 0;
  #angle = 0;
  #width = 0;

  /** @param {any} object */
  constructor(object) {
    this.#object = object;
    this.#visibility = new Visibility(object);
  }

  /** Follow inside the picture of an object instead of the whole screen. @param {any} object */
  followWithin(object) {
    this.#within = object ?? null;
    this.#isSettled = false;
  }

  /** Stop hiding the object. */
  show() {
    this.#visibility.hide(false);
  }

  /** Whether the tag is here, or was a moment ago. */
  get isSeen() {
    return this.#isSeen;
  }

  /**
   * @param {any} tags of a bridge
   * @param {gdjs.RuntimeScene} scene
   * @param {FollowWish} wish
   * @param {number} elapsedS
   */
  step(tags, scene, wish, elapsedS) {
    const { id, camera } = wish;
    const isSeen = tags.isVisible(id, camera);
    this.#presence.step(isSeen, elapsedS);
    this.#isSeen = this.#presence.isHere(wish.lostAfterS);
    this.#visibility.hide(wish.hideWhenLost && !this.#isSeen);
    if (!this.#isSeen) this.#isSettled = false;
    if (isSeen) this.#follow(tags, this.#areaIn(scene), wish, elapsedS);
  }

  /**
   * @param {any} tags
   * @param {Area} area
   * @param {FollowWish} wish
   * @param {number} elapsedS
   */
  #follow(tags, area, wish, elapsedS) {
    const { id, camera, scale } = wish;
    const isTurned = wish.mirror && !area.isMirrored;
    const u = 0.5 + (tags.imageX(id, camera) - 0.5) * scale;
    const v = 0.5 + (tags.imageY(id, camera) - 0.5) * scale;
    const [x, y] = area.sceneOf(isTurned ? 1 - u : u, v);
    const turn = tags.imageAngle(id, camera) * (isTurned || area.isMirrored ? -1 : 1);
    const width = tags.imageSize(id, camera) * area.width * wish.sizeScale;
    const { smoothingS } = wish;
    const share = this.#isSettled && smoothingS > 0 ? 1 - Math.exp(-elapsedS / smoothingS) : 1;
    this.#isSettled = true;
    this.#x += (x + wish.offsetX - this.#x) * share;
    this.#y += (y + wish.offsetY - this.#y) * share;
    this.#angle += shortWay(turn + area.angle + wish.angleOffset - this.#angle) * share;
    this.#width += (width - this.#width) * share;
    this.#place(wish);
  }

  /** @param {FollowWish} wish */
  #place(wish) {
    const object = this.#object;
    if (wish.resize && this.#width > 0 && object.getWidth() > 0) {
      const growth = this.#width / object.getWidth();
      object.setHeight(object.getHeight() * growth);
      object.setWidth(this.#width);
    }
    if (wish.rotate) object.setAngle(this.#angle);
    object.setCenterXInScene(this.#x);
    object.setCenterYInScene(this.#y);
  }

  /**
   * @param {gdjs.RuntimeScene} scene
   * @returns {Area}
   */
  #areaIn(scene) {
    const view = viewOf(this.#within);
    if (view) {
      return {
        sceneOf: (u, v) => view.sceneOf(u, v),
        width: view.pictureWidth,
        angle: view.angle,
        isMirrored: view.isMirrored,
      };
    }
    if (this.#within !== null) return boxArea(this.#within);
    return screenArea(scene.getLayer(this.#object.getLayer()));
  }
}

/**
 * What the camera of a layer sees.
 * @param {any} layer
 * @returns {Area}
 */
function screenArea(layer) {
  return turnedArea(
    [layer.getCameraX(), layer.getCameraY()],
    layer.getCameraWidth(),
    layer.getCameraHeight(),
    layer.getCameraRotation(),
  );
}

/**
 * Any object, as if a picture were stretched over it.
 * @param {any} object
 * @returns {Area}
 */
function boxArea(object) {
  return turnedArea(
    [object.getCenterXInScene(), object.getCenterYInScene()],
    object.getWidth(),
    object.getHeight(),
    object.getAngle(),
  );
}

/**
 * @param {[number, number]} center
 * @param {number} width
 * @param {number} height
 * @param {number} angle degrees
 * @returns {Area}
 */
function turnedArea([centerX, centerY], width, height, angle) {
  const [cos, sin] = [Math.cos(angle * DEG), Math.sin(angle * DEG)];
  return {
    sceneOf(u, v) {
      const [x, y] = [(u - 0.5) * width, (v - 0.5) * height];
      return [centerX + x * cos - y * sin, centerY + x * sin + y * cos];
    },
    width,
    angle,
    isMirrored: false,
  };
}

/** @param {number} angle degrees; returns the same turn within −180 to 180 */
function shortWay(angle) {
  return angle - 360 * Math.round(angle / 360);
}
