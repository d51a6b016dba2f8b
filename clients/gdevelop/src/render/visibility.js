/**
 * Hides an object and shows it again, without contradicting the game's own events.
 *
 * Knows: objects. Does not know: why.
 */

export class Visibility {
  #object;
  #isHiding = false;

  /** @param {any} object */
  constructor(object) {
    this.#object = object;
  }

  /** @param {boolean} shall */
  hide(shall) {
    // Only a change acts, so an event that hides a visible object stays in force.
    if (shall === this.#isHiding) return;
    this.#isHiding = shall;
    this.#object.hide(shall);
  }
}
