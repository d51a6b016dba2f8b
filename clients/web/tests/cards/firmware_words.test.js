import assert from "node:assert/strict";
import test from "node:test";

import {
  describeDevice,
  describeImage,
  faultOf,
  isBad,
  isGood,
  offerFor,
  pieceAt,
  PIECE_BYTES,
} from "../../../../plugins/firmware/src/bridge_firmware/web/firmware_words.js";
import {
  describeSerial,
  wholeImages,
} from "../../../../plugins/firmware/src/bridge_firmware/web/flash_words.js";

/** @param {Partial<import("../../../../plugins/firmware/src/bridge_firmware/web/firmware_words.js").Image>} [more] */
function image(more = {}) {
  const usual = { sha256: "a", size: 2048, project: "gamebridge-cam", version: "1.1.0" };
  const rest = { chip: "esp32s3", built: "today", idf: "v5", is_signed: false, is_whole: false };
  return { ...usual, ...rest, ...more };
}

/** @param {string} stage @param {object} [more] */
function device(stage, more = {}) {
  const firmware = {
    project: "gamebridge-cam",
    version: "1.0.0",
    chip: "esp32s3",
    slot: "ota_0",
    stage,
    next_version: "1.1.0",
    done_bytes: 0,
    size_bytes: 0,
    code: "",
    text: "it did not start",
    ...more,
  };
  return { id: "cam-1", name: "Camera", online: true, firmware, newest: "a" };
}

test("a file that is plainly no image is not sent", () => {
  assert.match(faultOf(new Uint8Array()), /empty/);
  assert.match(faultOf(new Uint8Array(9_000_000)), /larger/);
  assert.match(faultOf(new Uint8Array([0x50, 0x4b])), /no image/);
  assert.equal(faultOf(new Uint8Array([0xe9, 1])), "");
});

test("pieces make the file again, and fit into a request", () => {
  const bytes = Uint8Array.from({ length: PIECE_BYTES + 10 }, (_, index) => index % 251);
  const pieces = [pieceAt(bytes, 0), pieceAt(bytes, PIECE_BYTES)];
  const all = pieces.map(({ data }) => Buffer.from(data, "base64"));
  assert.deepEqual(new Uint8Array(Buffer.concat(all)), bytes);
  assert.ok(JSON.stringify(pieces[0]).length < 65_536);
  assert.equal(pieces[1].at, PIECE_BYTES);
});

test("images say what they are", () => {
  assert.equal(describeImage(image()), "esp32s3, built today, 2 KB");
  assert.match(describeImage(image({ is_signed: true, is_whole: true })), /signed, whole flash$/);
});

test("a device says what it runs, and what is being done about it", () => {
  const newest = image();
  assert.equal(describeDevice(device("idle"), newest), "cam 1.0.0");
  assert.match(describeDevice(device("idle"), undefined), /no image for this board/);
  assert.match(describeDevice(device("kept", { version: "1.1.0" }), newest), /up to date/);
  assert.match(describeDevice(device("downloading"), newest), /loading 1\.1\.0/);
  assert.match(describeDevice(device("restarting"), newest), /restarting into 1\.1\.0/);
  assert.match(describeDevice(device("on_trial"), newest), /on trial/);
  assert.match(describeDevice(device("failed"), newest), /not 1\.1\.0: it did not start/);
  assert.match(describeDevice({ ...device("idle"), online: false }, newest), /offline/);
});

test("an update is offered when there is something newer and nothing under way", () => {
  const newest = image();
  assert.equal(offerFor(device("idle"), newest), "1.1.0");
  assert.equal(offerFor(device("rolled_back"), newest), "1.1.0");
  for (const stage of ["downloading", "restarting", "on_trial"]) {
    assert.equal(offerFor(device(stage), newest), "");
  }
  assert.equal(offerFor(device("idle", { version: "1.1.0" }), newest), "");
  assert.equal(offerFor({ ...device("idle"), online: false }, newest), "");
  assert.equal(offerFor(device("idle"), undefined), "");
});

test("outcomes are good or bad", () => {
  assert.ok(isGood(device("kept").firmware));
  assert.ok(isBad(device("rolled_back").firmware) && isBad(device("failed").firmware));
  assert.ok(!isGood(device("idle").firmware) && !isBad(device("idle").firmware));
});

test("the page about cables says what this browser can do", () => {
  assert.match(describeSerial(true, true), /can talk/);
  assert.match(describeSerial(false, false), /https pages and on localhost/);
  assert.match(describeSerial(false, true), /Chrome and Edge/);
  assert.deepEqual(wholeImages([image(), image({ is_whole: true })]).length, 1);
});
