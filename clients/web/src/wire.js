/**
 * Messages of native protocol v1, as text and as bytes (docs/protocol.md §3, §8).
 *
 * Knows: how messages look. Does not know: sockets, clocks, who sends what when.
 * Payloads and binary values are views of the message they came in.
 */

import { RemoteProtocolError } from "./errors.js";
import { decode, decodeFrom } from "./msgpack_decode.js";
import { Writer } from "./msgpack_encode.js";

export const PATH = "/v1";
export const SUBPROTOCOLS = Object.freeze({
  msgpack: "gamebridge.v1+msgpack",
  json: "gamebridge.v1+json",
});

export const FLAG_KEY_FRAME = 1;
export const FLAG_DISCONTINUITY = 2;
export const FLAG_RETAINED = 4;
export const FLAG_LATE = 8;
export const FLAG_PREDICTED = 16;
export const FLAG_LAST_OF_BUNDLE = 32;

// docs/protocol.md §3.2: bounds of the header and of a value, so that neither can be a bomb.
const MAX_HEADER_BYTES = 1024;
const MAX_VALUE_BYTES = 65_536;
const MAX_TEXT_LENGTH = 5 * 1024 * 1024;
const MAX_HOPS = 16;
const MAX_HOP_NAME = 32;
const MAX_DEPTH = 32;
const MAX_KIND = 127;
const MAX_SUBSCRIPTION = 65_535;

const EXTENSION = Object.freeze({
  TOPIC: 1,
  DEVICE_US: 2,
  RECEIVED_US: 3,
  HOPS: 4,
  FRAME_SEQ: 5,
  BUNDLE: 6,
});

/** @typedef {"value" | "jpeg" | "h264"} SampleKind */
/** @type {readonly SampleKind[]} */
const KINDS = Object.freeze(["value", "jpeg", "h264"]);

/** @typedef {import("./msgpack_decode.js").Value} Value */

/**
 * When a sample passed one place, on the bridge's clock.
 * @typedef {[name: string, atUs: number]} Hop
 */

/**
 * @typedef {object} WireSample
 * @property {SampleKind} kind
 * @property {number} subscription the channel, towards the bridge; 0 when `topic` says it
 * @property {number} [seq]
 * @property {number} [capturedUs] bridge clock
 * @property {number} flags
 * @property {string} [topic] in text
 * @property {number} [number] the topic's number, in binary
 * @property {number} [deviceUs] the device's own clock
 * @property {number} [receivedUs] bridge clock
 * @property {Hop[]} hops
 * @property {number} [frameSeq]
 * @property {number} [bundle]
 * @property {{[key: string]: Value}} [value]
 * @property {Uint8Array} [payload]
 */

/** @typedef {{op: string, [key: string]: any}} ControlMessage */

/** @typedef {{control: ControlMessage} | {samples: WireSample[]}} Message */

/** @param {string} text */
function badMessage(text) {
  return new RemoteProtocolError("bad_message", text);
}

/**
 * Read one message.
 * @param {string | Uint8Array} data
 * @returns {Message}
 * @throws {RemoteProtocolError} for a fault of form, and for content that cannot be used
 */
export function decodeMessage(data) {
  return typeof data === "string" ? decodeText(data) : decodeBinary(data);
}

/**
 * @param {string} text
 * @returns {Message}
 */
function decodeText(text) {
  if (text.length > MAX_TEXT_LENGTH) throw badMessage(`text of ${text.length} characters`);
  /** @type {unknown} */
  let parsed;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw badMessage("text message is not JSON");
  }
  refuseOddities(parsed, 1);
  if (Array.isArray(parsed)) return { samples: parsed.map(sampleFromObject) };
  const message = requireObject(parsed, "text message");
  if (typeof message.op !== "string") throw badMessage("control message has no op");
  if (message.op === "sample") return { samples: [sampleFromObject(message)] };
  return { control: /** @type {ControlMessage} */ (message) };
}

