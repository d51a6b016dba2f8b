/**
 * Making and finding elements. Text from elsewhere becomes text nodes, never markup.
 */

/**
 * Return the element with an id; the page has it, or the page is broken.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {string} id
 * @returns {HTMLElementTagNameMap[K]}
 */
export function find(tag, id) {
  const found = document.getElementById(id);
  if (found === null || found.localName !== tag) throw new Error(`page has no <${tag} id="${id}">`);
  return /** @type {HTMLElementTagNameMap[K]} */ (found);
}

/**
 * Make an element. Attributes that are undefined or false are left out; true is empty.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {{[name: string]: string | number | boolean | undefined}} attributes
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children);
  return made;
}

/**
 * Return an icon of the page's sprite.
 * @param {string} name
 */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/**
 * Set a text only when it differs, so that a reader's selection survives.
 * @param {Element} target
 * @param {string} text
 */
export function setText(target, text) {
  if (target.textContent !== text) target.textContent = text;
}

/**
 * @template T
 * @typedef {object} Row
 * @property {HTMLElement} element
 * @property {(item: T) => void} update
 */

/**
 * A list whose rows keep their identity: what has focus or is being dragged stays so.
 * @template T
 */
export class Rows {
  #parent;
  #keyOf;
  #build;
  /** @type {Map<string, Row<T>>} */
  #rows = new Map();

  /**
   * @param {HTMLElement} parent
   * @param {(item: T) => string} keyOf
   * @param {(item: T) => Row<T>} build
   */
  constructor(parent, keyOf, build) {
    this.#parent = parent;
    this.#keyOf = keyOf;
    this.#build = build;
  }

  /**
   * Show these items, in this order.
   * @param {T[]} items
   */
  show(items) {
    const wanted = new Set(items.map(this.#keyOf));
    for (const [key, row] of this.#rows) {
      if (wanted.has(key)) continue;
      row.element.remove();
      this.#rows.delete(key);
    }
    items.forEach((item, position) => {
      const key = this.#keyOf(item);
      const row = this.#rows.get(key) ?? this.#build(item);
      this.#rows.set(key, row);
      const there = this.#parent.children[position];
      if (there !== row.element) this.#parent.insertBefore(row.element, there ?? null);
      row.update(item);
    });
  }
}
