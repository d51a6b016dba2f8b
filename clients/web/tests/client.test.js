import assert from "node:assert/strict";
import test from "node:test";

import { BridgeClient, webSocketUrl } from "../src/client.js";
import { clientProof, linkAuthMessage, serverProof } from "../src/proof.js";
import { encodeBinarySample } from "../src/wire.js";
import { FakeBridge, FakeClock } from "../testing/fakes.js";

const KEY = "gbs1_panel_0123456789012345678901234567890123456789012_abcd";

/** @param {Partial<import("../src/client.js").ClientOptions>} [options] */
function connect(options = {}) {
  const clock = new FakeClock();
  const bridge = new FakeBridge(clock);
  const { socketFactory } = bridge;
  const random = () => 0.5;
  const client = new BridgeClient({
    url: "http://bridge.local:8080",
    socketFactory,
    clock,
    random,
    ...options,
  });
  /** @type {string[]} */
  const states = [];
  client.on("state", ({ state }) => states.push(state));
  client.open();
  return { clock, bridge, client, states };
}

/** @param {Partial<import("../src/wire.js").WireSample>} sample */
function picture(sample) {
  return encodeBinarySample({
    kind: "jpeg",
    subscription: 1,
    seq: 1,
    capturedUs: 10,
    flags: 1,
    number: 7,
    receivedUs: 20,
    hops: [],
    payload: Uint8Array.of(0xff, 0xd8),
    ...sample,
  });
}

const ENTRY = { topic: "device/cam-1/camera/jpeg", number: 7, kind: "media", schema: "jpeg@1" };

test("addresses of the bridge become WebSocket addresses", () => {
  assert.equal(webSocketUrl("http://127.0.0.1:8080"), "ws://127.0.0.1:8080/v1");
  assert.equal(webSocketUrl("https://bridge.example/"), "wss://bridge.example/v1");
  assert.equal(webSocketUrl("ws://h:1/other"), "ws://h:1/other");
});

test("the peer speaks first, is welcomed, learns the time and is open", () => {
  const { bridge, client, states } = connect();
  assert.equal(bridge.socket.url, "ws://bridge.local:8080/v1");
  assert.equal(bridge.socket.protocol, "gamebridge.v1+msgpack");
  bridge.socket.open();
  assert.deepEqual(states, ["connecting", "syncing", "open"]);
  assert.equal(client.estimate().samples, 5);
  assert.equal(client.nowUs(), bridge.clock.nowUs() + bridge.offsetUs);
});

test("a key is proven with the bridge's nonce and the bridge proves it too", () => {
  const { bridge, states } = connect({ key: KEY, id: "panel", role: "operator" });
  bridge.socket.open();
  const [hello] = bridge.socket.sent;
  assert.equal(hello.key, undefined);
  bridge.socket.say({ op: "challenge", nonce: "ab".repeat(16), method: "scram-sha-256" });
  const opening = {
    role: "operator",
    id: "panel",
    clientNonce: hello.nonce,
    serverNonce: "ab".repeat(16),
  };
  const message = linkAuthMessage(opening);
  assert.equal(bridge.socket.sent[1].proof, clientProof(KEY, message));
  bridge.socket.say(bridge.welcome({ proof: serverProof(KEY, message) }));
  assert.deepEqual(states, ["connecting", "proving", "syncing", "open"]);
});

test("a bridge that does not know the key is left", () => {
  for (const more of [{}, { proof: "00".repeat(32) }]) {
    const { bridge, client } = connect({ key: KEY });
    bridge.socket.open();
    bridge.socket.say(bridge.welcome(more));
    assert.equal(bridge.socket.closed?.code, 4401);
    assert.equal(client.state, "refused");
  }
});

