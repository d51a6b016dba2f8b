import assert from "node:assert/strict";
import test from "node:test";

import { Pairing } from "../src/pairing.js";
import { Dice } from "../testing/dice.js";
import { FakeClock } from "../testing/fakes.js";
import { PairingBridge, settle } from "../testing/pairing_bridge.js";

/** @param {{seed?: number, grantedId?: string}} [how] */
function build({ seed = 1, grantedId = "" } = {}) {
  const bridge = new PairingBridge();
  bridge.grantedId = grantedId;
  const clock = new FakeClock();
  const dice = new Dice(seed);
  const pairing = new Pairing({
    base: "ws://192.168.7.7:8080",
    id: "quiz",
    name: "Quiz",
    fetcher: bridge.fetcher,
    random: (bytes) => bytes.set(dice.bytes(bytes.length)),
    clock,
  });
  /** @type {string[]} */
  const states = [];
  pairing.on(({ state }) => states.push(state));
  const tick = async (ms = 1000) => {
    clock.advance(ms);
    await settle();
  };
  return { bridge, clock, pairing, states, tick };
}

test("a person allows it, and both sides have the same key, which never travelled", async () => {
  const { bridge, pairing, states, tick } = build();
  await pairing.start();
  assert.equal(pairing.state, "waiting");
  assert.match(pairing.code, /^\d{3} \d{3}$/);
  assert.equal(pairing.code, bridge.code);
  assert.equal(pairing.key, null);
  await tick();
  bridge.state = "approved";
  await tick();
  assert.deepEqual(states, ["asking", "waiting", "approved"]);
  assert.equal(pairing.key, bridge.key);
  assert.match(String(pairing.key), /^gbs1_quiz_/);
  const secret = String(pairing.key).slice(10, 53);
  assert.ok(!JSON.stringify(bridge.asked).includes(secret));
});

test("a name that somebody else has becomes another one", async () => {
  const { bridge, pairing, tick } = build({ grantedId: "quiz-2" });
  await pairing.start();
  bridge.state = "approved";
  await tick();
  assert.deepEqual([pairing.id, pairing.role], ["quiz-2", "game"]);
  assert.equal(pairing.key, bridge.key);
});

test("the half is shown only after the bridge has shown its own", async () => {
  const { bridge, pairing } = build();
  await pairing.start();
  const [first, second] = bridge.asked;
  assert.deepEqual(Object.keys(first.body).sort(), ["commitment", "id", "name", "role"]);
  assert.deepEqual(Object.keys(second.body).sort(), ["nonce", "public_key"]);
});

for (const [told, state, reason] of [
  ["refused", "refused", /refused/],
  ["expired", "expired", /in time/],
]) {
  test(`a request that is ${told} ends with a reason and no key`, async () => {
    const { bridge, clock, pairing, tick } = build();
    await pairing.start();
    bridge.state = String(told);
    await tick();
    assert.equal(pairing.state, state);
    assert.match(pairing.reason, /** @type {RegExp} */ (reason));
    assert.equal(pairing.key, null);
    assert.equal(clock.waiting, 0);
  });
}

test("a bridge that was started anew is said to have forgotten, and can be asked again", async () => {
  const { bridge, pairing, tick } = build();
  await pairing.start();
  const before = pairing.code;
  bridge.refusal = { status: 404, body: { code: "no_such_pairing", text: "unknown" } };
  await tick();
  assert.equal(pairing.state, "expired");
  assert.match(pairing.reason, /started anew/);
  await pairing.start();
  assert.equal(pairing.state, "waiting");
  assert.equal(pairing.reason, "");
  assert.notEqual(pairing.code, before);
});

test("a Wi-Fi that goes and comes back costs nothing", async () => {
  const { bridge, pairing, tick } = build();
  await pairing.start();
  bridge.isReachable = false;
  await tick();
  await tick();
  bridge.isReachable = true;
  bridge.state = "approved";
  await tick();
  assert.equal(pairing.state, "approved");
});

