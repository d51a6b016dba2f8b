/**
 * What was detected, drawn over the picture it was detected in.
 *
 * Knows: tag detections and how to draw them. Does not know: samples, players, which
 * picture is shown; the screen sees to it that both belong together.
 */

import { length, projectAxes } from "./geometry.js";

/** @typedef {import("./geometry.js").Point} Point */
/** @typedef {import("./geometry.js").Intrinsics} Intrinsics */

/**
 * One of the two poses that four corners allow.
 * @typedef {object} PoseSolution
 * @property {import("./geometry.js").Pose} camera_from_tag
 * @property {number | null} reprojection_error_px null when a device found the pose itself
 */

/**
 * A tag in a picture. A device of another system that finds tags itself tells less: what it
 * does not tell is null, and `raw` has its own words.
 * @typedef {object} TagDetection
 * @property {number} tag_id
 * @property {number | null} size_m
 * @property {[Point, Point, Point, Point] | null} corners_px as received
 * @property {number | null} decision_margin
 * @property {number | null} [hamming]
 * @property {PoseSolution[]} solutions the better one first
 * @property {{[name: string]: string | number | boolean | null}} [raw]
 */

/**
 * @typedef {object} TagDetections
 * @property {number} frame_seq
 * @property {Intrinsics | null} intrinsics null when a device found the tags itself
 * @property {TagDetection[]} tags
 */

/** The part of a 2D context that is drawn with. @typedef {CanvasRenderingContext2D} Context */

// Okabe and Ito's colours, lightened for the dark halo: told apart with every kind of
// colour vision. Ids that share one differ by seven.
const TAG_COLOURS = ["#56b4e9", "#ffab1a", "#19c491", "#f0e442", "#ff7a3d", "#e58fc0", "#b3a6ff"];
const AXIS_COLOURS = { x: "#ff7a45", y: "#3ddc97", z: "#6aa9ff" };
const HALO = "rgba(8, 12, 20, 0.75)";
// Axes of a tag of unknown size look equally long from everywhere.
const AXIS_SHARE_OF_DISTANCE = 0.1;

/**
 * Return the colour that stands for a tag everywhere on the page.
 * @param {number} tagId
 */
export function tagColour(tagId) {
  return TAG_COLOURS[Math.abs(tagId) % TAG_COLOURS.length];
}

/**
 * Tell whether there could be something to draw. A list that is empty because nothing was
 * seen counts: it says that no outline belongs on its picture.
 * @param {TagDetections} detections
 */
export function isDrawable({ intrinsics, tags }) {
  return intrinsics !== null || tags.some(({ corners_px: corners }) => corners !== null);
}

/** Draws detections at the size of a canvas. */
export class Overlay {
  #context;
  /** @type {{tagId: number, corners: Point[]}[]} */
  #drawn = [];

  /** @param {Context} context */
  constructor(context) {
    this.#context = context;
  }

  /** The corners of the last drawing, in canvas pixels. */
  get drawn() {
    return this.#drawn;
  }

  /**
   * Draw, over a picture that fills the canvas.
   * @param {TagDetections} detections
   * @param {number} scale canvas pixels per picture pixel
   * @param {number} [lineScale] how much thicker than on a screen of 640 pixels
   */
  draw(detections, scale, lineScale = 1) {
    this.#drawn = [];
    for (const tag of detections.tags) this.#drawTag(tag, detections.intrinsics, scale, lineScale);
  }

  /** Forget what was drawn: the canvas shows a picture without detections. */
  forget() {
    this.#drawn = [];
  }

  /**
   * @param {TagDetection} tag
   * @param {Intrinsics | null} lens
   * @param {number} scale
   * @param {number} lineScale
   */
  #drawTag(tag, lens, scale, lineScale) {
    // The centre of the first pixel is (0, 0) to the bridge and (0.5, 0.5) to a canvas.
    const place = (/** @type {Point} */ [x, y]) =>
      /** @type {Point} */ ([(x + 0.5) * scale, (y + 0.5) * scale]);
    const corners = tag.corners_px?.map(place);
    const colour = tagColour(tag.tag_id);
    if (corners) {
      this.#path([...corners, corners[0]], colour, 2.5 * lineScale);
      this.#dot(corners[0], colour, 4 * lineScale);
    }
    const axes = lens && axesOf(tag, lens);
    if (axes) this.#drawAxes(axes, place, lineScale);
    if (!corners) return;
    this.#label(`${tag.tag_id}`, corners, colour, lineScale);
    this.#drawn.push({ tagId: tag.tag_id, corners });
  }

  /**
   * @param {import("./geometry.js").Axes} axes
   * @param {(point: Point) => Point} place
   * @param {number} lineScale
   */
  #drawAxes({ origin, x, y, z }, place, lineScale) {
    if (origin === null) return;
    const tips = /** @type {const} */ ([
      ["z", z],
      ["x", x],
      ["y", y],
    ]);
    for (const [name, tip] of tips) {
      if (tip === null) continue;
      this.#path([place(origin), place(tip)], AXIS_COLOURS[name], 3 * lineScale);
      this.#text(name, place(tip), AXIS_COLOURS[name], 11 * lineScale);
    }
  }

  /**
   * A line with a dark halo, so that it can be seen on white and on black.
   * @param {Point[]} points
   * @param {string} colour
   * @param {number} width
   */
  #path(points, colour, width) {
    const context = this.#context;
    context.beginPath();
    points.forEach(([x, y], i) => (i === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
    context.lineJoin = context.lineCap = "round";
    context.strokeStyle = HALO;
    context.lineWidth = width * 2;
    context.stroke();
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.stroke();
  }

  /**
   * @param {Point} centre
   * @param {string} colour
   * @param {number} radius
   */
  #dot([x, y], colour, radius) {
    const context = this.#context;
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fillStyle = colour;
    context.fill();
  }

  /**
   * @param {string} text
   * @param {Point} at
   * @param {string} colour
   * @param {number} size
   */
  #text(text, [x, y], colour, size) {
    const context = this.#context;
    context.font = `600 ${size}px system-ui, sans-serif`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineWidth = size / 3;
    context.strokeStyle = HALO;
    context.strokeText(text, x, y);
    context.fillStyle = colour;
    context.fillText(text, x, y);
  }

  /**
   * The id on a plate above the tag's highest corner.
   * @param {string} text
   * @param {Point[]} corners
   * @param {string} colour
   * @param {number} lineScale
   */
  #label(text, corners, colour, lineScale) {
    const context = this.#context;
    const size = 14 * lineScale;
    const top = Math.min(...corners.map(([, y]) => y));
    const middle = corners.reduce((sum, [x]) => sum + x, 0) / corners.length;
    context.font = `700 ${size}px system-ui, sans-serif`;
    const width = context.measureText(text).width + size;
    const y = Math.max(size * 0.8, top - size * 1.1);
    context.fillStyle = HALO;
    context.beginPath();
    context.roundRect(middle - width / 2, y - size * 0.75, width, size * 1.5, size / 2);
    context.fill();
    context.fillStyle = colour;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(text, middle, y);
  }
}

/**
 * @param {TagDetection} tag
 * @param {Intrinsics} lens
 */
function axesOf({ solutions, size_m: sizeM }, lens) {
  const pose = solutions[0]?.camera_from_tag;
  if (!pose) return null;
  const axisM = sizeM === null ? length(pose.translation) * AXIS_SHARE_OF_DISTANCE : sizeM / 2;
  return projectAxes(lens, pose, axisM);
}
