/**
 * H.264 by the players of the bridge's panel, where the panel is served.
 *
 * The link is this system's own: its transport stream is taken apart here, and what is in
 * it given to the player.
 */

import { element, tell, wish } from "./chooser.js";
import { Link } from "./link.js";
import { Demuxer } from "./transport_stream.js";

const PLAYERS = "/panel/src/player.js";
const KEY_FRAME = 1;
// Without a key frame for so long the link is opened anew, which brings one.
const PATIENCE_MS = 3000;

/** Return the panel's players, or null where there is no panel. */
export async function loadPlayers() {
  try {
    return await import(PLAYERS);
  } catch {
    return null;
  }
}

export class PlayerView {
  #canvas = /** @type {HTMLCanvasElement} */ (element("picture"));
  #context = this.#canvas.getContext("2d");
  #player;
  #link;
  #seq = 0;
  #count = 0;
  #kind;
  #askedMs = -Infinity;

  /**
   * @param {any} players
   * @param {() => void} onGivenUp
   */
  constructor(players, onGivenUp) {
    const usable = players.usableKinds(globalThis, true);
    this.#kind = players.chooseKind(usable, null);
    this.#player = players.openPlayer(this.#kind, element("video"), {
      onPicture: (/** @type {any} */ picture) => this.#draw(picture),
      onKeyFrameWanted: () => this.#begin(),
      onGivenUp,
    });
    const demuxer = () => new Demuxer((unit) => this.#push(unit));
    let stream = demuxer();
    this.#link = new Link(`/ws/viewer${wish()}`, {
      onMessage: (bytes) => stream.push(bytes),
      onOpen: () => (stream = demuxer()),
      onTold: tell,
    });
  }

  /** @param {import("./transport_stream.js").Unit} unit */
  #push({ payload, timeUs, isKey }) {
    this.#player.push({
      seq: ++this.#seq,
      payload,
      capturedUs: timeUs,
      flags: isKey ? KEY_FRAME : 0,
    });
  }

  #begin() {
    if (performance.now() - this.#askedMs < PATIENCE_MS) return;
    this.#askedMs = performance.now();
    this.#link.restart();
  }

  /** @param {any} picture */
  #draw(picture) {
    const { source, widthPx, heightPx } = picture;
    if (this.#canvas.width !== widthPx) this.#canvas.width = widthPx;
    if (this.#canvas.height !== heightPx) this.#canvas.height = heightPx;
    this.#context?.drawImage(source, 0, 0, widthPx, heightPx);
    picture.close();
    this.#count++;
    element("screen").dataset.shown = String(this.#count);
    tell(`H.264 (${this.#kind}), ${widthPx} × ${heightPx}`);
  }

  close() {
    this.#link.close();
    this.#player.close();
  }
}
