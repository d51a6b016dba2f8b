/** Canvases without a browser: they write down what was drawn. */

export class FakeCanvas {
  width = 300;
  height = 150;
  /** @type {any[][]} every call of the context, with its arguments */
  calls = [];

  getContext() {
    const calls = this.calls;
    const note =
      (/** @type {string} */ name) =>
      (/** @type {any[]} */ ...args) =>
        void calls.push([name, ...args]);
    return /** @type {any} */ ({
      setTransform: note("setTransform"),
      clearRect: note("clearRect"),
      fillRect: note("fillRect"),
      strokeRect: note("strokeRect"),
      beginPath: note("beginPath"),
      moveTo: note("moveTo"),
      lineTo: note("lineTo"),
      arc: note("arc"),
      stroke: note("stroke"),
      fillText: note("fillText"),
      drawImage: note("drawImage"),
      measureText: (/** @type {string} */ text) => ({ width: text.length * 100 }),
    });
  }

  /** The arguments of the last call of a name. @param {string} name */
  last(name) {
    return this.calls.findLast(([called]) => called === name)?.slice(1);
  }
}

/** A stream whose picture tests choose. */
export class FakeStream {
  opened = 0;
  pictureCount = 0;
  /** @type {any} */
  picture = null;
  intrinsics = null;

  open() {
    this.opened++;
    return () => void this.opened--;
  }

  /** @param {number} widthPx @param {number} heightPx */
  show(widthPx, heightPx) {
    this.pictureCount++;
    this.picture = { source: { number: this.pictureCount }, widthPx, heightPx };
  }
}
