import assert from "node:assert/strict";
import test from "node:test";

import { BridgeClient } from "../../src/client.js";
import { TagReader } from "../../src/panel/tag_reader.js";
import { encodeTextSample } from "../../src/wire.js";
import { FakeBridge, FakeClock } from "../../testing/fakes.js";

test("tags of a device are read with or without pictures, until it is closed", () => {
  const clock = new FakeClock();
  const bridge = new FakeBridge(clock);
  const client = new BridgeClient({ url: "ws://b", clock, socketFactory: bridge.socketFactory });
  /** @type {number[]} */
  const heard = [];
  const reader = new TagReader(client, "hub-1", ({ seq }) => void heard.push(seq));
  client.open();
  bridge.socket.open();
  const say = (/** @type {number} */ seq) => {
    clock.advance(100);
    const value = { frame_seq: 0, intrinsics: null, tags: [] };
    const topic = "device/hub-1/tags";
    const sample = { kind: "value", subscription: 1, topic, seq, flags: 0, hops: [], value };
    bridge.socket.onmessage({ data: `[${encodeTextSample(/** @type {any} */ (sample))}]` });
  };
  assert.deepEqual([reader.newest, reader.hz], [null, 0]);
  for (let seq = 1; seq <= 12; seq++) say(seq);
  assert.equal(reader.newest?.seq, 12);
  assert.equal(Math.round(reader.hz), 10);
  assert.deepEqual(reader.dropped, {});
  reader.close();
  say(13);
  assert.equal(heard.length, 12);
});
