/**
 * One button, frame by frame.
 *
 * Knows: presses and releases. Does not know: topics. A press that is over before the next
 * frame is seen as pressed in that frame and as released in the one after, so that every
 * press has exactly one frame of each.
 */

export class Button {
  #isPressed = false;
  #wasPressed = false;
  /** How it is by now, which may be one frame ahead of what is shown. */
  #last = false;

  /**
   * @param {readonly boolean[]} changes what was said since the frame before, in order
   */
  frame(changes) {
    this.#wasPressed = this.#isPressed;
    const isTurned = this.#last !== this.#isPressed || changes.some((is) => is !== this.#isPressed);
    this.#last = changes.at(-1) ?? this.#last;
    if (isTurned) this.#isPressed = !this.#isPressed;
  }

  /**
   * It is known to be so, but nobody has just done it.
   * @param {boolean} isPressed
   */
  settle(isPressed) {
    this.#isPressed = this.#wasPressed = this.#last = isPressed;
  }

  get isPressed() {
    return this.#isPressed;
  }

  get justPressed() {
    return this.#isPressed && !this.#wasPressed;
  }

  get justReleased() {
    return !this.#isPressed && this.#wasPressed;
  }
}
