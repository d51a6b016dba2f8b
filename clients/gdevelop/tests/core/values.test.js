import assert from "node:assert/strict";
import test from "node:test";

import { Dice } from "../../../web/testing/dice.js";
import { FakeGame } from "../../testing/fake_game.js";

const TOPIC = "device/pad-1/input/light";
const NAME = "pad-1/input/light";

/** @param {(game: FakeGame) => void} [events] */
function watching(events = ({ bridge }) => bridge.values.watch(NAME)) {
  const game = new FakeGame().connect();
  game.frame(() => events(game));
  return game;
}

test("the first mention of a topic asks for it, once and for all frames", () => {
  const game = watching();
  for (let i = 0; i < 3; i++) game.frame(() => game.bridge.values.number(NAME, ""));
  const asked = game.sent("subscribe").filter(({ topics }) => topics.includes(TOPIC));
  assert.equal(asked.length, 1);
});

test("all events of a frame see the same value, however much arrives meanwhile", () => {
  const game = watching();
  game.say(TOPIC, { value: 1 });
  game.frame(() => {
    assert.equal(game.bridge.values.number(NAME), 1);
    game.say(TOPIC, { value: 2 });
    assert.equal(game.bridge.values.number(NAME), 1);
  });
  game.frame(() => assert.equal(game.bridge.values.number(NAME), 2));
});

test("a message is received in exactly one frame, the newest of several", () => {
  const game = watching();
  for (const value of [1, 2, 3]) game.say(TOPIC, { value });
  /** @type {[boolean, number][]} */
  const seen = [];
  for (let i = 0; i < 3; i++) {
    game.frame(() => seen.push([game.bridge.values.isNew(NAME), game.bridge.values.number(NAME)]));
  }
  assert.deepEqual(seen, [
    [true, 3],
    [false, 3],
    [false, 3],
  ]);
});

test("the same sample by two subscriptions is one message", () => {
  const game = watching(({ bridge }) => {
    bridge.values.watch(NAME);
    bridge.values.watch("*/input/light");
  });
  assert.equal(game.say(TOPIC, { value: 5 }), 1, "one subscription holds both patterns");
  game.frame(() => {
    game.bridge.values.queue(NAME, 10);
    assert.equal(game.bridge.values.number("*/input/light"), 5);
  });
  assert.equal(game.say(TOPIC, { value: 6 }, { seq: 40 }), 2);
  game.frame(() => assert.deepEqual(game.bridge.values.readAll(NAME), [{ value: 6 }]));
  game.say(TOPIC, { value: 6 }, { seq: 40, capturedUs: game.nowUs - 16_000 });
  game.frame(() => assert.equal(game.bridge.values.isNew(NAME), false));
});

test("paths lead into structures, and to nothing that is not there", () => {
  const game = watching();
  game.say(TOPIC, { value: [10, { deep: "yes" }], unit: "lux" });
  game.frame(() => {
    const { values } = game.bridge;
    assert.equal(values.number(NAME, "value.0"), 10);
    assert.equal(values.text(NAME, "value.1.deep"), "yes");
    assert.equal(values.boolean(NAME, "value.1.deep"), true);
    assert.equal(values.text(NAME, "unit"), "lux");
    assert.equal(values.number(NAME, "value.length"), 2);
    assert.equal(values.text(NAME), '[10,{"deep":"yes"}]');
    for (const path of ["nothing", "value.9", "constructor", "__proto__.x", "..", "a.b.c"]) {
      assert.equal(values.has(NAME, path), false, path);
      assert.equal(values.number(NAME, path), 0, path);
    }
  });
});

test("ages are those of the world, on the bridge's clock", () => {
  const game = watching();
  game.say(TOPIC, { value: 1 }, { capturedUs: game.nowUs - 500_000 });
  game.frame(() => {
    assert.equal(game.bridge.values.ageS(NAME).toFixed(3), "0.516");
    assert.equal(game.bridge.values.isStale(NAME, 0.5), true);
    assert.equal(game.bridge.values.isStale(NAME, 0.6), false);
    assert.equal(game.bridge.values.isStale("pad-1/input/never", 1e9), true);
  });
});

test("a queue gives every message once, and counts what found no room", () => {
  const game = watching(({ bridge }) => bridge.values.queue(NAME, 3));
  for (let value = 1; value <= 5; value++) game.say(TOPIC, { value });
  game.frame(() => {
    assert.deepEqual(game.bridge.values.readAll(NAME), [{ value: 3 }, { value: 4 }, { value: 5 }]);
    assert.equal(game.bridge.values.dropped(NAME), 2);
  });
  game.frame(() => assert.deepEqual(game.bridge.values.readAll(NAME), []));
});

test("a hidden tab, which has no frames, gathers no more than its bounds", () => {
  const game = watching(({ bridge }) => {
    bridge.values.watch("x/flood/**");
    bridge.values.queue("x/flood/queued", 1e9);
  });
  for (let i = 0; i < 3000; i++) game.say(`x/flood/t${i}`, { value: i });
  for (let i = 0; i < 3000; i++) game.say("x/flood/queued", { value: i });
  game.frame(() => {
    assert.equal(game.bridge.values.readAll("x/flood/queued").length, 1000);
    assert.equal(game.bridge.values.number("x/flood/queued"), 2999);
    assert.equal(game.bridge.values.has("x/flood/t0"), false);
    assert.equal(game.bridge.values.number("x/flood/t2999"), 2999);
  });
});

test("a game that mentions topics without end is stopped, and told", () => {
  const game = watching();
  for (let i = 0; i < 700; i++) game.bridge.values.watch(`x/mine/t${i}`);
  game.frame();
  const patterns = new Map(game.sent("subscribe").map(({ sub, topics }) => [sub, topics]));
  assert.ok(patterns.size <= 16);
  assert.ok([...patterns.values()].every((topics) => topics.length <= 64));
  assert.ok(game.bridge.diagnosis.lines().some(({ text }) => /512 topics/.test(text)));
});

test("a name that can be no topic is told with what one looks like", () => {
  const game = watching(({ bridge }) => bridge.values.number("Pad 1/light!"));
  const line = game.bridge.diagnosis.lines().find(({ text }) => text.includes("Pad 1/light!"));
  assert.match(line?.remedy ?? "", /a-z/);
  game.frame(() => assert.equal(game.bridge.values.number(" /Pad-1/INPUT/light/ "), 0));
  assert.equal(game.subscriptionsTo(TOPIC).length, 1);
});

test("whatever a value is, every question gets an answer of its kind", () => {
  const dice = new Dice(11);
  const game = watching();
  const paths = ["", "value", "key0", "key0.0", "key1.key2.key3", "0"];
  for (let i = 0; i < 300; i++) {
    game.bridge.values.watch(NAME);
    const anything = dice.value(3);
    const value =
      typeof anything === "object" && anything !== null && !Array.isArray(anything)
        ? anything
        : { value: anything };
    game.say(TOPIC, JSON.parse(JSON.stringify(value)));
    game.frame(() => {
      const { values } = game.bridge;
      for (const path of paths) {
        assert.ok(Number.isFinite(values.number(NAME, path)));
        assert.equal(typeof values.text(NAME, path), "string");
        assert.equal(typeof values.boolean(NAME, path), "boolean");
      }
      assert.notEqual(values.read(NAME), undefined);
    });
  }
});
