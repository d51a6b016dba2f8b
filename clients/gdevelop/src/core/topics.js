/**
 * Names of topics as developers type them, and what lies at a path in a value.
 *
 * Knows: docs/protocol.md's rules for names. Does not know: subscriptions, bridges.
 */

const ROOTS = new Set(["device", "world", "session", "sys", "x"]);
const CHUNK = /^[a-z0-9_-]{1,32}$/;
const MAX_CHUNKS = 8;
const MAX_LENGTH = 200;
const MAX_PATH_STEPS = 16;
const MAX_TEXT_LENGTH = 65_536;

/**
 * The whole name or pattern of what was typed, or null when it cannot be one.
 * `pad-1/input/axis-x` is below `device/`.
 * @param {string} typed
 */
export function topicOf(typed) {
  const text = String(typed)
    .trim()
    .toLowerCase()
    .replace(/^\/+|\/+$/g, "");
  const chunks = text.split("/");
  if (!ROOTS.has(chunks[0])) chunks.unshift("device");
  const isName = chunks.every(
    (chunk, i) => CHUNK.test(chunk) || chunk === "*" || (chunk === "**" && i === chunks.length - 1),
  );
  const topic = chunks.join("/");
  if (!isName || chunks.length < 2 || chunks.length > MAX_CHUNKS) return null;
  return topic.length > MAX_LENGTH ? null : topic;
}

/**
 * @param {string} chunk an id of a device, a name of an input …
 */
export function isChunk(chunk) {
  return CHUNK.test(chunk);
}

/**
 * Tell whether a pattern stands for more than one name.
 * @param {string} pattern
 */
export function isPattern(pattern) {
  return pattern.includes("*");
}

/**
 * Tell whether a topic is one of those that a pattern stands for.
 * @param {string} pattern
 * @param {string} topic
 */
export function matches(pattern, topic) {
  if (!isPattern(pattern)) return pattern === topic;
  const wanted = pattern.split("/");
  const names = topic.split("/");
  if (names[0] === "sys" && wanted[0] !== "sys") return false;
  const isOpen = wanted.at(-1) === "**";
  if (isOpen) wanted.pop();
  if (isOpen ? names.length < wanted.length : names.length !== wanted.length) return false;
  return wanted.every((chunk, i) => chunk === "*" || chunk === names[i]);
}

/**
 * What lies at a path (`a.b.0`) in a value. Without a path it is the `value` of a reading,
 * or all of anything else.
 * @param {unknown} value
 * @param {string} [path]
 * @returns {unknown} undefined when there is nothing
 */
export function valueAt(value, path = "") {
  const steps = String(path).trim();
  if (steps === "") {
    return isObject(value) && Object.hasOwn(value, "value") ? value.value : value;
  }
  let found = value;
  for (const step of steps.split(".", MAX_PATH_STEPS)) {
    // Own fields only: a path is a developer's word, and `constructor` must find nothing.
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, step)) {
      return undefined;
    }
    found = /** @type {any} */ (found)[step];
  }
  return found;
}

/**
 * @param {unknown} value
 * @returns {value is {[key: string]: unknown}}
 */
export function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * A value as a number; 0 for what is none.
 * @param {unknown} value
 */
export function numberOf(value) {
  if (typeof value === "bigint" || typeof value === "object" || value === undefined) return 0;
  const number = typeof value === "string" && value.trim() === "" ? 0 : Number(value);
  return Number.isFinite(number) ? number : 0;
}

/**
 * A value as text; structures as JSON.
 * @param {unknown} value
 */
export function textOf(value) {
  if (value === undefined || value === null) return "";
  if (typeof value === "object") return (JSON.stringify(value) ?? "").slice(0, MAX_TEXT_LENGTH);
  return String(value).slice(0, MAX_TEXT_LENGTH);
}

/**
 * A value as yes or no: `false`, 0, "", "no", "off", "false" and nothing are no.
 * @param {unknown} value
 */
export function booleanOf(value) {
  if (typeof value !== "string") return Boolean(value);
  return !["", "0", "no", "off", "false"].includes(value.trim().toLowerCase());
}