test("a bridge that stays away ends it when its time is over", async () => {
  const { bridge, clock, pairing, tick } = build();
  await pairing.start();
  bridge.isReachable = false;
  for (let second = 0; second <= 120; second++) await tick();
  assert.equal(pairing.state, "expired");
  assert.equal(clock.waiting, 0);
});

test("without a bridge it says what to look at", async () => {
  const { bridge, pairing } = build();
  bridge.isReachable = false;
  await pairing.start();
  assert.equal(pairing.state, "failed");
  assert.match(pairing.reason, /http:\/\/192\.168\.7\.7:8080.*local network/s);
});

for (const [name, refusal, reason] of [
  [
    "asks too often",
    { status: 429, body: { code: "rate", text: "too often" }, headers: { "Retry-After": "9" } },
    /too often. Try again in 9 s/,
  ],
  ["meets a bridge without pairing", { status: 404, body: { code: "not_found" } }, /no keys/],
  ["meets something else", { status: 200, body: "hello" }, /does not pair/],
  ["is not wanted", { status: 403, body: { code: "forbidden", text: "by terminal" } }, /terminal/],
]) {
  test(`who ${name} is told`, async () => {
    const { bridge, clock, pairing } = build();
    bridge.refusal = /** @type {any} */ (refusal);
    await pairing.start();
    assert.equal(pairing.state, "failed");
    assert.match(pairing.reason, /** @type {RegExp} */ (reason));
    assert.equal(clock.waiting, 0);
  });
}

for (const [name, opened] of [
  ["a public key of low order", { public_key: "00".repeat(32) }],
  ["a short nonce", { nonce: "00" }],
  ["a pairing that is none", { pairing: "../v1/keys" }],
  ["no time at all", { expires_in_ms: 0 }],
]) {
  test(`${name} of the bridge is refused before anything is shown`, async () => {
    const { bridge, pairing } = build();
    bridge.opened = /** @type {any} */ (opened);
    await pairing.start();
    assert.equal(pairing.state, "failed");
    assert.equal(pairing.code, "");
    assert.ok(!bridge.asked.some(({ path }) => path.endsWith("/reveal")));
  });
}

test("somebody in the middle makes the two codes differ", async () => {
  const { bridge, pairing } = build();
  // The one in the middle shows the peer a half of its own, and the bridge the peer's.
  bridge.opened = { public_key: "09".padEnd(64, "0"), nonce: "00".repeat(16) };
  await pairing.start();
  assert.equal(pairing.state, "waiting");
  assert.notEqual(pairing.code, bridge.code);
});

test("what is cancelled is taken back at the bridge and asks no more", async () => {
  const { bridge, clock, pairing, tick } = build();
  await pairing.start();
  pairing.cancel();
  await settle();
  assert.deepEqual(bridge.asked.at(-1), {
    method: "DELETE",
    path: `/v1/pairing/${bridge.pairing}`,
    body: undefined,
  });
  assert.deepEqual([pairing.state, pairing.reason], ["failed", "cancelled"]);
  assert.equal(clock.waiting, 0);
  bridge.state = "approved";
  await tick();
  assert.equal(pairing.key, null);
});

test("what is cancelled before the bridge has answered is taken back as well", async () => {
  const { bridge, pairing } = build();
  const started = pairing.start();
  pairing.cancel();
  await started;
  await settle();
  assert.deepEqual(
    bridge.asked.map(({ method }) => method),
    ["POST", "DELETE"],
  );
  assert.equal(pairing.state, "failed");
});

test("a name that is none is not believed", async () => {
  const { bridge, pairing, tick } = build();
  await pairing.start();
  bridge.grantedId = "<b>";
  bridge.state = "approved";
  await tick();
  assert.equal(pairing.state, "failed");
  assert.equal(pairing.key, null);
});