/**
 * Refuse what JSON.parse lets through: endless nesting, half characters, infinite numbers.
 * @param {unknown} value
 * @param {number} depth
 */
function refuseOddities(value, depth) {
  if (typeof value === "string") {
    if (/\p{Surrogate}/u.test(value)) throw badMessage("a string has half a character");
  } else if (typeof value === "number") {
    if (!Number.isFinite(value)) throw badMessage("a number is not finite");
  } else if (typeof value === "object" && value !== null) {
    if (depth > MAX_DEPTH) throw badMessage(`nested deeper than ${MAX_DEPTH}`);
    for (const item of Object.values(value)) refuseOddities(item, depth + 1);
  }
}

/**
 * @param {unknown} value
 * @param {string} what
 * @returns {{[key: string]: any}}
 */
function requireObject(value, what) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw badMessage(`${what} is not an object`);
  }
  return value;
}

/**
 * @param {unknown} value
 * @param {string} what
 * @returns {number}
 */
function requireCount(value, what) {
  if (!Number.isSafeInteger(value) || /** @type {number} */ (value) < 0) {
    throw badMessage(`${what} is ${String(value)}, expected an integer from 0`);
  }
  return /** @type {number} */ (value);
}

/**
 * @param {unknown} value
 * @param {string} what
 */
function optionalCount(value, what) {
  return value === undefined || value === null ? undefined : requireCount(value, what);
}

/**
 * @param {unknown} value
 * @returns {Hop[]}
 */
function hopsOf(value) {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || value.length > MAX_HOPS) throw badMessage("hops are not a list");
  for (const hop of value) {
    if (!Array.isArray(hop) || hop.length !== 2 || typeof hop[0] !== "string") {
      throw badMessage("a hop is not a name and a time");
    }
    if (hop[0].length > MAX_HOP_NAME) throw badMessage(`name of a hop: ${hop[0].length} letters`);
    requireCount(hop[1], "time of a hop");
  }
  return value;
}

/**
 * @param {unknown} item
 * @returns {WireSample}
 */
function sampleFromObject(item) {
  const sample = requireObject(item, "item of a batch");
  if (sample.op !== "sample") throw badMessage("a batch holds samples only");
  return {
    kind: "value",
    subscription: optionalCount(sample.sub ?? sample.channel, "sub") ?? 0,
    seq: optionalCount(sample.seq, "seq"),
    capturedUs: optionalCount(sample.captured_us, "captured_us"),
    flags: optionalCount(sample.flags, "flags") ?? 0,
    topic: sample.topic ?? undefined,
    deviceUs: optionalCount(sample.device_us, "device_us"),
    receivedUs: optionalCount(sample.received_us, "received_us"),
    hops: hopsOf(sample.hops),
    frameSeq: optionalCount(sample.frame_seq, "frame_seq"),
    bundle: optionalCount(sample.bundle, "bundle"),
    value: requireObject(sample.value, "value of a sample"),
  };
}

/**
 * @param {Uint8Array} bytes
 * @returns {Message}
 */
function decodeBinary(bytes) {
  const { header, end } = readHeader(bytes);
  const [kindNumber, subscription, seq, capturedUs, flags] = header
    .slice(0, 5)
    .map((item, i) => requireCount(item, `header item ${i}`));
  if (kindNumber > MAX_KIND) throw badMessage(`kind ${kindNumber}`);
  if (subscription < 1 || subscription > MAX_SUBSCRIPTION) {
    throw badMessage(`subscription ${subscription}, expected 1 to ${MAX_SUBSCRIPTION}`);
  }
  const fields = fieldsOf(requireObject(header[5], "extensions"));
  if (end === bytes.length) throw badMessage("binary message has no payload");
  const kind = KINDS[kindNumber];
  if (kind === undefined) {
    throw new RemoteProtocolError("unknown_kind", `kind ${kindNumber}`, null);
  }
  const payload = bytes.subarray(end);
  const content = kind === "value" ? { value: valueOf(payload) } : { payload };
  return { samples: [{ kind, subscription, seq, capturedUs, flags, ...fields, ...content }] };
}

