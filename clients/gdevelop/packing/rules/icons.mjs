/** Every list in the editor shows an icon, without asking a server for it. */

import { ownersOf } from "../parts.mjs";

const SVG = "data:image/svg+xml;base64,";

/** @type {import("../lint.mjs").Rule} */
export default function icons(extension) {
  const all = [{ place: "the extension", owner: extension }, ...ownersOf(extension)];
  return all
    .filter(({ owner }) => !isSvg(owner.iconUrl ?? ""))
    .map(({ place }) => `${place} needs an icon: a picture in src/icons that is an SVG`);
}

/** @param {string} url */
function isSvg(url) {
  return url.startsWith(SVG) && atob(url.slice(SVG.length)).startsWith("<svg");
}
