/**
 * Whether the browser lets this page reach the player's own network.
 *
 * Knows: the permissions of local network access (Chromium asks since 2026). Does not know:
 * links. Browsers without them answer with an error, which means that they do not ask.
 */

/** @typedef {"granted" | "prompt" | "denied" | "unknown"} Permission */

const NAMES = Object.freeze(["loopback-network", "local-network", "local-network-access"]);

export class LocalNetworkPermission {
  #query;
  #onGranted;
  /** @type {Permission} */
  #state = "unknown";
  #isAsking = false;
  /** @type {import("./platform.js").PermissionAnswer | null} kept, or it would be collected */
  #answer = null;

  /**
   * @param {import("./platform.js").Platform["permissions"]} query
   * @param {() => void} onGranted the player has just allowed it
   */
  constructor(query, onGranted) {
    this.#query = query;
    this.#onGranted = onGranted;
  }

  get state() {
    return this.#state;
  }

  /**
   * Look again.
   * @param {boolean} isLoopback whether this machine is meant, or its network
   */
  async refresh(isLoopback) {
    if (this.#query === null || this.#isAsking) return;
    this.#isAsking = true;
    for (const name of NAMES) {
      if (name === (isLoopback ? "local-network" : "loopback-network")) continue;
      try {
        this.#listenTo(await this.#query(name));
        break;
      } catch {
        // This browser does not know the name; perhaps the next one.
      }
    }
    this.#isAsking = false;
  }

  /** @param {import("./platform.js").PermissionAnswer} answer */
  #listenTo(answer) {
    this.#answer = answer;
    this.#learn();
    answer.onchange = () => {
      const before = this.#state;
      this.#learn();
      if (before !== "granted" && this.#state === "granted") this.#onGranted();
    };
  }

  #learn() {
    const state = this.#answer?.state ?? "";
    const isKnown = state === "granted" || state === "prompt" || state === "denied";
    this.#state = isKnown ? state : "unknown";
  }
}
