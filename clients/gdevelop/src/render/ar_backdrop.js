/**
 * A camera's picture behind everything in a 3D layer, in the very place where the layer's
 * camera sees what the real one saw.
 *
 * Knows: the engine's layers, three's scenes. Does not know: lenses.
 */

import { FittedCanvas } from "./fitted_canvas.js";
import { ScreenSource } from "./screen_source.js";

const GROUND = "#000000";

export class ArBackdrop {
  #source = new ScreenSource();
  #canvas = new FittedCanvas();
  /** @type {THREE.CanvasTexture | null} */
  #texture = null;
  /** @type {any} the three scene that has the picture */
  #scene = null;
  /** @type {THREE.Group | null} */
  #presence = null;
  /** @type {any} */
  #renderer = null;
  #isShowing = false;

  get isShowing() {
    return this.#isShowing;
  }

  /**
   * @param {import("./screen_source.js").Bridge} bridge
   * @param {import("./screen_source.js").ScreenWish & {fit: string}} wish
   * @param {any} layer of the engine
   * @returns {boolean} false when the layer has no 3D
   */
  draw(bridge, wish, layer) {
    const scene = layer.getRenderer().getThreeScene?.() ?? null;
    if (scene !== this.#scene) this.#leave();
    if (scene === null) return false;
    const shows = this.#source.look(bridge, wish);
    this.#isShowing = shows === "picture";
    const picture = this.#source.picture;
    if (picture === null || shows === "nothing") return true;
    const area = { width: layer.getWidth(), height: layer.getHeight() };
    const isNew =
      shows === "picture"
        ? this.#canvas.showPicture(picture, { fit: wish.fit, mirror: false, area, ground: GROUND })
        : this.#canvas.showNoSignal(wish.noSignalText, area);
    if (isNew) this.#update();
    this.#enter(scene, layer.getRenderer());
    return true;
  }

  #update() {
    if (this.#texture === null) {
      this.#texture = new THREE.CanvasTexture(this.#canvas.canvas);
      this.#texture.colorSpace = THREE.SRGBColorSpace;
      return;
    }
    if (this.#canvas.hasNewSize) this.#texture.dispose();
    this.#texture.needsUpdate = true;
  }

  /**
   * @param {any} scene
   * @param {any} renderer
   */
  #enter(scene, renderer) {
    scene.background = this.#texture;
    if (this.#scene === scene) return;
    this.#scene = scene;
    this.#renderer = renderer;
    // The engine leaves out layers that have no 3D object, and the picture with them.
    this.#presence = new THREE.Group();
    renderer.add3DRendererObject(this.#presence);
  }

  #leave() {
    if (this.#scene === null) return;
    if (this.#scene.background === this.#texture) this.#scene.background = null;
    this.#renderer.remove3DRendererObject(this.#presence);
    this.#scene = null;
  }

  close() {
    this.#leave();
    this.#texture?.dispose();
    this.#texture = null;
    this.#canvas.close();
    this.#source.close();
  }
}