test("subscriptions made before the link are sent when it is open, with their fields", () => {
  const { bridge, client } = connect();
  client.subscribe({ topics: ["device/*/tags"], mode: "keyed", hz: 30, maxAgeMs: 100 }, () => {});
  bridge.socket.open();
  assert.deepEqual(bridge.socket.sent, [
    { op: "subscribe", sub: 1, topics: ["device/*/tags"], mode: "keyed", hz: 30, max_age_ms: 100 },
  ]);
});

test("binary samples reach their subscription with topic and arrival on the bridge's clock", () => {
  const { bridge, client } = connect();
  bridge.socket.open();
  /** @type {import("../src/subscription.js").Sample[]} */
  const samples = [];
  const subscription = client.subscribe({ topics: ["device/*/camera/jpeg"] }, (s) =>
    samples.push(s),
  );
  bridge.socket.say({ op: "subscribed", sub: 1, topics: [ENTRY] });
  bridge.socket.say(picture({ seq: 3 }));
  assert.equal(samples[0].topic, ENTRY.topic);
  assert.equal(samples[0].arrivedUs, client.nowUs());
  assert.deepEqual([...(samples[0].payload ?? [])], [0xff, 0xd8]);
  assert.deepEqual(subscription.topics, [ENTRY]);
});

test("text samples come in batches and keep their values", () => {
  const { bridge, client } = connect({ encoding: "json" });
  assert.equal(bridge.socket.protocol, "gamebridge.v1+json");
  bridge.socket.open();
  /** @type {any[]} */
  const values = [];
  client.subscribe({ topics: ["device/*/input/*"] }, ({ topic, value }) =>
    values.push([topic, value]),
  );
  const sample = {
    op: "sample",
    sub: 1,
    topic: "device/a/input/x",
    seq: 1,
    captured_us: 1,
    received_us: 2,
  };
  bridge.socket.say([
    { ...sample, value: { value: 1 } },
    { ...sample, value: { value: 2 } },
  ]);
  assert.deepEqual(values, [
    ["device/a/input/x", { value: 1 }],
    ["device/a/input/x", { value: 2 }],
  ]);
});

test("a sample of a topic that was never named is counted and not delivered", () => {
  const { bridge, client } = connect();
  bridge.socket.open();
  client.subscribe({ topics: ["**"] }, () => assert.fail());
  bridge.socket.say(picture({ number: 99 }));
  assert.equal(client.statistics().faults.unknown_topic, 1);
});

test("after a lost link everything is asked for again, after a jittered and growing wait", () => {
  const { bridge, client, clock, states } = connect();
  bridge.socket.open();
  client.subscribe({ topics: ["device/*/state"] }, () => {});
  bridge.socket.end(1006);
  assert.equal(client.state, "waiting");
  clock.advance(249);
  assert.equal(bridge.sockets.length, 1);
  clock.advance(1);
  bridge.socket.end(1006);
  clock.advance(499);
  assert.equal(bridge.sockets.length, 2);
  clock.advance(1);
  bridge.socket.open();
  assert.equal(bridge.socket.sent[0].op, "subscribe");
  assert.equal(states.at(-1), "open");
});

test("a bridge that says when to come back is obeyed", () => {
  const { bridge, client, clock } = connect();
  bridge.socket.open();
  bridge.socket.say({ op: "bye", code: 4503, reason: "shutting_down", retry_after_ms: 2000 });
  bridge.socket.end(4503);
  clock.advance(2249);
  assert.equal(client.state, "waiting");
  clock.advance(1);
  assert.equal(client.state, "connecting");
});

test("a refused key is not tried again before a minute, but at once when asked to", () => {
  const { bridge, client, clock } = connect({ key: KEY });
  bridge.socket.open();
  bridge.socket.end(4401, "unauthorized");
  assert.equal(client.state, "refused");
  clock.advance(59_999);
  assert.equal(bridge.sockets.length, 1);
  client.identify({ key: `${KEY}2` });
  assert.equal(bridge.sockets.length, 2);
});

