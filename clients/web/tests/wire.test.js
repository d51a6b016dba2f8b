import assert from "node:assert/strict";
import test from "node:test";

import { RemoteProtocolError } from "../src/errors.js";
import { decodeMessage, encodeBinarySample, encodeControl, encodeTextSample } from "../src/wire.js";
import { Dice, bytesOf, hex } from "../testing/dice.js";
import { loadVectors } from "../testing/vectors.js";

/**
 * Say in the words of the vectors what a binary sample says.
 * @param {import("../src/wire.js").WireSample} sample
 */
function described(sample) {
  const content =
    sample.kind === "value"
      ? { value: sample.value }
      : { payload_hex: hex(sample.payload ?? new Uint8Array()) };
  return {
    kind: ["value", "jpeg", "h264"].indexOf(sample.kind),
    subscription: sample.subscription,
    seq: sample.seq,
    captured_us: sample.capturedUs,
    flags: sample.flags,
    ...present({
      number: sample.number,
      device_us: sample.deviceUs,
      received_us: sample.receivedUs,
      hops: sample.hops.length ? sample.hops : undefined,
      frame_seq: sample.frameSeq,
      bundle: sample.bundle,
    }),
    ...content,
  };
}

/** @param {{[key: string]: unknown}} fields */
function present(fields) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** @param {string | Uint8Array} data */
function samplesOf(data) {
  const message = decodeMessage(data);
  assert.ok("samples" in message);
  return message.samples;
}

const VALID = loadVectors("valid");
const BINARY = VALID.filter(({ encoding, message }) => encoding === "msgpack" && "kind" in message);
const TEXT = VALID.filter(({ encoding }) => encoding === "json");

for (const { name, hex: text, message } of BINARY) {
  test(`${name}: bytes say what they shall, and are written so`, () => {
    const [sample] = samplesOf(bytesOf(text));
    assert.deepEqual(described(sample), message);
    assert.equal(hex(encodeBinarySample(sample)), text);
  });
}

for (const { name, text, message } of TEXT) {
  test(`${name}: text says what it shall, and is written so`, () => {
    const decoded = decodeMessage(text);
    if ("control" in decoded) {
      assert.deepEqual(decoded.control, message);
      assert.deepEqual(JSON.parse(encodeControl(decoded.control)), message);
      return;
    }
    const expected = Array.isArray(message) ? message : [message];
    const by = "sub" in expected[0] ? "sub" : "channel";
    const written = decoded.samples.map((sample) => JSON.parse(encodeTextSample(sample, by)));
    assert.deepEqual(written, expected);
  });
}

for (const { name, text, hex: digits, means } of loadVectors("tolerant")) {
  test(`${name}: means the same as ${means}`, () => {
    const same = VALID.find((vector) => vector.name === means) ?? assert.fail();
    if (digits) assert.deepEqual(described(samplesOf(bytesOf(digits))[0]), same.message);
    else {
      const message = decodeMessage(text);
      assert.ok("control" in message);
      const known = Object.keys(same.message).map((key) => [key, message.control[key]]);
      assert.equal(message.control.op, same.message.op);
      assert.deepEqual(
        known.map(([key]) => key),
        Object.keys(same.message),
      );
    }
  });
}

// What any reader of the wire has to refuse, whichever side it is on.
const FORM = loadVectors("invalid").filter(
  ({ error, text, hex: digits, role }) =>
    (error === "bad_message" && role !== "game" && (text !== undefined || digits !== undefined)) ||
    (digits?.startsWith("96") && ["bad_value", "unknown_kind"].includes(error)),
);
// A schema is the bridge's business.
const BY_SCHEMA = new Set(["value-schema", "value-schema-type", "picture-on-values"]);

for (const { name, text, hex: digits, error, close_code: closeCode } of FORM) {
  if (BY_SCHEMA.has(name)) continue;
  test(`${name}: is refused as ${error}`, () => {
    assert.throws(
      () => decodeMessage(text ?? bytesOf(digits)),
      (fault) => {
        assert.ok(fault instanceof RemoteProtocolError);
        assert.deepEqual([fault.code, fault.closeCode], [error, closeCode]);
        return true;
      },
    );
  });
}

test("every cut or changed message is decoded or a RemoteProtocolError", () => {
  const dice = new Dice(9);
  for (let round = 0; round < 3000; round++) {
    const { hex: text } = BINARY[dice.below(BINARY.length)];
    const bytes = bytesOf(text);
    bytes[dice.below(bytes.length)] = dice.below(256);
    const input = bytes.subarray(0, 1 + dice.below(bytes.length));
    try {
      decodeMessage(input);
    } catch (error) {
      assert.ok(error instanceof RemoteProtocolError, String(error));
    }
  }
});

test("a payload is a view of the message", () => {
  const bytes = bytesOf(BINARY.find(({ name }) => name === "out-jpeg").hex);
  assert.equal(samplesOf(bytes)[0].payload?.buffer, bytes.buffer);
});

test("a picture has no text form", () => {
  const [sample] = samplesOf(bytesOf(BINARY.find(({ name }) => name === "out-jpeg").hex));
  assert.throws(() => encodeTextSample(sample), TypeError);
});
