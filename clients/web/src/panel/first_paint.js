/*
 * Applies the chosen theme before the first paint. Not a module: modules run later, and the
 * page would flash in the wrong colours.
 */
(() => {
  try {
    const theme = localStorage.getItem("gamebridge.theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {
    // A browser that keeps nothing shows what the system prefers.
  }
})();
