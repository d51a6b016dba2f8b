/**
 * What the instructions call: bridges by name, each the owner of one connection.
 *
 * Knows: which bridges this game uses. Does not know: the engine.
 */

export class GameBridge {}

export class BridgeLibrary {
  /** @type {Map<string, GameBridge>} */
  #bridges = new Map();

  /** @param {string} name */
  bridge(name = "") {
    let found = this.#bridges.get(name);
    if (!found) {
      found = new GameBridge();
      this.#bridges.set(name, found);
    }
    return found;
  }

  frame() {}

  ensureFrame() {}

  endFrame() {}
}
