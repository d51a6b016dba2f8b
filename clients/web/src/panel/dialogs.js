/** Dialogs and short notices. */

import { element, find, icon, setText } from "./page.js";

const TOAST_MS = 2600;
let cancelToast = 0;

/**
 * Say something in passing.
 * @param {string} text
 */
export function toast(text) {
  const place = find("div", "toast");
  setText(place, text);
  clearTimeout(cancelToast);
  cancelToast = window.setTimeout(() => setText(place, ""), TOAST_MS);
}

/**
 * Ask before something that cannot be undone.
 * @param {{title: string, text: string, yes: string}} question
 * @returns {Promise<boolean>}
 */
export function confirmed({ title, text, yes }) {
  const dialog = find("dialog", "confirm-dialog");
  setText(find("h2", "confirm-title"), title);
  setText(find("p", "confirm-text"), text);
  setText(find("button", "confirm-yes"), yes);
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

/**
 * @param {{keys: string, text: string}[]} shortcuts
 * @param {string} version
 */
export function showHelp(shortcuts, version) {
  const list = find("dl", "key-list");
  list.replaceChildren(
    ...shortcuts.flatMap(({ keys, text }) => [
      element("dt", {}, ...keys.split(" ").map((key) => element("kbd", {}, key))),
      element("dd", {}, text),
    ]),
  );
  setText(find("p", "version-text"), version);
  find("dialog", "help-dialog").showModal();
}

/** Put a copy button beside every command of the page. */
export function addCopyButtons() {
  for (const place of document.querySelectorAll(".command")) {
    const code = place.querySelector("code");
    if (code !== null) place.append(copyButton(code));
  }
}

/**
 * Make a text that can be copied.
 * @param {string} text
 */
export function copyable(text) {
  const code = element("code", {}, text);
  return element("div", { class: "command" }, code, copyButton(code));
}

/** @param {HTMLElement} code */
function copyButton(code) {
  const button = element("button", { type: "button", title: "Copy" });
  button.append(icon("copy"), element("span", { class: "sr" }, `Copy ${code.textContent ?? ""}`));
  button.addEventListener("click", () => void copy(code));
  return button;
}

/** @param {HTMLElement} code */
async function copy(code) {
  try {
    await navigator.clipboard.writeText(code.textContent ?? "");
    toast("Copied");
  } catch {
    // There is no clipboard on plain http pages: select it, so that Ctrl+C does.
    getSelection()?.selectAllChildren(code);
    toast("Selected: press Ctrl+C");
  }
}
