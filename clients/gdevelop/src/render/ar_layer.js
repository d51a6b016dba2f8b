/**
 * The object `ARLayer`: the camera's picture behind a 3D layer that sees as the camera does.
 *
 * Knows: layers by name. Does not know: how either half is done.
 */

import { ArBackdrop } from "./ar_backdrop.js";
import { matchCameraToStream, resetLayerCamera } from "./scene_view.js";

/** @typedef {import("./screen_source.js").ScreenWish & {fit: string, layer: string}} ArWish */

export class ArLayer {
  #backdrop = new ArBackdrop();
  #layer = "";
  #isMatched = false;
  #hasComplained = false;

  /** Whether a picture of now is shown. */
  get isShowing() {
    return this.#backdrop.isShowing;
  }

  /**
   * @param {any} bridge
   * @param {ArWish} wish
   * @param {gdjs.RuntimeScene} scene
   */
  draw(bridge, wish, scene) {
    if (this.#isMatched && this.#layer !== wish.layer) resetLayerCamera(scene, this.#layer);
    this.#layer = wish.layer;
    this.#isMatched = scene.hasLayer(wish.layer);
    const is3D = this.#isMatched && this.#backdrop.draw(bridge, wish, scene.getLayer(wish.layer));
    if (is3D) matchCameraToStream(scene, bridge, wish.layer, wish.stream, wish.fit);
    else this.#complain(wish.layer);
  }

  /** @param {string} layer */
  #complain(layer) {
    if (this.#hasComplained) return;
    this.#hasComplained = true;
    const name = layer === "" ? "the base layer" : `the layer "${layer}"`;
    new gdjs.Logger("Game bridge").error(
      `AR layer: ${name} shows nothing in 3D: ` +
        "choose 3D or 2D+3D in the layer's properties and put a 3D object into the scene.",
    );
  }

  /** @param {gdjs.RuntimeScene} scene */
  close(scene) {
    this.#backdrop.close();
    resetLayerCamera(scene, this.#layer);
  }
}
