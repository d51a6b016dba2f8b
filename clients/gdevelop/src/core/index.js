/**
 * What the instructions call: bridges by name, each the owner of one connection.
 *
 * Knows: which bridges this game uses. Does not know: the engine.
 */

export class GameBridge {
  /** @type {Map<string, unknown>} */
  #values = new Map();

  /**
   * @param {string} topic
   * @param {string} path
   * @returns {number}
   */
  numberValue(topic, path) {
    return Number(this.#values.get(`${topic} ${path}`));
  }

  isConnected() {
    return false;
  }
}

/** @type {Map<string, GameBridge>} */
const bridges = new Map();

/** @param {string} name */
export function bridge(name = "") {
  let found = bridges.get(name);
  if (!found) {
    found = new GameBridge();
    bridges.set(name, found);
  }
  return found;
}

/** Once per game frame, before the scene's events. @param {unknown} _scene */
export function frame(_scene) {}

/** Once per game frame, after the scene's events. @param {unknown} _scene */
export function endFrame(_scene) {}
