/** Single keys that do things, while nobody is typing. */

/** @typedef {{keys: string, text: string, run: (key: string) => void}} Shortcut */

/**
 * Tell whether a key press belongs to what has the focus.
 * @param {KeyboardEvent} event
 */
function isTyping({ target, ctrlKey, metaKey, altKey }) {
  if (ctrlKey || metaKey || altKey) return true;
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest("dialog[open]")) return true;
  return (
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && !["checkbox", "button"].includes(target.type))
  );
}

/**
 * Listen for keys. `keys` of a shortcut names them with spaces between.
 * @param {Shortcut[]} shortcuts
 */
export function listenForKeys(shortcuts) {
  document.addEventListener("keydown", (event) => {
    if (event.repeat || isTyping(event)) return;
    const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
    const found = shortcuts.find(({ keys }) => keys.split(" ").includes(key));
    if (found === undefined) return;
    event.preventDefault();
    found.run(key);
  });
}
