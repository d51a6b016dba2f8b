/**
 * What a screen shows while its camera gives no picture.
 *
 * Knows: a 2D canvas. Does not know: cameras, textures.
 */

const GROUND = "#20242e";
const INK = "#98a2b8";
const MAX_TEXT_SHARE = 0.86;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {import("./fit.js").Size} size of the canvas
 * @param {string} text
 */
export function drawNoSignal(context, { width, height }, text) {
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.fillStyle = GROUND;
  context.fillRect(0, 0, width, height);
  const unit = Math.min(width, height) / 10;
  drawCamera(context, width / 2, height / 2 - unit * 1.2, unit);
  context.fillStyle = INK;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.font = `${textHeight(context, text, unit, width)}px sans-serif`;
  context.fillText(text, width / 2, height / 2 + unit * 2.6);
}

/**
 * A camera with a line through it.
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} unit
 */
function drawCamera(context, x, y, unit) {
  context.strokeStyle = INK;
  context.lineWidth = Math.max(1, unit * 0.28);
  context.strokeRect(x - unit * 2, y - unit * 1.2, unit * 4, unit * 2.6);
  context.beginPath();
  context.arc(x, y + unit * 0.1, unit * 0.75, 0, 2 * Math.PI);
  context.stroke();
  context.beginPath();
  context.moveTo(x - unit * 2.6, y + unit * 2);
  context.lineTo(x + unit * 2.6, y - unit * 1.8);
  context.stroke();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {number} wanted
 * @param {number} width
 */
function textHeight(context, text, wanted, width) {
  context.font = `${wanted}px sans-serif`;
  const taken = context.measureText(text).width;
  const room = width * MAX_TEXT_SHARE;
  return taken > room ? (wanted * room) / taken : wanted;
}
