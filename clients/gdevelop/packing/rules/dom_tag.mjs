/** Who touches the page says so by a tag, for the places where there is no page. */

import { codeOf } from "../parts.mjs";

const DOM = /\bdocument\.|\bcreateElement\(|\bwindow\./;

/** @type {import("../lint.mjs").Rule} */
export default function domTag(extension) {
  const user = codeOf(extension).find(({ code }) => DOM.test(code));
  if (!user || extension.tags.includes("DOM apis")) return [];
  return [`${user.place} uses the page (${DOM.exec(user.code)?.[0]}): add the tag "DOM apis"`];
}