test("a refusal is told in the bridge's words, and an older fault is not", () => {
  const { bridge, client } = connect({ key: KEY });
  /** @type {string[]} */
  const reasons = [];
  client.on("state", ({ state, reason }) => state === "refused" && reasons.push(reason));
  bridge.socket.open();
  const text = "the key of quiz was revoked: ask to be let in again";
  bridge.socket.say({ op: "status", level: "error", code: "unauthorized", text });
  bridge.socket.end(4401, "unauthorized");
  client.retry();
  bridge.socket.open();
  bridge.socket.end(4401, "unauthorized");
  assert.deepEqual(reasons, [text, "unauthorized"]);
});

test("another version is never tried again", () => {
  const { bridge, client, clock } = connect();
  bridge.socket.open();
  bridge.socket.end(4426);
  clock.advance(1e9);
  assert.equal(bridge.sockets.length, 1);
  assert.equal(client.state, "refused");
});

test("a link on which a sync stays unanswered is given up", () => {
  const { bridge, client, clock } = connect();
  bridge.socket.open();
  bridge.answer = () => [];
  clock.advance(2000 + 19_999);
  assert.equal(client.state, "open");
  clock.advance(1);
  assert.equal(bridge.socket.closed?.code, 4408);
  assert.equal(client.state, "waiting");
});

test("time is asked for again at least every thirty seconds", () => {
  const { client, clock, bridge } = connect();
  bridge.socket.open();
  clock.advance(120_000);
  assert.equal(client.estimate().state, "locked");
  const before = client.estimate().samples;
  clock.advance(30_000);
  assert.ok(client.estimate().samples > before);
});

test("a bridge that started anew has another clock", () => {
  const { bridge, client, clock } = connect();
  bridge.socket.open();
  bridge.socket.end(1006);
  bridge.boot = "boot-2";
  bridge.offsetUs = 0;
  clock.advance(250);
  bridge.socket.open();
  assert.equal(client.nowUs(), clock.nowUs());
});

test("a call ends in one final ack and tells its stages on the way", async () => {
  const { bridge, client } = connect();
  bridge.socket.open();
  /** @type {string[]} */
  const stages = [];
  const done = client.call(
    "cam-1",
    "set",
    { quality: 12 },
    { onStage: ({ stage }) => stages.push(stage) },
  );
  assert.deepEqual(bridge.socket.sent, [
    { op: "call", id: "c1", target: "cam-1", method: "set", args: { quality: 12 } },
  ]);
  for (const stage of ["accepted", "sent", "applied"]) {
    bridge.socket.say({ op: "ack", id: "c1", stage, value: 12, at_us: 5 });
  }
  assert.equal((await done).value, 12);
  assert.deepEqual(stages, ["accepted", "sent", "applied"]);
});

test("a call without a link is rejected, and one whose link ends is unknown", async () => {
  const { bridge, client } = connect();
  assert.equal((await client.call("cam-1", "reboot")).code, "not_connected");
  bridge.socket.open();
  const done = client.call("cam-1", "reboot");
  bridge.socket.end(1006);
  assert.equal((await done).stage, "unknown");
});

test("drops are totals over all links", () => {
  const { bridge, client, clock } = connect();
  bridge.socket.open();
  const subscription = client.subscribe({ topics: ["device/*/tags"] }, () => {});
  bridge.socket.say({ op: "drops", sub: 1, dropped: { replaced: 3 } });
  bridge.socket.say({ op: "drops", sub: 1, dropped: { replaced: 4, age: 1 } });
  bridge.socket.end(1006);
  clock.advance(250);
  bridge.socket.open();
  bridge.socket.say({ op: "drops", sub: 1, dropped: { replaced: 2 } });
  assert.deepEqual(subscription.dropped, { replaced: 6, age: 1 });
});

