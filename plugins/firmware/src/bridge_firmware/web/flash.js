/** Fills the page about boards at a cable: which images there are, what this browser can do. */

import { describeSerial, wholeImages } from "./flash_words.js";
import { boardOf, describeImage } from "./firmware_words.js";

const list = /** @type {HTMLElement} */ (document.getElementById("images"));
const said = /** @type {HTMLElement} */ (document.getElementById("said"));
const serial = /** @type {HTMLElement} */ (document.getElementById("serial"));

serial.textContent = describeSerial("serial" in navigator, isSecureContext);

/**
 * @param {string} href
 * @param {string} text
 */
function link(href, text) {
  const element = document.createElement("a");
  element.href = href;
  element.textContent = text;
  return element;
}

try {
  const answer = await fetch("/v1/firmware", { cache: "no-store" });
  if (!answer.ok) throw new Error((await answer.json()).text);
  const images = wholeImages((await answer.json()).images);
  for (const image of images) {
    const row = document.createElement("li");
    const base = `/v1/firmware/images/${image.sha256}`;
    row.append(
      `${boardOf(image.project)} ${image.version} (${describeImage(image)}) `,
      link(`${base}/image.bin`, "image.bin"),
      link(`${base}/manifest.json`, "manifest.json"),
    );
    list.append(row);
  }
  said.textContent = images.length
    ? ""
    : "None yet. Add one with: gamebridge firmware add IMAGE (the merged .bin of the build).";
} catch (error) {
  const why = error instanceof Error ? error.message : String(error);
  said.textContent = `The bridge does not tell: ${why}. Open this page on the bridge's own machine, or open the panel with an operator's key first.`;
}
