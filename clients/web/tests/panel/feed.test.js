import assert from "node:assert/strict";
import test from "node:test";

import { BridgeClient } from "../../src/client.js";
import { Feed } from "../../src/panel/feed.js";
import { Recorder } from "../../src/panel/recorder.js";
import { RestError } from "../../src/panel/rest.js";
import { encodeTextSample } from "../../src/wire.js";
import { FakeBridge, FakeClock } from "../../testing/fakes.js";

const H264 = "device/cam-1/camera/h264";

/**
 * @param {{[path: string]: any}} answers
 * @param {string} [role] that the bridge gives
 */
function openFeed(answers, role = "viewer") {
  const clock = new FakeClock();
  const bridge = new FakeBridge(clock);
  bridge.role = role;
  const client = new BridgeClient({ url: "ws://b", clock, socketFactory: bridge.socketFactory });
  /** @type {string[]} */
  const asked = [];
  const answer = (/** @type {string} */ path) => {
    asked.push(path);
    if (!(path in answers)) throw new RestError(404, "not_found", `no ${path}`);
    return answers[path];
  };
  const rest = /** @type {any} */ ({
    get: async (/** @type {string} */ p) => answer(p),
    post: async (/** @type {string} */ p) => answer(p),
  });
  /** @type {import("../../src/panel/devices.js").Happening[]} */
  const happenings = [];
  const feed = new Feed({
    client,
    rest,
    clock,
    onHappening: (one) => happenings.push(one),
    onChange: () => {},
  });
  client.open();
  bridge.socket.open();
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  const say = (
    /** @type {number} */ subscription,
    /** @type {string} */ topic,
    /** @type {any} */ value,
  ) =>
    bridge.socket.onmessage({
      data: `[${encodeTextSample({ kind: "value", subscription, topic, seq: 1, flags: 0, hops: [], value })}]`,
    });
  return { feed, bridge, client, rest, clock, asked, happenings, settled, say };
}

test("what the bridge lists is known, and asked for again every two seconds", async () => {
  const answers = {
    "/v1/topics": { topics: [{ topic: H264, hz: 0 }] },
    "/v1/plugins": {
      plugins: [{ name: "video" }],
      stages: [{ stage: "h264" }],
      cards: [{ title: "a" }],
    },
  };
  const { feed, asked, clock, settled } = openFeed(answers);
  assert.equal(feed.hasH264("cam-1"), null);
  await settled();
  assert.deepEqual([feed.hasH264("cam-1"), feed.hasH264("cam-2")], [true, false]);
  assert.deepEqual([feed.plugins.length, feed.stages.length, feed.cards.length], [1, 1, 1]);
  clock.advance(2000);
  assert.equal(asked.filter((path) => path === "/v1/topics").length, 2);
});

test("operators are told what is weak, every ten seconds; viewers do not ask", async () => {
  const items = [{ plugin: "dialects", level: "warning", text: "weak", remedy: "set a key" }];
  const answers = { "/v1/health": { status: "warning", items } };
  const { feed, asked, clock, settled } = openFeed(answers, "operator");
  await settled();
  assert.deepEqual(feed.health, items);
  const count = () => asked.filter((path) => path === "/v1/health").length;
  for (let second = 0; second < 20; second += 2) {
    clock.advance(2000);
    await settled();
  }
  assert.equal(count(), 3);
  const watching = openFeed(answers);
  await watching.settled();
  assert.deepEqual([watching.feed.health, watching.asked.includes("/v1/health")], [[], false]);
});

test("where the bridge lists nothing to this page, a camera and H.264 are worth a try", async () => {
  const { feed, settled } = openFeed({});
  await settled();
  assert.deepEqual([feed.hasH264("cam-1"), feed.isListed("cam-1")], [true, false]);
  assert.deepEqual([feed.hasCamera("cam-1"), feed.plugins], [true, []]);
});

test("devices, logs, marks and statuses become what people read", () => {
  const { say, bridge, happenings, feed } = openFeed({});
  say(1, "device/cam-1/state", {
    id: "cam-1",
    name: "Desk",
    online: true,
    topics: ["device/cam-1/camera/jpeg"],
  });
  say(3, "device/cam-1/log", { level: "warning", text: "hot" });
  say(4, "session/game/mark", { text: "goal" });
  bridge.socket.say({ op: "status", level: "error", code: "forbidden", text: "no", hint: "ask" });
  assert.deepEqual(
    happenings.map(({ level, text }) => `${level} ${text}`),
    ["good Desk is here", "warning hot", "info goal", "error no. ask"],
  );
  assert.equal(feed.hasCamera("cam-1"), true);
});

test("a bridge that started anew has no devices yet", () => {
  const { feed, bridge, say, clock } = openFeed({});
  say(1, "device/cam-1/state", { id: "cam-1", name: "", online: true });
  bridge.socket.end(1006);
  bridge.boot = "boot-2";
  clock.advance(1000);
  bridge.socket.open();
  assert.deepEqual(feed.devices.list(), []);
});

test("recordings that run and those that ended are told apart", async () => {
  const finished = { id: "r1", state: "finished" };
  const running = { id: "r2", state: "recording" };
  const answers = { "/v1/recordings": { recordings: [finished] }, "/v1/recordings/r2/stop": {} };
  const { client, rest, say, asked, settled } = openFeed(answers);
  let changes = 0;
  const recorder = new Recorder(rest, client, () => void changes++);
  assert.equal(recorder.isThere, false);
  say(6, "sys/recordings", { recordings: [running] });
  assert.deepEqual([recorder.isThere, recorder.isRecording], [true, true]);
  await recorder.toggle();
  assert.ok(asked.includes("/v1/recordings/r2/stop"));
  assert.deepEqual([recorder.isRecording, recorder.recordings], [false, [finished]]);
  await settled();
  assert.ok(changes > 0);
});

test("a recorder that refuses says why", async () => {
  const { client, rest } = openFeed({});
  const recorder = new Recorder(rest, client, () => {});
  await recorder.toggle();
  assert.deepEqual([recorder.isThere, recorder.fault], [false, "no /v1/recordings"]);
});
