import assert from "node:assert/strict";
import test from "node:test";

import {
  describeAdded,
  describeFound,
  describeSearch,
  describeSource,
  routeOf,
} from "../../../../plugins/sources/src/bridge_sources/web/sources_words.js";

/** @typedef {import("../../../../plugins/sources/src/bridge_sources/web/sources_words.js").SourceStatus} SourceStatus */
/** @typedef {import("../../../../plugins/sources/src/bridge_sources/web/sources_words.js").FoundCamera} FoundCamera */

/**
 * @param {Partial<SourceStatus>} [more]
 * @param {Partial<SourceStatus["record"]>} [record]
 * @returns {SourceStatus}
 */
function source(more = {}, record = {}) {
  const plain = { name: "Door", id: "door", kind: "esphome", host: "10.0.0.5", port: 8080 };
  return {
    record: { ...plain, is_started: true, hz: 0, ...record },
    is_active: false,
    is_online: true,
    fps: 0,
    viewers: 0,
    fault: "",
    ...more,
  };
}

/**
 * @param {Partial<FoundCamera>} [more]
 * @returns {FoundCamera}
 */
function found(more = {}) {
  return {
    key: "10.0.0.7-80",
    name: "porch",
    address: "10.0.0.7",
    port: 80,
    kind: "multicam",
    how: "udp",
    model: "",
    standing: "offered",
    note: "",
    is_added: false,
    ...more,
  };
}

test("how a source is fits in a word, with a mark of its own", () => {
  const marks = (/** @type {SourceStatus} */ status) => {
    const { mark, word } = describeSource(status);
    return `${mark} ${word}`;
  };
  assert.equal(marks(source({ is_active: true, fps: 12.4 })), "good 12 fps");
  assert.equal(marks(source({ is_active: true, fps: 2.44 })), "good 2.4 fps");
  assert.equal(marks(source()), "good ready");
  assert.equal(marks(source({ is_online: false, fault: "gone" })), "bad no answer");
  assert.equal(marks(source({ is_online: false, is_active: true })), "warn connecting");
  assert.equal(marks(source({ is_online: false })), "off not asked yet");
  assert.equal(marks(source({ fault: "gone" }, { is_started: false })), "off stopped");
});

test("a source says what it is, where and for whom, and what is wrong", () => {
  assert.equal(describeSource(source({ viewers: 2 })).note, "ESPHome at 10.0.0.5:8080 · 2 readers");
  assert.equal(
    describeSource(source({}, { host: "fe80::1", port: 0 })).note,
    "ESPHome at [fe80::1]",
  );
  assert.equal(describeSource(source({}, { kind: "later" })).note, "later at 10.0.0.5:8080");
  assert.equal(describeSource(source({ is_online: false, fault: "gone" })).fault, "gone");
});

test("what was found can be added once, and never when it is suspicious", () => {
  assert.deepEqual(describeFound(found({ model: "S3", how: "mdns" })), {
    title: "porch",
    note: "multicam at 10.0.0.7:80 · S3 · announced by mDNS",
    doubt: "",
    mayAdd: true,
  });
  assert.equal(describeFound(found({ is_added: true })).mayAdd, false);
  assert.equal(describeFound(found({ standing: "suspicious" })).mayAdd, false);
  assert.equal(describeFound(found({ name: "" })).title, "10.0.0.7");
});

test("what was added is told by its name, and by what the bridge found it to be", () => {
  assert.equal(describeAdded(source()), "Door was added: ESPHome at 10.0.0.5:8080.");
});

test("a search says what it brought", () => {
  assert.match(describeSearch([]), /No camera answered/);
  assert.match(describeSearch([found({ standing: "suspicious" })]), /No camera answered/);
  assert.match(describeSearch([found({ standing: "unknown" })]), /No camera answered/);
  assert.equal(describeSearch([found()]), "1 camera found.");
  assert.equal(
    describeSearch([found(), found({ is_added: true })]),
    "2 cameras found, 1 of them new.",
  );
});

test("names with anything in them make one part of a path", () => {
  assert.equal(routeOf("ESP32 Camera (1)/x"), "/v1/sources/ESP32%20Camera%20(1)%2Fx");
});
