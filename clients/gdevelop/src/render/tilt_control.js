/**
 * The behaviour `TiltController`: a board that is tilted turns or moves an object.
 *
 * Knows: objects, degrees. Does not know: boards.
 */

/**
 * @typedef {object} TiltWish
 * @property {string} use `Angle`, `Speed` or `Acceleration`
 * @property {string} directions `Both`, `Horizontal` or `Vertical`
 * @property {number} fullTiltDeg
 * @property {number} deadZoneDeg
 * @property {number} maxSpeed pixels per second
 * @property {number} acceleration pixels per second, per second
 * @property {number} friction share of the speed that is lost per second, 0 to 1
 * @property {number} angleFactor degrees of the object per degree of the board
 * @property {boolean} invertX
 * @property {boolean} invertY
 */

export class TiltControl {
  #object;
  #startAngle;
  #vx = 0;
  #vy = 0;

  /** @param {any} object */
  constructor(object) {
    this.#object = object;
    this.#startAngle = object.getAngle();
  }

  /** Speed that the tilt has given to the object, pixels per second. */
  get speed() {
    return Math.hypot(this.#vx, this.#vy);
  }

  stop() {
    this.#vx = 0;
    this.#vy = 0;
  }

  /**
   * @param {number} tiltX degrees, right edge down
   * @param {number} tiltY degrees, lower edge down
   * @param {TiltWish} wish
   * @param {number} elapsedS
   */
  step(tiltX, tiltY, wish, elapsedS) {
    const x = wish.directions === "Vertical" ? 0 : tiltX * (wish.invertX ? -1 : 1);
    const y = wish.directions === "Horizontal" ? 0 : tiltY * (wish.invertY ? -1 : 1);
    if (wish.use === "Angle") {
      const turn = beyond(x, wish.deadZoneDeg) * wish.angleFactor;
      this.#object.setAngle(this.#startAngle + turn);
      return;
    }
    const [pushX, pushY] = [shareOf(x, wish), shareOf(y, wish)];
    if (wish.use === "Acceleration") this.#accelerate(pushX, pushY, wish, elapsedS);
    else [this.#vx, this.#vy] = [pushX * wish.maxSpeed, pushY * wish.maxSpeed];
    if (this.#vx !== 0 || this.#vy !== 0) this.#object.addForce(this.#vx, this.#vy, 0);
  }

  /**
   * @param {number} pushX
   * @param {number} pushY
   * @param {TiltWish} wish
   * @param {number} elapsedS
   */
  #accelerate(pushX, pushY, { acceleration, friction, maxSpeed }, elapsedS) {
    const kept = Math.max(0, 1 - friction) ** elapsedS;
    this.#vx = this.#vx * kept + pushX * acceleration * elapsedS;
    this.#vy = this.#vy * kept + pushY * acceleration * elapsedS;
    const excess = this.speed / maxSpeed;
    if (!(excess > 1)) return;
    this.#vx /= excess;
    this.#vy /= excess;
  }
}

/**
 * How far beyond the dead zone, which begins at 0 again, so that nothing jumps at its edge.
 * @param {number} deg
 * @param {number} deadZone
 */
function beyond(deg, deadZone) {
  return Math.sign(deg) * Math.max(0, Math.abs(deg) - deadZone);
}

/**
 * @param {number} deg
 * @param {TiltWish} wish
 * @returns {number} −1 to 1
 */
function shareOf(deg, { fullTiltDeg, deadZoneDeg }) {
  const range = Math.max(1e-3, fullTiltDeg - deadZoneDeg);
  return Math.max(-1, Math.min(1, beyond(deg, deadZoneDeg) / range));
}
