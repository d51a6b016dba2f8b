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
 * Put together what plugins say and what their cards say. A card knows more at once, so of
 * two that say the same its own is shown.
 * @param {HealthItem[]} ofPlugins
 * @param {HealthItem[]} ofCards
 */
export function togetherWith(ofPlugins, ofCards) {
  const said = new Set(ofCards.map(({ plugin, text }) => `${plugin} ${text}`));
  return [...ofCards, ...ofPlugins.filter(({ plugin, text }) => !said.has(`${plugin} ${text}`))];
}
