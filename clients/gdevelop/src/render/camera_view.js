/**
 * The object `CameraView`: a picture that fills the object as it fits.
 *
 * Knows: custom objects, PixiJS. Does not know: how pictures come.
 */

import { placeOf, seenOf } from "./fit.js";
import { FittedCanvas } from "./fitted_canvas.js";
import { giveOutline, inObject, inScene } from "./outline.js";
import { ScreenSource } from "./screen_source.js";

/** @typedef {import("./fit.js").Size} Size */
/** @typedef {import("./screen_source.js").ScreenWish & {fit: string, mirror: boolean}} ViewWish */

/** @type {WeakMap<object, CameraView>} */
const views = new WeakMap();

export class CameraView {
  #object;
  #source = new ScreenSource();
  #holder = new PIXI.Container();
  #picture = new PIXI.Sprite(PIXI.Texture.EMPTY);
  #still = new PIXI.Sprite(PIXI.Texture.EMPTY);
  /** @type {PIXI.Texture | null} the seen part of the stream's texture */
  #texture = null;
  /** @type {FittedCanvas | null} */
  #stillCanvas = null;
  /** @type {ViewWish} */
  #wish = { stream: "", noSignalAfterS: 0, noSignalText: "", fit: "Contain", mirror: false };
  #isShowing = false;
  /** What the texture's frame was made for. */
  #framed = "";

  /**
   * @param {any} object the custom object
   * @param {number} widthPx that it has unless the scene gives it another one
   * @param {number} heightPx
   */
  constructor(object, widthPx, heightPx) {
    this.#object = object;
    // The engine takes the size from an object's children, and this one has none.
    if (object.getWidth() === 1) object.setWidth(widthPx);
    if (object.getHeight() === 1) object.setHeight(heightPx);
    this.#holder.addChild(this.#picture);
    this.#holder.addChild(this.#still);
    this.#attach();
    giveOutline(object);
    views.set(object, this);
  }

  /** The engine empties the object's container when its variant changes. */
  #attach() {
    const container = this.#object.getRendererObject();
    if (this.#holder.parent !== container) container.addChild(this.#holder);
  }

  /** Whether a picture of now is shown. */
  get isShowing() {
    return this.#isShowing;
  }

  /**
   * Show what there is to show.
   * @param {import("./screen_source.js").Bridge} bridge
   * @param {ViewWish} wish
   */
  draw(bridge, wish) {
    this.#wish = wish;
    this.#attach();
    const shows = this.#source.look(bridge, wish);
    this.#isShowing = shows === "picture";
    this.#picture.visible = shows === "picture";
    this.#still.visible = shows === "no signal";
    const area = this.#area();
    if (area.width <= 0 || area.height <= 0) return;
    // Everything inside is measured in the object's own pixels, whatever its scale.
    this.#holder.scale.set(1 / this.#object.getScaleX(), 1 / this.#object.getScaleY());
    if (shows === "picture") this.#drawPicture(area);
    if (shows === "no signal") this.#drawStill(area);
  }

  /** @returns {Size} */
  #area() {
    return { width: this.#object.getWidth(), height: this.#object.getHeight() };
  }

  /** @param {Size} area */
  #drawPicture(area) {
    const picture = this.#source.picture;
    if (picture === null) return;
    const { size, base } = picture;
    const place = placeOf(this.#wish.fit, size, area);
    this.#frame(base, seenOf(place, size, area), size);
    const shown = {
      x: Math.max(0, place.x),
      y: Math.max(0, place.y),
      width: Math.min(place.width, area.width),
      height: Math.min(place.height, area.height),
    };
    const turn = this.#wish.mirror ? -1 : 1;
    this.#picture.position.set(this.#wish.mirror ? shown.x + shown.width : shown.x, shown.y);
    const { width, height } = this.#picture.texture.frame;
    this.#picture.scale.set((turn * shown.width) / width, shown.height / height);
  }

  /**
   * @param {PIXI.BaseTexture} base
   * @param {import("./fit.js").Rectangle} seen
   * @param {Size} size
   */
  #frame(base, seen, size) {
    const framed = `${seen.x} ${seen.y} ${seen.width} ${seen.height} ${size.width} ${size.height}`;
    if (framed === this.#framed && this.#texture?.baseTexture === base) return;
    this.#framed = framed;
    // Rounding must not make the part larger than the whole, which PixiJS refuses.
    const x = Math.min(seen.x, size.width);
    const y = Math.min(seen.y, size.height);
    const width = Math.min(seen.width, size.width - x);
    const height = Math.min(seen.height, size.height - y);
    const old = this.#texture;
    // A new one each time: a texture that knew the old size would throw when its base shrinks.
    this.#texture = new PIXI.Texture(base, new PIXI.Rectangle(x, y, width, height));
    this.#picture.texture = this.#texture;
    old?.destroy();
  }

  /** @param {Size} area */
  #drawStill(area) {
    this.#stillCanvas ??= new FittedCanvas();
    if (this.#stillCanvas.showNoSignal(this.#wish.noSignalText, area)) {
      if (this.#still.texture === PIXI.Texture.EMPTY) {
        this.#still.texture = new PIXI.Texture(new PIXI.BaseTexture(this.#stillCanvas.canvas));
      } else {
        const { width, height } = this.#stillCanvas.canvas;
        this.#still.texture.baseTexture.setRealSize(width, height);
      }
    }
    const { width, height } = this.#still.texture.frame;
    this.#still.scale.set(area.width / width, area.height / height);
  }

  /**
   * Return where a place of the picture is in the scene.
   * @param {number} imageX 0 to 1 of the picture's width
   * @param {number} imageY 0 to 1 of its height
   */
  sceneOf(imageX, imageY) {
    const place = this.#place();
    const x = place.x + (this.#wish.mirror ? 1 - imageX : imageX) * place.width;
    return inScene(this.#object, x, place.y + imageY * place.height);
  }

  /**
   * Return which place of the picture is at a point of the scene; beyond 0 to 1 outside.
   * @param {number} x
   * @param {number} y
   * @returns {[imageX: number, imageY: number]}
   */
  imageOf(x, y) {
    const place = this.#place();
    const [left, top] = inObject(this.#object, x, y);
    const imageX = (left - place.x) / place.width;
    return [this.#wish.mirror ? 1 - imageX : imageX, (top - place.y) / place.height];
  }

  /** Degrees that the picture is turned in the scene. */
  get angle() {
    return this.#object.getAngle();
  }

  get isMirrored() {
    return this.#wish.mirror;
  }

  /** Width of the whole picture in the scene. */
  get pictureWidth() {
    return this.#place().width;
  }

  #place() {
    const size = this.#source.picture?.size ?? { width: 0, height: 0 };
    return placeOf(this.#wish.fit, size, this.#area());
  }

  close() {
    this.#source.close();
    this.#texture?.destroy();
    if (this.#still.texture !== PIXI.Texture.EMPTY) this.#still.texture.destroy(true);
    this.#stillCanvas?.close();
    this.#holder.destroy({ children: true });
    views.delete(this.#object);
  }
}

/**
 * Return the view that an object is, if it is one.
 * @param {object | null} object
 */
export function viewOf(object) {
  return object === null ? undefined : views.get(object);
}
