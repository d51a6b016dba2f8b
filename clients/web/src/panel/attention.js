/** What an operator should look at, out of what plugins say about themselves. Pure. */

/** @typedef {import("./feed.js").HealthItem} HealthItem */

/**
 * Return warnings and errors, errors first.
 * @param {HealthItem[]} items
 */
export function attentionOf(items) {
  const errors = items.filter(({ level }) => level === "error");
  return [...errors, ...items.filter(({ level }) => level === "warning")];
}

/**
 * Say how many there are: `1 error and 2 warnings`.
 * @param {HealthItem[]} items
 */
export function countAttention(items) {
  const words = /** @type {const} */ (["error", "warning"]).flatMap((level) => {
    const count = items.filter((item) => item.level === level).length;
    return count === 0 ? [] : [`${count} ${level}${count === 1 ? "" : "s"}`];
  });
  return words.join(" and ");
}

/**
 * Return the mark of the worst of them, or null when all is well.
 * @param {HealthItem[]} items
 * @returns {"bad" | "warn" | null}
 */
export function markOf(items) {
  const [worst] = attentionOf(items);
  return worst ? markOfLevel(worst.level) : null;
}

/** @param {string} level */
export function markOfLevel(level) {
  return level === "error" ? "bad" : "warn";
}

/**
 * Return what changes only when there is something else to read.
 * @param {HealthItem[]} items
 */
export function signatureOf(items) {
  return items.map(({ plugin, level, text }) => `${plugin} ${level} ${text}`).join("\n");
}

/**
 * What a card says, and which warnings of its own plugin it knows better: the bridge asks
 * plugins now and then, a card looks when it likes.
 * @typedef {{plugin: string, items: HealthItem[], knowsBetter: (text: string) => boolean}} CardWords
 */

/**
 * Put together what plugins say and what their cards say.
 * @param {HealthItem[]} ofPlugins
 * @param {CardWords[]} ofCards
 */
export function togetherWith(ofPlugins, ofCards) {
  const isOld = (/** @type {HealthItem} */ { plugin, text }) =>
    ofCards.some((card) => card.plugin === plugin && card.knowsBetter(text));
  const newest = ofCards.flatMap(({ items }) => items);
  return [...newest, ...ofPlugins.filter((item) => !isOld(item))];
}
