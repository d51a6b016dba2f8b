/**
 * What this extension changes of a scene's own view: cameras of layers, the overlay.
 *
 * Knows: which layer shall see what. Does not know: objects, behaviours.
 */

import { HeadTracking } from "./head_tracking.js";
import { LayerCamera, viewOfLens } from "./layer_camera.js";
import { statusOverlay } from "./status_overlay.js";

/** @typedef {{stream: (name: string) => import("./stream_picture.js").Stream, tags: any}} Bridge */

/**
 * @typedef {object} LayerWish
 * @property {LayerCamera} camera
 * @property {{bridge: Bridge, stream: string, fit: string} | null} match
 * @property {{bridge: Bridge, id: number, strength: number, tracking: HeadTracking} | null} head
 */

class SceneView {
  #scene;
  /** @type {Map<string, LayerWish>} by the layer's name */
  #layers = new Map();

  /** @param {gdjs.RuntimeScene} scene */
  constructor(scene) {
    this.#scene = scene;
  }

  /**
   * @param {string} name
   * @returns {LayerWish | null} null when there is no such layer
   */
  wishOf(name) {
    if (!this.#scene.hasLayer(name)) return null;
    let wish = this.#layers.get(name);
    if (!wish) {
      const camera = new LayerCamera(this.#scene.getLayer(name));
      wish = { camera, match: null, head: null };
      this.#layers.set(name, wish);
    }
    return wish;
  }

  /** @param {string} name */
  forget(name) {
    this.#layers.get(name)?.camera.close();
    this.#layers.delete(name);
  }

  draw() {
    const elapsedS = this.#scene.getElapsedTime() / 1000;
    for (const [name, wish] of this.#layers) {
      if (wish.match !== null) this.#match(name, wish.camera, wish.match);
      if (wish.head !== null) {
        const { bridge, id, strength, tracking } = wish.head;
        tracking.step(bridge.tags, id, strength, elapsedS);
        wish.camera.setShift(tracking.shift.x, tracking.shift.y);
      }
      wish.camera.apply();
    }
  }

  /**
   * @param {string} name
   * @param {LayerCamera} camera
   * @param {{bridge: Bridge, stream: string, fit: string}} match
   */
  #match(name, camera, { bridge, stream, fit }) {
    const lens = bridge.stream(stream).intrinsics ?? bridge.tags.lens(stream);
    // Until the lens is known the layer keeps its own view.
    if (lens === null) return;
    const layer = this.#scene.getLayer(name);
    const screen = { width: layer.getWidth(), height: layer.getHeight() };
    camera.setView(viewOfLens(lens, fit, screen));
  }
}

/** @type {WeakMap<gdjs.RuntimeScene, SceneView>} */
const views = new WeakMap();

/** @param {gdjs.RuntimeScene} scene */
function viewOf(scene) {
  let view = views.get(scene);
  if (!view) {
    view = new SceneView(scene);
    views.set(scene, view);
  }
  return view;
}

/**
 * From now on a layer's 3D camera sees as the camera of a stream does.
 * @param {gdjs.RuntimeScene} scene
 * @param {Bridge} bridge
 * @param {string} layer
 * @param {string} stream
 * @param {string} fit how the picture lies on the screen
 */
export function matchCameraToStream(scene, bridge, layer, stream, fit = "Contain") {
  const wish = viewOf(scene).wishOf(layer);
  if (wish !== null) wish.match = { bridge, stream, fit };
}

/**
 * From now on a layer's 3D camera moves with a tag.
 * @param {gdjs.RuntimeScene} scene
 * @param {Bridge} bridge
 * @param {string} layer
 * @param {number} id
 * @param {number} strength pixels per centimetre
 */
export function moveCameraWithTag(scene, bridge, layer, id, strength) {
  const wish = viewOf(scene).wishOf(layer);
  if (wish === null) return;
  const tracking = wish.head?.tracking ?? new HeadTracking();
  wish.head = { bridge, id, strength, tracking };
}

/**
 * Give a layer its own camera back.
 * @param {gdjs.RuntimeScene} scene
 * @param {string} layer
 */
export function resetLayerCamera(scene, layer) {
  views.get(scene)?.forget(layer);
}

/**
 * Before each picture of the game, after its events.
 * @param {gdjs.RuntimeScene} scene
 * @param {import("./status_overlay.js").Bridges} library
 */
export function drawScene(scene, library) {
  views.get(scene)?.draw();
  statusOverlay.draw(scene, library);
}
