import assert from "node:assert/strict";
import test from "node:test";

import { BridgeClient } from "../../src/client.js";
import { Replays, describeReplay, formatPlace } from "../../src/panel/replays.js";
import { RestError } from "../../src/panel/rest.js";
import { encodeTextSample } from "../../src/wire.js";
import { FakeBridge, FakeClock } from "../../testing/fakes.js";

/** @param {object} changes */
function replay(changes = {}) {
  return {
    id: "r1",
    recording: "rec-1",
    name: "Round 1",
    state: /** @type {"playing"} */ ("playing"),
    position_s: 12,
    length_s: 40,
    speed: 1,
    paused: false,
    loop: false,
    devices: [],
    samples: 3,
    left_out: {},
    note: "",
    ...changes,
  };
}

/** @param {{[request: string]: any}} answers */
function open(answers = {}) {
  const clock = new FakeClock();
  const bridge = new FakeBridge(clock);
  const client = new BridgeClient({ url: "ws://b", clock, socketFactory: bridge.socketFactory });
  /** @type {[string, any][]} */
  const asked = [];
  const answer = async (/** @type {string} */ what, /** @type {any} */ body) => {
    asked.push([what, body]);
    if (answers[what] instanceof Error) throw answers[what];
    return answers[what] ?? null;
  };
  const rest = /** @type {any} */ ({
    post: (/** @type {string} */ path, /** @type {any} */ body) => answer(`POST ${path}`, body),
    delete: (/** @type {string} */ path) => answer(`DELETE ${path}`, undefined),
  });
  /** @type {string[]} */
  const ended = [];
  const count = { changes: 0 };
  const replays = new Replays(
    rest,
    client,
    () => void count.changes++,
    ({ id, note }) => void ended.push(`${id} ${note}`),
  );
  client.open();
  bridge.socket.open();
  let seq = 0;
  const tell = (/** @type {any[]} */ ...shown) => {
    const sample = { subscription: 1, topic: "sys/replays", seq: ++seq, flags: 0, hops: [] };
    const text = encodeTextSample({ kind: "value", ...sample, value: { replays: shown } });
    bridge.socket.onmessage({ data: `[${text}]` });
  };
  return { replays, asked, ended, tell, count };
}

test("what runs is known, and an end is told once", () => {
  const { replays, tell, ended, count } = open();
  tell(replay(), replay({ id: "r0", state: "ended", note: "old" }));
  assert.deepEqual(
    replays.running.map(({ id }) => id),
    ["r1"],
  );
  tell(replay({ state: "ended", note: "the recording ended" }));
  tell(replay({ state: "ended", note: "the recording ended" }));
  assert.deepEqual(ended, ["r1 the recording ended"]);
  assert.equal(replays.newest, null);
  assert.equal(count.changes, 3);
});

test("a replay is started, steered and stopped by the bridge's routes", async () => {
  const answers = {
    "POST /v1/replays": replay(),
    "POST /v1/replays/r1": replay({ paused: true, state: "paused" }),
    "DELETE /v1/replays/r1": replay({ state: "ended" }),
  };
  const { replays, asked } = open(answers);
  assert.equal(await replays.start("rec-1"), true);
  assert.equal(replays.newest?.id, "r1");
  await replays.control("r1", { speed: 2 });
  assert.deepEqual([replays.running.length, replays.newest?.paused], [1, true]);
  await replays.stop("r1");
  assert.deepEqual(asked, [
    ["POST /v1/replays", { recording: "rec-1" }],
    ["POST /v1/replays/r1", { speed: 2 }],
    ["DELETE /v1/replays/r1", undefined],
  ]);
});

test("keys steer the newest replay, and nobody beyond its ends", async () => {
  const { replays, asked, tell } = open();
  await replays.togglePause();
  await replays.skip(1);
  await replays.step();
  assert.deepEqual(asked, []);
  tell(replay({ id: "r0" }), replay({ position_s: 3 }));
  await replays.togglePause();
  await replays.skip(-1);
  tell(replay({ position_s: 38, paused: true, state: "paused" }));
  await replays.skip(1);
  await replays.togglePause();
  await replays.step();
  const wishes = [
    { paused: true },
    { seek_s: 0 },
    { seek_s: 40 },
    { paused: false },
    { step: true },
  ];
  assert.deepEqual(
    asked,
    wishes.map((wish) => ["POST /v1/replays/r1", wish]),
  );
});

test("a bridge that refuses says why, and a mistake of ours is no refusal", async () => {
  const text = "2 replays run already; stop one of them first";
  const { replays } = open({
    "POST /v1/replays": new RestError(409, "too_many", text),
    "DELETE /v1/replays/r1": new RangeError("ours"),
  });
  assert.equal(await replays.start("rec-1"), false);
  assert.equal(replays.fault, text);
  await assert.rejects(() => replays.stop("r1"), RangeError);
});

test("places are told as people read them", () => {
  assert.deepEqual([0, 65.9, 3661, -1].map(formatPlace), ["0:00", "1:05", "1:01:01", "0:00"]);
});

test("what is not as it was is told", () => {
  const devices = [
    { recorded: "cam-1", id: "cam-1-replay" },
    { recorded: "cam-2", id: "cam-2" },
  ];
  const shown = replay({ devices, left_out: { late: 2, damaged: 1 }, note: "cut off" });
  assert.equal(
    describeReplay(shown),
    "cam-1 is here itself: played as cam-1-replay · 3 left out · cut off",
  );
  assert.equal(describeReplay(replay()), "");
});

test("strange words of a bridge are no replays", () => {
  const { replays, tell } = open();
  tell();
  assert.deepEqual(replays.running, []);
});
