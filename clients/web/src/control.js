/**
 * Control messages of the bridge: which fields this peer relies on, and their form.
 *
 * Knows: docs/protocol.md §4 to §9. Does not know: when a message is in turn.
 */

import { RemoteProtocolError } from "./errors.js";

/** @typedef {(value: unknown) => boolean} Check */

/** @type {Check} */
const isText = (value) => typeof value === "string";
/** @type {Check} */
const isCount = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
/** @type {Check} */
const isSub = (value) => isCount(value) && Number(value) >= 1 && Number(value) <= 65_535;
/** @type {Check} */
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
/** @type {Check} */
const isNonce = (value) => isText(value) && /^[0-9a-f]{32}$/.test(String(value));
/** @type {Check} */
const isCounts = (value) => isObject(value) && Object.values(Object(value)).every(isCount);
/** @type {Check} */
const isEntries = (value) =>
  Array.isArray(value) &&
  value.every((entry) => isObject(entry) && isText(entry.topic) && isCount(entry.number));

const LEVELS = new Set(["info", "warning", "error"]);
const STAGES = new Set([
  "accepted",
  "sent",
  "applied",
  "rejected",
  "expired",
  "unknown",
  "cancelled",
]);

/** @type {{[op: string]: {[field: string]: Check}}} */
const FORMS = {
  challenge: { nonce: isNonce, method: isText },
  welcome: { session: isText, role: isText, server: isObject, protocol: isText, now_us: isCount },
  sync: { t0: isCount, t1: isCount, t2: isCount },
  subscribed: { sub: isSub, topics: isEntries },
  topics: { sub: isSub, topics: isEntries },
  drops: { sub: isSub, dropped: isCounts },
  gap: { sub: isSub, topic: isText, from_seq: isCount, to_seq: isCount, reason: isText },
  ack: { id: isText, stage: (value) => STAGES.has(String(value)) },
  status: { level: (value) => LEVELS.has(String(value)), code: isText },
  bye: { code: isCount },
  // For publishers, of which this peer is none that could slow down.
  advertised: {},
  interest: {},
  slow_down: {},
  call: {},
};

/**
 * Look at the fields of a control message.
 * @param {import("./wire.js").ControlMessage} message
 * @throws {RemoteProtocolError} `unknown_op` or `bad_field`, neither of which ends a session
 */
export function checkControl(message) {
  // The op is the other side's word: `constructor` must find nothing.
  if (!Object.hasOwn(FORMS, message.op)) {
    throw new RemoteProtocolError("unknown_op", `op ${JSON.stringify(message.op)}`, null);
  }
  for (const [field, check] of Object.entries(FORMS[message.op])) {
    if (check(message[field])) continue;
    const value = JSON.stringify(message[field]);
    throw new RemoteProtocolError("bad_field", `${message.op}: ${field} is ${value}`, null);
  }
}
