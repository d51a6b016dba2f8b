/** The table of tags in sight. */

import { anglesDeg, length } from "../geometry.js";
import { tagColour } from "../overlay.js";
import { formatAngle, formatDistance, formatDuration } from "./format.js";
import { Rows, element, find, setText } from "./page.js";

/** @typedef {import("../overlay.js").TagDetection} TagDetection */

/**
 * @typedef {object} SeenTag
 * @property {TagDetection} tag
 * @property {number} capturedUs
 * @property {boolean} isLost not in the newest picture
 */

// A tag that flickers keeps its row; one that was taken away leaves it soon.
const KEPT_US = 2_000_000;
// Two solutions this near to each other cannot be told apart by the picture.
const AMBIGUOUS_RATIO = 0.6;

/**
 * Tell whether the picture allows two poses about equally well.
 * @param {TagDetection} tag
 */
export function isAmbiguous({ solutions }) {
  const [best, other] = solutions.map((solution) => solution.reprojection_error_px);
  if (typeof best !== "number" || typeof other !== "number") return false;
  return best > AMBIGUOUS_RATIO * other;
}

/**
 * A device's own words about a tag, for people.
 * @param {TagDetection} tag
 */
export function describeRaw({ raw }) {
  const words = Object.entries(raw ?? {}).map(([name, value]) => `${name} ${value}`);
  return words.length ? `The device says: ${words.join(", ")}` : "";
}

export class TagsView {
  #rows = new Rows(
    find("tbody", "tag-rows"),
    (/** @type {SeenTag} */ { tag }) => String(tag.tag_id),
    buildRow,
  );
  #count = find("span", "tag-count");
  #empty = find("p", "tags-empty");
  /** @type {Map<number, SeenTag>} */
  #seen = new Map();
  #nowUs = 0;

  /**
   * @param {import("../subscription.js").Sample | null} detections the newest
   * @param {number} hz
   * @param {number} nowUs bridge clock
   */
  show(detections, hz, nowUs) {
    this.#nowUs = nowUs;
    this.#remember(detections);
    const tags = [...this.#seen.values()].sort((a, b) => a.tag.tag_id - b.tag.tag_id);
    this.#rows.show(tags.map((seen) => ({ ...seen, ageUs: nowUs - seen.capturedUs })));
    const inSight = tags.filter(({ isLost }) => !isLost).length;
    setText(this.#count, hz > 0 ? `${inSight} in sight, ${hz.toFixed(0)} looks a second` : "");
    this.#empty.hidden = tags.length > 0;
  }

  /** @param {import("../subscription.js").Sample | null} detections */
  #remember(detections) {
    for (const [id, seen] of this.#seen) {
      if (this.#nowUs - seen.capturedUs > KEPT_US) this.#seen.delete(id);
      else seen.isLost = true;
    }
    if (detections === null || this.#nowUs - detections.capturedUs > KEPT_US) return;
    for (const tag of detections.value.tags) {
      this.#seen.set(tag.tag_id, { tag, capturedUs: detections.capturedUs, isLost: false });
    }
  }

  /** Forget all, as after a change of camera. */
  clear() {
    this.#seen.clear();
  }
}

/** @param {SeenTag} seen */
function buildRow({ tag }) {
  const swatch = element("span", { class: "swatch", "aria-hidden": true });
  swatch.style.color = tagColour(tag.tag_id);
  const either = element(
    "span",
    { class: "either", title: "The picture allows two poses about equally well." },
    "2 poses",
  );
  const cells = Array.from({ length: 6 }, () => element("td", { class: "number" }));
  const name = element("th", { scope: "row" }, swatch, `${tag.tag_id} `, either);
  const row = element("tr", {}, name, ...cells);
  const update = (/** @type {SeenTag & {ageUs?: number}} */ { tag, isLost, ageUs = 0 }) => {
    row.className = isLost ? "lost" : "";
    row.title = describeRaw(tag);
    either.hidden = !isAmbiguous(tag);
    const texts = textsOf(tag, ageUs);
    cells.forEach((cell, i) => setText(cell, texts[i]));
  };
  return { element: row, update };
}

/**
 * Distance, turn, tilt, roll, margin and age; a dash for what is not known.
 * @param {TagDetection} tag
 * @param {number} ageUs
 */
export function textsOf(tag, ageUs) {
  const pose = tag.solutions[0]?.camera_from_tag;
  const margin = tag.decision_margin?.toFixed(0) ?? "–";
  const age = formatDuration(Math.max(0, ageUs));
  if (!pose) return ["–", "–", "–", "–", margin, age];
  const { turn, tilt, roll } = anglesDeg(pose.rotation);
  const angles = [turn, tilt, roll].map(formatAngle);
  return [formatDistance(length(pose.translation)), ...angles, margin, age];
}
