/**
 * Points of a 2D object in the scene, and the outline of an object that draws itself.
 *
 * Knows: position, size, angle and flips of objects. Does not know: what they show.
 */

const RAD = Math.PI / 180;

/**
 * Return where a point of an object is in the scene.
 * @param {any} object
 * @param {number} x pixels from the object's left edge, as it is when not flipped
 * @param {number} y
 * @returns {[number, number]}
 */
export function inScene(object, x, y) {
  const [centerX, centerY] = [object.getCenterX(), object.getCenterY()];
  const dx = (x - centerX) * (object.isFlippedX() ? -1 : 1);
  const dy = (y - centerY) * (object.isFlippedY() ? -1 : 1);
  const [cos, sin] = turn(object);
  return [
    object.getX() + centerX + dx * cos - dy * sin,
    object.getY() + centerY + dx * sin + dy * cos,
  ];
}

/**
 * The opposite of `inScene`.
 * @param {any} object
 * @param {number} x
 * @param {number} y
 * @returns {[number, number]}
 */
export function inObject(object, x, y) {
  const [centerX, centerY] = [object.getCenterX(), object.getCenterY()];
  const [dx, dy] = [x - object.getX() - centerX, y - object.getY() - centerY];
  const [cos, sin] = turn(object);
  return [
    centerX + (dx * cos + dy * sin) * (object.isFlippedX() ? -1 : 1),
    centerY + (dy * cos - dx * sin) * (object.isFlippedY() ? -1 : 1),
  ];
}

/** @param {any} object */
function turn(object) {
  const angle = object.getAngle() * RAD;
  return [Math.cos(angle), Math.sin(angle)];
}

/**
 * Let collisions and the cursor meet an object that has no children, whose outlines the
 * engine would take.
 * @param {any} object a custom object
 */
export function giveOutline(object) {
  const outline = gdjs.Polygon.createRectangle(0, 0);
  object.updateHitBoxes = () => {
    const [width, height] = [object.getWidth(), object.getHeight()];
    outline.vertices[0] = inScene(object, 0, 0);
    outline.vertices[1] = inScene(object, width, 0);
    outline.vertices[2] = inScene(object, width, height);
    outline.vertices[3] = inScene(object, 0, height);
    object.hitBoxes = [outline];
  };
}