/** @param {Uint8Array} bytes */
function readHeader(bytes) {
  try {
    const { value, end } = decodeFrom(bytes.subarray(0, MAX_HEADER_BYTES), { keys: "any" });
    if (Array.isArray(value) && value.length === 6) return { header: value, end };
  } catch (error) {
    if (!(error instanceof RemoteProtocolError)) throw error;
    throw badMessage(`header of a sample: ${error.message}`);
  }
  throw badMessage("binary message does not begin with an array of six");
}

/** @param {{[key: string]: any}} extensions */
function fieldsOf(extensions) {
  return {
    number: optionalCount(extensions[EXTENSION.TOPIC], "topic number"),
    deviceUs: optionalCount(extensions[EXTENSION.DEVICE_US], "device_us"),
    receivedUs: optionalCount(extensions[EXTENSION.RECEIVED_US], "received_us"),
    hops: hopsOf(extensions[EXTENSION.HOPS]),
    frameSeq: optionalCount(extensions[EXTENSION.FRAME_SEQ], "frame_seq"),
    bundle: optionalCount(extensions[EXTENSION.BUNDLE], "bundle"),
  };
}

/** @param {Uint8Array} payload */
function valueOf(payload) {
  if (payload.length > MAX_VALUE_BYTES) {
    throw new RemoteProtocolError("too_big", `value of ${payload.length} bytes`, 4413);
  }
  try {
    return requireObject(decode(payload), "value of a sample");
  } catch (error) {
    if (!(error instanceof RemoteProtocolError)) throw error;
    // The header was sound: the session goes on without this one.
    throw new RemoteProtocolError("bad_value", error.message, null);
  }
}

/**
 * Write a control message.
 * @param {ControlMessage} message
 */
export function encodeControl(message) {
  return JSON.stringify(message);
}

/**
 * Write a sample as text. Media has no text form.
 * @param {WireSample} sample
 * @param {"sub" | "channel"} [by] what `subscription` counts
 */
export function encodeTextSample(sample, by = "sub") {
  if (sample.kind !== "value") throw new TypeError(`a ${sample.kind} sample has no text form`);
  return JSON.stringify({
    op: "sample",
    [by]: sample.subscription || undefined,
    topic: sample.topic,
    seq: sample.seq,
    captured_us: sample.capturedUs,
    device_us: sample.deviceUs,
    received_us: sample.receivedUs,
    flags: sample.flags || undefined,
    hops: sample.hops.length ? sample.hops : undefined,
    frame_seq: sample.frameSeq,
    bundle: sample.bundle,
    value: sample.value,
  });
}

/**
 * Write a sample as bytes.
 * @param {WireSample} sample
 * @returns {Uint8Array}
 */
export function encodeBinarySample(sample) {
  const writer = new Writer();
  writer.openArray(6);
  writer.write(KINDS.indexOf(sample.kind));
  writer.write(sample.subscription);
  writer.write(sample.seq ?? 0);
  writer.write(sample.capturedUs ?? 0);
  writer.write(sample.flags);
  writer.writeIntegerMap(extensionsOf(sample));
  if (sample.kind === "value") writer.write(sample.value);
  else writer.writeRaw(sample.payload ?? new Uint8Array());
  return writer.finish();
}

/** @param {WireSample} sample */
function extensionsOf(sample) {
  /** @type {[number, unknown][]} */
  const fields = [
    [EXTENSION.TOPIC, sample.number],
    [EXTENSION.DEVICE_US, sample.deviceUs],
    [EXTENSION.RECEIVED_US, sample.receivedUs],
    [EXTENSION.HOPS, sample.hops.length ? sample.hops : undefined],
    [EXTENSION.FRAME_SEQ, sample.frameSeq],
    [EXTENSION.BUNDLE, sample.bundle],
  ];
  return new Map(fields.filter(([, value]) => value !== undefined));
}
