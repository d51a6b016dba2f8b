/** Light, dark, or what the system prefers. */

const STORED = "gamebridge.theme";
const ORDER = /** @type {const} */ (["auto", "light", "dark"]);
const NAMES = { auto: "as the system", light: "light", dark: "dark" };

/** @typedef {typeof ORDER[number]} Theme */

/** @returns {Theme} */
export function currentTheme() {
  const found = document.documentElement.dataset.theme;
  return ORDER.find((theme) => theme === found) ?? "auto";
}

/**
 * Go on to the next theme and remember it. Returns its name for people.
 */
export function nextTheme() {
  const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
  // From "as the system" the first step is always to the other look, or nothing would happen.
  const order = isDark ? ["auto", "light", "dark"] : ["auto", "dark", "light"];
  const theme = order[(order.indexOf(currentTheme()) + 1) % order.length];
  document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem(STORED, theme);
  } catch {
    // Then it holds until the page is closed.
  }
  return NAMES[/** @type {Theme} */ (theme)];
}
