/**
 * The behaviour `CameraScreen`: a Sprite whose frames are pictures of a camera.
 *
 * Knows: Sprites, PixiJS. Does not know: how pictures come.
 * The picture takes the place of the animation's frame and has its size, so that points,
 * collision masks, scale and flips of the Sprite stay what they are.
 */

import { FittedCanvas } from "./fitted_canvas.js";
import { ScreenSource } from "./screen_source.js";

/** @typedef {import("./screen_source.js").ScreenWish & {fit: string, mirror: boolean}} ScreenWish */

export class SpriteScreen {
  #object;
  #source = new ScreenSource();
  #canvas = new FittedCanvas();
  /** @type {PIXI.Texture | null} */
  #texture = null;
  /** @type {PIXI.Texture | null} what the Sprite would show without this */
  #frame = null;
  #isShowing = false;

  /** @param {any} object a Sprite */
  constructor(object) {
    this.#object = object;
  }

  get isShowing() {
    return this.#isShowing;
  }

  /**
   * @param {import("./screen_source.js").Bridge} bridge
   * @param {ScreenWish} wish
   */
  draw(bridge, wish) {
    const shows = this.#source.look(bridge, wish);
    const picture = this.#source.picture;
    this.#isShowing = shows === "picture";
    if (picture === null || shows === "nothing") return;
    const sprite = this.#object.getRendererObject();
    // The engine puts a frame of its own here whenever the animation goes on.
    if (sprite.texture !== this.#texture) this.#frame = sprite.texture;
    const { width, height } = /** @type {PIXI.Texture} */ (this.#frame).frame;
    const area = { width, height };
    const isNew =
      shows === "picture"
        ? this.#canvas.showPicture(picture, { ...wish, area })
        : this.#canvas.showNoSignal(wish.noSignalText, area);
    if (isNew) this.#update(area);
    this.keep();
  }

  /** Events may have changed the animation: the picture comes back before it is drawn. */
  keep() {
    const sprite = this.#object.getRendererObject();
    if (this.#texture === null || sprite.texture === this.#texture) return;
    this.#frame = sprite.texture;
    sprite.texture = this.#texture;
  }

  /** @param {import("./fit.js").Size} area */
  #update(area) {
    const { canvas, hasNewSize } = this.#canvas;
    if (this.#texture !== null && !hasNewSize) {
      this.#texture.baseTexture.update();
      return;
    }
    const old = this.#texture;
    const resolution = canvas.width / area.width;
    this.#texture = new PIXI.Texture(new PIXI.BaseTexture(canvas, { resolution }));
    if (old === null) return;
    this.#object.getRendererObject().texture = this.#texture;
    old.destroy(true);
  }

  /** Give the Sprite its own frame back. */
  close() {
    const sprite = this.#object.getRendererObject();
    if (this.#frame !== null && sprite?.texture === this.#texture) sprite.texture = this.#frame;
    this.#texture?.destroy(true);
    this.#texture = null;
    this.#frame = null;
    this.#canvas.close();
    this.#source.close();
  }
}