test("gaps, refusals and statuses reach those whom they concern", () => {
  const { bridge, client } = connect();
  bridge.socket.open();
  /** @type {any[]} */
  const heard = [];
  client.on("status", ({ code }) => heard.push(code));
  client.subscribe(
    { topics: ["device/*/log"], mode: "all" },
    {
      onSample: () => {},
      onGap: (gap) => heard.push(gap),
      onRefused: ({ ref }) => heard.push(ref),
    },
  );
  bridge.socket.say({ op: "gap", sub: 1, topic: "t", from_seq: 7, to_seq: 9, reason: "count" });
  bridge.socket.say({ op: "status", level: "error", code: "forbidden", ref: "sub:1", text: "" });
  assert.deepEqual(heard, [
    { topic: "t", fromSeq: 7, toSeq: 9, reason: "count" },
    "forbidden",
    "sub:1",
  ]);
});

test("a closed subscription is taken back and hears nothing more", () => {
  const { bridge, client } = connect();
  bridge.socket.open();
  const subscription = client.subscribe({ topics: ["a"] }, () => assert.fail());
  bridge.socket.say({ op: "subscribed", sub: 1, topics: [ENTRY] });
  subscription.close();
  bridge.socket.say(picture({}));
  assert.deepEqual(bridge.socket.sent.at(-1), { op: "unsubscribe", sub: 1 });
});

test("a fault of form ends the link, an op of a later version does not", () => {
  const { bridge, client } = connect();
  bridge.socket.open();
  bridge.socket.say({ op: "later", text: "x" });
  assert.equal(client.state, "open");
  bridge.socket.say(Uint8Array.of(0x93, 1, 2));
  assert.equal(bridge.socket.closed?.code, 4400);
});

test("a closed client stays closed and leaves no timer", () => {
  const { bridge, client, clock } = connect();
  bridge.socket.open();
  client.close();
  assert.equal(client.state, "idle");
  assert.equal(clock.waiting, 0);
  bridge.socket.end(1000);
  assert.equal(client.state, "idle");
});

test("values can be published as text on a topic", () => {
  const { bridge, client } = connect();
  assert.equal(client.publish("session/s1/mark", { text: "goal" }), false);
  bridge.socket.open();
  assert.equal(client.publish("session/s1/mark", { text: "goal" }, 5), true);
  assert.deepEqual(bridge.socket.sent.at(-1), {
    op: "sample",
    topic: "session/s1/mark",
    captured_us: 5,
    value: { text: "goal" },
  });
});

test("a subscription that changes asks anew under its number, now and after a reconnect", () => {
  const { clock, bridge, client } = connect();
  bridge.socket.open();
  const subscription = client.subscribe({ topics: ["device/a/tags"] }, () => {});
  client.change(subscription, { topics: ["device/a/tags", "device/b/tags"] });
  const asked = bridge.socket.sent.filter(({ op }) => op === "subscribe");
  assert.deepEqual(
    asked.map(({ sub, topics }) => [sub, topics.length]),
    [
      [1, 1],
      [1, 2],
    ],
  );
  bridge.socket.end(1006);
  clock.advance(1000);
  bridge.socket.open();
  assert.deepEqual(bridge.socket.sent.at(-1).topics, ["device/a/tags", "device/b/tags"]);
});

test("a subscription that was taken back asks for nothing when it changes", () => {
  const { bridge, client } = connect();
  bridge.socket.open();
  const subscription = client.subscribe({ topics: ["device/a/tags"] }, () => {});
  subscription.close();
  const before = bridge.socket.sent.length;
  client.change(subscription, { topics: ["device/b/tags"] });
  assert.equal(bridge.socket.sent.length, before);
});

test("an address that is asked for anew is used by each link", () => {
  const addresses = ["ws://one:1", "http://two:2"];
  const { clock, bridge } = connect({ url: () => addresses.shift() ?? "ws://three:3" });
  assert.equal(bridge.socket.url, "ws://one:1/v1");
  bridge.socket.end(1006);
  clock.advance(1000);
  assert.equal(bridge.socket.url, "ws://two:2/v1");
});
