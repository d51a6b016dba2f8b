/**
 * Which of the two poses that four corners allow is the right one.
 *
 * Knows: solutions and the pose before. Does not know: filters.
 *
 * A small or distant tag that faces the camera looks almost the same from both; whichever has
 * the smaller error by chance would make it flicker between them. So the picture decides when
 * it can tell, and otherwise the tag stays as it was: it cannot have turned by tens of degrees
 * between two pictures.
 */

import { angleBetween } from "../../../web/src/rotation.js";

/** @typedef {import("../../../web/src/geometry.js").Pose} Pose */
/** @typedef {import("./tag_values.js").Solution} Solution */

// As the bridge's own pose fusion has it: errors below are noise of the corner finder, and
// half the error is a clear word.
const NOISE_PX = 0.15;
const CLEARLY_BETTER = 2;

/**
 * @param {readonly Solution[]} solutions better first
 * @param {Pose | null} before the pose that was chosen a moment ago
 * @returns {Pose | null}
 */
export function choosePose(solutions, before) {
  const [first, second] = solutions;
  if (first === undefined) return null;
  if (second === undefined || before === null || isClear(first, second)) return first.pose;
  const near = angleBetween(before.rotation, first.pose.rotation);
  const far = angleBetween(before.rotation, second.pose.rotation);
  return near <= far ? first.pose : second.pose;
}

/**
 * @param {Solution} first
 * @param {Solution} second
 */
function isClear({ errorPx: low }, { errorPx: high }) {
  if (low === null || high === null) return false;
  return Math.max(high, NOISE_PX) > CLEARLY_BETTER * Math.max(low, NOISE_PX);
}
