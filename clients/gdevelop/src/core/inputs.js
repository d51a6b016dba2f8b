/**
 * What inputs of boards are called.
 *
 * Knows: names. Does not know: values.
 */

import { isChunk } from "./topics.js";

/** @type {Map<string, readonly string[]>} */
const known = new Map();
const MAX_KNOWN = 1024;

/**
 * The topics that a name may mean: `jump` is `button-jump`, or an input that is called so.
 * @param {string} device "" for any
 * @param {"button" | "axis" | ""} kind "" for an input of any kind
 * @param {string} name as a developer wrote it
 * @returns {readonly string[]}
 */
export function inputPatterns(device, kind, name) {
  const key = `${device}/${kind}/${name}`;
  let patterns = known.get(key);
  if (patterns === undefined) {
    if (known.size >= MAX_KNOWN) known.clear();
    patterns = namesOf(kind, name).map((input) => `device/${device || "*"}/input/${input}`);
    known.set(key, patterns);
  }
  return patterns;
}

/**
 * @param {"button" | "axis" | ""} kind
 * @param {string} name
 */
function namesOf(kind, name) {
  const plain = String(name).trim().toLowerCase().replace(/\s+/g, "-");
  const names = kind === "" || plain.startsWith(`${kind}-`) ? [plain] : [`${kind}-${plain}`, plain];
  return names.filter(isChunk);
}
