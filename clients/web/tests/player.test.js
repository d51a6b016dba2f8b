import assert from "node:assert/strict";
import test from "node:test";

import { chooseKind, mediaOf, usableKinds } from "../src/player.js";

const supports = { isTypeSupported: () => true };
const refuses = { isTypeSupported: () => false };

test("a secure context plays by WebCodecs, a plain one by Media Source, anything by JPEG", () => {
  const decoder = class {};
  assert.deepEqual(usableKinds({ VideoDecoder: decoder, MediaSource: supports }, true), [
    "webcodecs",
    "mse",
    "jpeg",
  ]);
  assert.deepEqual(usableKinds({ MediaSource: supports }, true), ["mse", "jpeg"]);
  assert.deepEqual(usableKinds({ MediaSource: refuses }, true), ["jpeg"]);
  assert.deepEqual(usableKinds({}, true), ["jpeg"]);
});

test("a camera without H.264 is played as JPEG", () => {
  assert.deepEqual(usableKinds({ MediaSource: supports }, false), ["jpeg"]);
});

test("what a person wants is used when it can be, else the best that has not failed", () => {
  assert.equal(chooseKind(["webcodecs", "mse", "jpeg"], "mse"), "mse");
  assert.equal(chooseKind(["mse", "jpeg"], "webcodecs"), "mse");
  assert.equal(chooseKind(["mse", "jpeg"], null, new Set(["mse"])), "jpeg");
  assert.equal(chooseKind(["mse", "jpeg"], "mse", new Set(["mse"])), "jpeg");
  assert.equal(chooseKind(["webcodecs", "mse", "jpeg"], "nonsense"), "webcodecs");
});

test("JPEG is the camera's own topic, the others are the encoder's", () => {
  assert.equal(mediaOf("jpeg"), "camera/jpeg");
  assert.equal(mediaOf("mse"), "camera/h264");
});
