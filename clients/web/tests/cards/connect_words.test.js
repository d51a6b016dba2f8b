import assert from "node:assert/strict";
import test from "node:test";

import {
  attentionOf,
  isAttention,
  isRevocable,
  markedTitle,
  mayOf,
  noteOf,
  seenOf,
  toastOf,
  wishOf,
} from "../../../../plugins/auth/src/bridge_auth/web/connect_words.js";

/** @type {import("../../../../plugins/auth/src/bridge_auth/web/connect_words.js").WaitingPeer} */
const QUIZ = {
  pairing: "ab".repeat(16),
  role: "game",
  id: "quiz",
  name: "Quiz",
  address: "192.168.1.7",
  code: "482 913",
  expires_in_ms: 61_200,
};
const OWNER = {
  id: "quiz",
  name: "Quiz",
  role: "game",
  created_s: 0,
  last_seen_s: 0,
  last_address: "",
};

test("who asks is told with the time that is left", () => {
  assert.equal(wishOf(QUIZ), "wants to play");
  assert.equal(wishOf({ ...QUIZ, role: "device" }), "wants to join as a device");
  assert.equal(noteOf(QUIZ), "from 192.168.1.7, 1:02 left");
  assert.equal(noteOf({ ...QUIZ, expires_in_ms: -5 }), "from 192.168.1.7, 0:00 left");
  assert.equal(toastOf(QUIZ), "Quiz asks to join and shows 482 913");
});

test("above everything else stands what the bridge's health says too", () => {
  // plugins/auth/src/bridge_auth/pairing/desk.py has the same words, so it is shown once.
  assert.equal(
    attentionOf(QUIZ).text,
    "the game Quiz (192.168.1.7) asks to join and shows the code 482 913",
  );
  assert.ok(isAttention(attentionOf(QUIZ).text));
  assert.ok(!isAttention("no device has a key"));
});

test("the title is marked for as long as somebody waits", () => {
  assert.equal(markedTitle("gamebridge", 2), "(2) gamebridge");
  assert.equal(markedTitle("(2) gamebridge", 1), "(1) gamebridge");
  assert.equal(markedTitle("(1) gamebridge", 0), "gamebridge");
});

test("who has a key is told with what it is for and when it was used", () => {
  assert.equal(mayOf(OWNER), "plays and steers devices");
  assert.equal(seenOf(OWNER, 1000), "not used yet");
  for (const [seconds, words] of /** @type {const} */ ([
    [-3, "just now"],
    [59, "just now"],
    [60, "1 minute ago"],
    [7199, "1 hour ago"],
    [200_000, "2 days ago"],
  ])) {
    const seen = { ...OWNER, last_seen_s: 1_000_000, last_address: "192.168.1.7" };
    assert.equal(seenOf(seen, 1_000_000 + seconds), `last came ${words} from 192.168.1.7`);
  }
});

test("keys that open the bridge itself are not taken away in passing", () => {
  assert.ok(isRevocable(OWNER));
  assert.ok(isRevocable({ ...OWNER, role: "device" }));
  assert.ok(!isRevocable({ ...OWNER, role: "operator" }));
});
