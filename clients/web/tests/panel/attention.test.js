import assert from "node:assert/strict";
import test from "node:test";

import {
  attentionOf,
  countAttention,
  markOf,
  signatureOf,
  togetherWith,
} from "../../src/panel/attention.js";
import { describeOrigin } from "../../src/panel/device_origin.js";

/** @typedef {import("../../src/panel/feed.js").HealthItem} HealthItem */

/**
 * @param {HealthItem["level"]} level
 * @param {string} [text]
 * @returns {HealthItem}
 */
function item(level, text = level) {
  return { plugin: "dialects", level, text, remedy: "set a key" };
}

test("what is in order needs no attention, and errors come first", () => {
  const items = [item("ok"), item("warning"), item("error"), item("warning", "more")];
  assert.deepEqual(
    attentionOf(items).map(({ text }) => text),
    ["error", "warning", "more"],
  );
  assert.equal(countAttention(items), "1 error and 2 warnings");
  assert.equal(countAttention([item("ok")]), "");
  assert.deepEqual(
    [markOf(items), markOf([item("warning")]), markOf([item("ok")])],
    ["bad", "warn", null],
  );
});

test("a signature changes with what is to be read, not with the remedy", () => {
  const read = signatureOf([item("warning")]);
  assert.equal(signatureOf([{ ...item("warning"), remedy: "other" }]), read);
  assert.notEqual(signatureOf([item("warning"), item("error")]), read);
});

test("a device of another system is told apart by its way, its words and what it lacks", () => {
  const state = { id: "a", name: "", online: true, since_us: 0, transport: "ws" };
  assert.deepEqual(describeOrigin({ ...state, dialect: "gamebridge.v1" }), {
    way: "WebSocket",
    weakness: "",
  });
  assert.deepEqual(describeOrigin(state).weakness, "");
  assert.deepEqual(describeOrigin({ ...state, dialect: "taghub", transport: "udp" }), {
    way: "taghub by UDP",
    weakness: "no key: admitted by network",
  });
  assert.deepEqual(describeOrigin({ ...state, dialect: "multicam", transport: "pull" }), {
    way: "multicam, asked by the bridge",
    weakness: "no key: known by its address",
  });
  assert.deepEqual(describeOrigin({ ...state, dialect: "taghub", transport: "replay" }), {
    way: "played from a recording",
    weakness: "",
  });
  assert.deepEqual(describeOrigin({ ...state, dialect: "simulator", transport: "local" }), {
    way: "simulator, inside the bridge",
    weakness: "",
  });
  assert.deepEqual(describeOrigin(null), { way: "", weakness: "" });
});

test("what a card knows better is not said by its plugin as well", () => {
  const ask = (/** @type {string} */ who) => ({
    ...item("warning", `${who} asks`),
    plugin: "auth",
  });
  const weak = { ...item("warning", "weak"), plugin: "auth" };
  const stranger = item("warning", "a stranger asks");
  const fresh = { ...ask("Quiz"), show: () => {} };
  const card = {
    plugin: "auth",
    items: [fresh],
    knowsBetter: (/** @type {string} */ text) => text.endsWith("asks"),
  };
  const health = [weak, ask("Quiz"), ask("Somebody who is gone"), stranger];
  assert.deepEqual(togetherWith(health, [card]), [fresh, weak, stranger]);
  assert.deepEqual(togetherWith(health, []), health);
});
