/**
 * The behaviour `CameraScreen3D`: faces of a 3D box that show pictures of a camera.
 *
 * Knows: 3D boxes, three. Does not know: how pictures come.
 */

import { FittedCanvas } from "./fitted_canvas.js";
import { ScreenSource } from "./screen_source.js";

/** @typedef {import("./screen_source.js").ScreenWish & {fit: string, mirror: boolean, face: string}} BoxWish */
/** @typedef {import("./fit.js").Size} Size */

/** Names of the faces, and where the box keeps their materials. @type {Readonly<Record<string, number>>} */
const FACES = Object.freeze({ right: 0, left: 1, bottom: 2, top: 3, front: 4, back: 5 });

export class BoxScreen {
  #object;
  #source = new ScreenSource();
  /** @type {Map<string, FaceScreen>} by name */
  #faces = new Map();
  #isShowing = false;

  /** @param {any} object a 3D box */
  constructor(object) {
    this.#object = object;
  }

  get isShowing() {
    return this.#isShowing;
  }

  /**
   * @param {import("./screen_source.js").Bridge} bridge
   * @param {BoxWish} wish
   */
  draw(bridge, wish) {
    const shows = this.#source.look(bridge, wish);
    this.#isShowing = shows === "picture";
    const names = facesOf(wish.face);
    for (const [name, face] of this.#faces) {
      if (names.includes(name)) continue;
      face.close();
      this.#faces.delete(name);
    }
    const picture = this.#source.picture;
    if (picture === null || shows === "nothing") return;
    for (const name of names) this.#faceOf(name).draw(shows, picture, wish);
  }

  /** @param {string} name */
  #faceOf(name) {
    let face = this.#faces.get(name);
    if (!face) {
      face = new FaceScreen(this.#object, name);
      this.#faces.set(name, face);
    }
    return face;
  }

  close() {
    for (const face of this.#faces.values()) face.close();
    this.#faces.clear();
    this.#source.close();
  }
}

/** @param {string} wanted a face's name in any case, or "All" */
function facesOf(wanted) {
  const name = wanted.toLowerCase();
  if (name === "all") return Object.keys(FACES);
  return name in FACES ? [name] : ["front"];
}

/** One face: a canvas of its shape, a texture, and a material of its own. */
class FaceScreen {
  #object;
  #name;
  #canvas = new FittedCanvas();
  /** @type {THREE.CanvasTexture | null} */
  #texture = null;
  /** @type {THREE.Material | null} */
  #material = null;
  /** @type {THREE.Material | null} the engine's own, which other boxes use as well */
  #shared = null;

  /**
   * @param {any} object
   * @param {string} name
   */
  constructor(object, name) {
    this.#object = object;
    this.#name = name;
  }

  /**
   * @param {"picture" | "no signal"} shows
   * @param {import("./stream_picture.js").StreamPicture} picture
   * @param {BoxWish} wish
   */
  draw(shows, picture, wish) {
    if (!this.#object.isFaceVisible(this.#name)) return;
    const area = this.#area();
    const isNew =
      shows === "picture"
        ? this.#canvas.showPicture(picture, { ...wish, area })
        : this.#canvas.showNoSignal(wish.noSignalText, area);
    if (isNew) this.#update();
    this.#putMaterial();
  }

  /** The face as one looks at it. @returns {Size} */
  #area() {
    const object = this.#object;
    const [width, height, depth] = [object.getWidth(), object.getHeight(), object.getDepth()];
    if (this.#name === "front" || this.#name === "back") return { width, height };
    if (this.#name === "top" || this.#name === "bottom") return { width, height: depth };
    const isTurned = object.getFacesOrientation() === "Z";
    return isTurned ? { width: height, height: depth } : { width: depth, height };
  }

  #update() {
    if (this.#texture === null) {
      // A canvas and not a bitmap: three ignores flipY for bitmaps.
      this.#texture = new THREE.CanvasTexture(this.#canvas.canvas);
      this.#texture.colorSpace = THREE.SRGBColorSpace;
      return;
    }
    // Storage on the graphics chip cannot change its size.
    if (this.#canvas.hasNewSize) this.#texture.dispose();
    this.#texture.needsUpdate = true;
  }

  #putMaterial() {
    const materials = this.#object.get3DRendererObject().material;
    const index = FACES[this.#name];
    if (materials[index] === this.#material) return;
    this.#material?.dispose();
    // A repeated texture would show the picture as tiles.
    this.#object.setRepeatTextureOnFace(this.#name, false);
    this.#shared = materials[index];
    // The engine shares materials between boxes: a change would show on all of them.
    this.#material = /** @type {THREE.Material} */ (this.#shared).clone();
    this.#material.map = this.#texture;
    this.#material.needsUpdate = true;
    materials[index] = this.#material;
    this.#object.getRenderer().updateTextureUvMapping();
  }

  close() {
    const materials = this.#object.get3DRendererObject()?.material;
    const index = FACES[this.#name];
    if (materials && materials[index] === this.#material) materials[index] = this.#shared;
    this.#material?.dispose();
    this.#texture?.dispose();
    this.#canvas.close();
  }
}
