/**
 * Where things are in a space that no camera carries with it.
 *
 * Knows: `world/{frame}/pose/{entity}`. Does not know: cameras.
 */

import { anglesOf } from "./pose_mapping.js";
import { readPose } from "./tag_values.js";
import { isChunk, isObject } from "./topics.js";

/** @typedef {import("./feed.js").Feed} Feed */
/** @typedef {import("../../../web/src/geometry.js").Pose} Pose */

const USUAL_FRAME = "room";
const NO_ANGLES = Object.freeze({ rotationX: 0, rotationY: 0, angle: 0 });

export class World {
  #feed;
  #nowUs;

  /**
   * @param {Feed} feed
   * @param {() => number} nowUs of this frame
   */
  constructor(feed, nowUs) {
    this.#feed = feed;
    this.#nowUs = nowUs;
  }

  /**
   * @param {string} entity
   * @param {string} frame
   */
  #factOf(entity, frame) {
    const name = String(entity).trim().toLowerCase();
    const space = String(frame || USUAL_FRAME)
      .trim()
      .toLowerCase();
    if (!isChunk(name) || !isChunk(space)) return undefined;
    const topic = `world/${space}/pose/${name}`;
    this.#feed.want(topic);
    return this.#feed.get(topic);
  }

  /**
   * The newest pose, in metres, or null.
   * @param {string} entity
   * @param {string} [frame]
   * @returns {Pose | null}
   */
  pose(entity, frame = USUAL_FRAME) {
    const value = this.#factOf(entity, frame)?.sample.value;
    return isObject(value) ? readPose(value.world_from_entity) : null;
  }

  /**
   * @param {string} entity
   * @param {string} [frame]
   */
  has(entity, frame) {
    return this.pose(entity, frame) !== null;
  }

  /**
   * @param {string} entity
   * @param {string} [frame]
   */
  x(entity, frame) {
    return this.pose(entity, frame)?.translation[0] ?? 0;
  }

  /**
   * @param {string} entity
   * @param {string} [frame]
   */
  y(entity, frame) {
    return this.pose(entity, frame)?.translation[1] ?? 0;
  }

  /**
   * @param {string} entity
   * @param {string} [frame]
   */
  z(entity, frame) {
    return this.pose(entity, frame)?.translation[2] ?? 0;
  }

  /**
   * Degrees, as 3D objects have them.
   * @param {string} entity
   * @param {string} [frame]
   */
  rotationX(entity, frame) {
    return this.#angles(entity, frame).rotationX;
  }

  /**
   * @param {string} entity
   * @param {string} [frame]
   */
  rotationY(entity, frame) {
    return this.#angles(entity, frame).rotationY;
  }

  /**
   * @param {string} entity
   * @param {string} [frame]
   */
  rotationZ(entity, frame) {
    return this.#angles(entity, frame).angle;
  }

  /**
   * @param {string} entity
   * @param {string} [frame]
   */
  #angles(entity, frame) {
    const pose = this.pose(entity, frame);
    return pose === null ? NO_ANGLES : anglesOf(pose.rotation);
  }

  /**
   * Seconds since the pictures from which the pose is; 0 when there is none.
   * @param {string} entity
   * @param {string} [frame]
   */
  ageS(entity, frame = USUAL_FRAME) {
    const fact = this.#factOf(entity, frame);
    return fact ? Math.max(0, (this.#nowUs() - fact.sample.capturedUs) / 1e6) : 0;
  }
}
