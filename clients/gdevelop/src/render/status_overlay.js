/**
 * The state of the bridges in words, over the game.
 *
 * Knows: the page. Does not know: what the lines mean.
 * It is made of the page's own elements, because those are sharp and readable at every
 * resolution of the game, over 2D and 3D alike, and take nothing from the scene.
 */

/** @typedef {{level: "good" | "info" | "warning" | "error", text: string, remedy?: string}} Line */
/** @typedef {{diagnosis: {lines: () => readonly Line[]}, connection: {pairingCode: () => string}}} Bridge */
/** @typedef {{bridges: () => Iterable<Bridge>}} Bridges */

const SIGNS = Object.freeze({ good: "✓", info: "i", warning: "!", error: "✕" });
const COLORS = Object.freeze({
  good: "#6fdc9a",
  info: "#9cc4ff",
  warning: "#ffd166",
  error: "#ff8a80",
});
// People cannot read faster, and the page lays out anew at each change.
const INTERVAL_MS = 250;

const BOX = `position:absolute;left:8px;top:8px;max-width:min(34em,calc(100% - 16px));
max-height:calc(100% - 16px);overflow:hidden;box-sizing:border-box;padding:8px 12px;
border-radius:8px;background:rgba(16,18,24,.88);color:#f3f5fa;text-align:left;
font:clamp(13px,2.4vmin,18px)/1.4 system-ui,"DejaVu Sans",sans-serif;pointer-events:none;`;
const ROW = "display:flex;gap:.6em;margin:2px 0;overflow-wrap:anywhere;";
const SIGN = "flex:0 0 1.2em;text-align:center;font-weight:bold;";
const REMEDY = "color:#c3cad9;";
const CODE =
  "font:bold 2.6em/1.2 ui-monospace,'DejaVu Sans Mono',monospace;letter-spacing:.06em;white-space:nowrap;";

export class StatusOverlay {
  #isOn = false;
  /** @type {HTMLElement | null} */
  #box = null;
  #drawnMs = -Infinity;
  #shown = "";

  /** @param {boolean} on */
  setShown(on) {
    this.#isOn = on;
    this.#drawnMs = -Infinity;
    if (on) return;
    this.#box?.remove();
    this.#box = null;
    this.#shown = "";
  }

  get isShown() {
    return this.#isOn;
  }

  /**
   * @param {gdjs.RuntimeScene} scene
   * @param {Bridges} library
   * @param {number} [nowMs]
   */
  draw(scene, library, nowMs = performance.now()) {
    if (!this.#isOn || nowMs - this.#drawnMs < INTERVAL_MS) return;
    this.#drawnMs = nowMs;
    const container = scene.getGame().getRenderer().getDomElementContainer();
    if (!container) return;
    const lines = linesOf(library);
    const shown = JSON.stringify(lines);
    const box = this.#boxIn(container);
    if (shown === this.#shown) return;
    this.#shown = shown;
    box.replaceChildren(...lines.map(elementOf));
  }

  /** @param {HTMLElement} container */
  #boxIn(container) {
    if (this.#box?.parentElement === container) return this.#box;
    this.#box?.remove();
    this.#shown = "";
    this.#box = document.createElement("div");
    this.#box.id = "gamebridge-status";
    this.#box.setAttribute("role", "status");
    this.#box.setAttribute("aria-label", "Game bridge");
    this.#box.style.cssText = BOX;
    container.append(this.#box);
    return this.#box;
  }
}

/**
 * @param {Bridges} library
 * @returns {(Line & {code?: string})[]}
 */
function linesOf(library) {
  const lines = [];
  for (const { diagnosis, connection } of library.bridges()) {
    lines.push(...diagnosis.lines());
    const code = connection.pairingCode();
    if (code !== "") lines.push({ level: /** @type {const} */ ("info"), text: "", code });
  }
  return lines;
}

/** @param {Line & {code?: string}} line */
function elementOf({ level, text, remedy, code }) {
  const row = document.createElement("div");
  row.style.cssText = ROW;
  const sign = elementWith("span", SIGNS[level] ?? "", `${SIGN}color:${COLORS[level]};`);
  const words = document.createElement("div");
  if (code) words.append(elementWith("div", code, CODE));
  if (text) words.append(elementWith("div", text, ""));
  if (remedy) words.append(elementWith("div", remedy, REMEDY));
  row.append(sign, words);
  return row;
}

/**
 * @param {string} name
 * @param {string} text shown as it is: never markup
 * @param {string} style
 */
function elementWith(name, text, style) {
  const element = document.createElement(name);
  element.textContent = text;
  element.style.cssText = style;
  return element;
}

/** There is one, whatever scene is on. */
export const statusOverlay = new StatusOverlay();

/** @param {boolean} on */
export function showStatusOverlay(on) {
  statusOverlay.setShown(on);
}

export function isStatusOverlayShown() {
  return statusOverlay.isShown;
}
