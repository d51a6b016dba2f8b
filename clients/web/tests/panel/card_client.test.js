import assert from "node:assert/strict";
import test from "node:test";

import { BridgeClient } from "../../src/client.js";
import { CardClient } from "../../src/panel/card_client.js";
import { encodeTextSample } from "../../src/wire.js";
import { FakeBridge, FakeClock } from "../../testing/fakes.js";

const TOPIC = "x/scores/red";

function openCard() {
  const clock = new FakeClock();
  const bridge = new FakeBridge(clock);
  const client = new BridgeClient({ url: "ws://b", clock, socketFactory: bridge.socketFactory });
  /** @type {unknown[]} */
  const faults = [];
  const card = new CardClient(client, (error) => faults.push(error));
  const say = () =>
    bridge.socket.onmessage({
      data: `[${encodeTextSample({ kind: "value", subscription: 1, topic: TOPIC, seq: 1, flags: 0, hops: [], value: { n: 1 } })}]`,
    });
  const open = () => {
    client.open();
    bridge.socket.open();
  };
  return { client, bridge, card, faults, say, open };
}

test("a listener that throws is the card's own affair: the link opens and samples flow", async () => {
  const { client, card, faults, say, open } = openCard();
  card.on("state", ({ state }) => {
    if (state === "open") throw new Error("no state");
  });
  card.subscribe({ topics: ["x/**"] }, () => {
    throw new Error("no sample");
  });
  card.on("welcome", async () => {
    throw new Error("no welcome");
  });
  open();
  say();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(client.state, "open");
  assert.deepEqual(faults.map(String).sort(), [
    "Error: no sample",
    "Error: no state",
    "Error: no welcome",
  ]);
});

test("a card that is gone hears nothing, asks for nothing and takes its wishes back", () => {
  const { bridge, card, say, open } = openCard();
  let heard = 0;
  card.subscribe({ topics: ["x/**"] }, { onSample: () => void heard++ });
  card.on("state", () => void heard++);
  open();
  const before = heard;
  say();
  assert.equal(heard, before + 1);
  card.close();
  card.close();
  say();
  bridge.socket.end(1006);
  assert.equal(heard, before + 1);
  assert.deepEqual(bridge.socket.sent.at(-1), { op: "unsubscribe", sub: 1 });
  assert.throws(() => card.subscribe({ topics: ["x/**"] }, () => {}), /was closed/);
});

test("calls, values and the clock are the page's", async () => {
  const { bridge, client, card, open } = openCard();
  open();
  assert.deepEqual([card.state, card.nowUs()], ["open", client.nowUs()]);
  assert.equal(card.publish("session/panel/mark", { text: "now" }), true);
  const done = card.call("cam-1", "blink");
  const { id, op } = bridge.socket.sent.at(-1);
  assert.equal(op, "call");
  bridge.socket.say({ op: "ack", id, stage: "applied" });
  assert.equal((await done).stage, "applied");
});
