/**
 * How a picture lies in an area of another shape.
 *
 * Knows: rectangles. Does not know: canvases, textures, cameras.
 */

/** @typedef {"Contain" | "Cover" | "Stretch"} Fit */

/**
 * @typedef {object} Rectangle
 * @property {number} x
 * @property {number} y
 * @property {number} width
 * @property {number} height
 */

/**
 * @typedef {object} Size
 * @property {number} width
 * @property {number} height
 */

/**
 * Return where the whole picture lies, in units of the area. With `Cover` it is larger than
 * the area, and what sticks out is not seen.
 * @param {string} fit a Fit; anything else is `Contain`
 * @param {Size} picture
 * @param {Size} area
 * @returns {Rectangle}
 */
export function placeOf(fit, picture, area) {
  if (fit === "Stretch" || !isReal(picture) || !isReal(area)) {
    return { x: 0, y: 0, width: area.width, height: area.height };
  }
  const across = area.width / picture.width;
  const down = area.height / picture.height;
  const scale = fit === "Cover" ? Math.max(across, down) : Math.min(across, down);
  const width = picture.width * scale;
  const height = picture.height * scale;
  return { x: (area.width - width) / 2, y: (area.height - height) / 2, width, height };
}

/**
 * Return the part of the picture that is seen, in units of the picture.
 * @param {Rectangle} place of the whole picture
 * @param {Size} picture
 * @param {Size} area
 * @returns {Rectangle}
 */
export function seenOf(place, picture, area) {
  const acrossPx = picture.width / place.width;
  const downPx = picture.height / place.height;
  const x = Math.max(0, -place.x);
  const y = Math.max(0, -place.y);
  return {
    x: x * acrossPx,
    y: y * downPx,
    width: Math.min(place.width, area.width) * acrossPx,
    height: Math.min(place.height, area.height) * downPx,
  };
}

/**
 * Return the size of a canvas that has the area's shape and shows the picture with as many
 * pixels as it has, within limits.
 * @param {Rectangle} place of the whole picture in the area
 * @param {Size} picture
 * @param {Size} area
 * @param {number} maxEdgePx
 * @returns {Size}
 */
export function canvasSizeOf(place, picture, area, maxEdgePx) {
  const detail = Math.max(picture.width / place.width, picture.height / place.height);
  const bound = maxEdgePx / Math.max(area.width, area.height);
  const scale = Math.min(detail, bound);
  return {
    width: Math.max(1, Math.round(area.width * scale)),
    height: Math.max(1, Math.round(area.height * scale)),
  };
}

/** @param {Size} size */
function isReal({ width, height }) {
  return width > 0 && height > 0;
}
