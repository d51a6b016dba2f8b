/** JPEG pictures from the camera's link on a canvas: the newest one, never a queue. */

import { element, tell, wish } from "./chooser.js";
import { Link } from "./link.js";

export class JpegView {
  #canvas = /** @type {HTMLCanvasElement} */ (element("picture"));
  #context = this.#canvas.getContext("2d");
  /** @type {Uint8Array | null} */
  #next = null;
  #isBusy = false;
  #count = 0;
  #link;

  constructor() {
    this.#link = new Link(`/ws/camera${wish()}`, {
      onMessage: (bytes) => this.#push(bytes),
      onOpen: () => {},
      onTold: tell,
    });
  }

  /** @param {Uint8Array} bytes */
  #push(bytes) {
    this.#next = bytes;
    if (!this.#isBusy) void this.#drawNewest();
  }

  async #drawNewest() {
    this.#isBusy = true;
    while (this.#next !== null) {
      const bytes = /** @type {Uint8Array<ArrayBuffer>} */ (this.#next);
      this.#next = null;
      try {
        const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/jpeg" }));
        this.#draw(bitmap);
      } catch {
        tell("One picture was damaged.");
      }
    }
    this.#isBusy = false;
  }

  /** @param {ImageBitmap} bitmap */
  #draw(bitmap) {
    const { width, height } = bitmap;
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    this.#context?.drawImage(bitmap, 0, 0);
    bitmap.close();
    this.#count++;
    element("screen").dataset.shown = String(this.#count);
    tell(`JPEG, ${width} × ${height}`);
  }

  close() {
    this.#link.close();
    this.#next = null;
  }
}
