import assert from "node:assert/strict";
import test from "node:test";

import { Setting } from "../../src/panel/setting.js";

/** A device that answers when told to. */
function openSetting(first = 12) {
  /** @type {{value: any, answer: (ack: any) => void}[]} */
  const sent = [];
  const clock = { nowUs: 1000 };
  const setting = new Setting({
    send: (value) => new Promise((answer) => sent.push({ value, answer })),
    onChange: () => {},
    after: (fn) => setImmediate(fn),
    nowUs: () => clock.nowUs,
    value: first,
  });
  const settled = async () => {
    for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
  };
  const apply = async (/** @type {any} */ value = sent.at(-1)?.value) => {
    sent.at(-1)?.answer({ stage: "applied", value, code: "", text: "" });
    await settled();
  };
  const refuse = async (/** @type {string} */ text) => {
    sent.at(-1)?.answer({ stage: "rejected", value: null, code: "out_of_range", text });
    await settled();
  };
  return { setting, sent, clock, apply, refuse };
}

test("what the device applied is shown, even when it is not what was wanted", async () => {
  const { setting, apply } = openSetting();
  setting.want(99);
  assert.deepEqual([setting.phase, setting.value], ["sending", 99]);
  await apply(63);
  assert.deepEqual([setting.phase, setting.value], ["applied", 63]);
});

test("while a call is under way only the newest wish waits", async () => {
  const { setting, sent, apply } = openSetting();
  for (const value of [13, 14, 15, 16]) setting.want(value);
  assert.equal(sent.length, 1);
  await apply();
  assert.deepEqual(
    sent.map(({ value }) => value),
    [13, 16],
  );
  await apply();
  assert.deepEqual([setting.phase, setting.value], ["applied", 16]);
});

test("a refusal says why and leaves the value as it was", async () => {
  const { setting, refuse } = openSetting();
  setting.want(400);
  await refuse("quality = 400: expected 4 to 63");
  assert.deepEqual([setting.phase, setting.value], ["refused", 12]);
  assert.match(setting.text, /expected 4 to 63/);
  assert.equal(setting.canUndo, false);
});

test("each change that was applied can be undone, step by step", async () => {
  const { setting, sent, apply } = openSetting();
  for (const value of [20, 30]) {
    setting.want(value);
    await apply();
  }
  setting.undo();
  await apply();
  assert.equal(setting.value, 20);
  setting.undo();
  await apply();
  assert.equal(setting.value, 12);
  assert.equal(setting.canUndo, false);
  assert.deepEqual(
    sent.map(({ value }) => value),
    [20, 30, 20, 12],
  );
});

test("an undo that is refused takes nothing away", async () => {
  const { setting, apply, refuse } = openSetting();
  setting.want(20);
  await apply();
  setting.undo();
  await refuse("busy");
  assert.deepEqual([setting.value, setting.phase], [20, "refused"]);
  setting.want(30);
  await apply();
  assert.ok(setting.canUndo);
});

test("what the device says of itself is believed, unless it is older than the last answer", async () => {
  const { setting, clock, apply } = openSetting();
  setting.learn(15, 900);
  assert.equal(setting.value, 15);
  setting.want(30);
  setting.learn(16, 1500);
  assert.equal(setting.value, 30);
  clock.nowUs = 2000;
  await apply();
  setting.learn(15, 1999);
  assert.equal(setting.value, 30);
  setting.learn(18, 2001);
  assert.equal(setting.value, 18);
});
