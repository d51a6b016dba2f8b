import assert from "node:assert/strict";
import test from "node:test";

import { BridgeLibrary } from "../../src/core/index.js";
import { FakeGame } from "../../testing/fake_game.js";

const TOPIC = "device/pad-1/input/light";
const NAME = "pad-1/input/light";

test("a behaviour that steps before the frame is announced sees what the events see", () => {
  const game = new FakeGame().connect();
  const { library, bridge } = game;
  game.frame(() => bridge.values.watch(NAME));
  for (const value of [1, 2, 3]) {
    game.say(TOPIC, { value });
    library.ensureFrame();
    assert.equal(bridge.values.number(NAME), value);
    library.ensureFrame();
    library.frame();
    assert.equal(bridge.values.isNew(NAME), true, "the announcement takes no second snapshot");
    library.endFrame();
  }
});

test("a frame whose end was never told does not hold up the next", () => {
  const game = new FakeGame().connect();
  game.frame(() => game.bridge.values.watch(NAME));
  game.library.frame();
  game.say(TOPIC, { value: 4 });
  game.library.frame();
  assert.equal(game.bridge.values.number(NAME), 4);
});

test("names without end make no links without end", () => {
  const game = new FakeGame();
  for (let i = 0; i < 100; i++)
    game.library.bridge(`b${i}`).connection.connect(`ws://10.0.0.1:${i + 1000}`);
  assert.equal(game.library.bridges().length, 16);
});

test("closing ends every link, after the outputs were set to their safe values", () => {
  const game = new FakeGame().connect();
  const features = [{ name: "led", kind: "output", type: "bool", default: false }];
  game.device("pad-1", { features });
  game.frame();
  game.frame(() => game.bridge.commands.send("pad-1", "vibration", 1));
  game.frame(() => game.bridge.commands.send("pad-1", "led", true));
  game.library.close();
  assert.equal(game.socket.closed?.code, 1000);
  assert.equal(game.bridge.connection.state(), "off");
});

test("the library can be made where there is no page at all", () => {
  const library = new BridgeLibrary();
  library.frame();
  assert.equal(library.bridge().connection.state(), "off");
  library.endFrame();
});

test("nothing that can be asked throws, whatever is asked with", () => {
  const odd = /** @type {any[]} */ ([
    undefined,
    null,
    NaN,
    -1,
    1e308,
    "",
    "x".repeat(5000),
    {},
    [],
    "*",
    "../",
    "__proto__",
  ]);
  for (const isLinked of [false, true]) {
    const game = new FakeGame();
    if (isLinked) game.connect();
    const { bridge } = game;
    for (const part of [
      bridge.values,
      bridge.devices,
      bridge.commands,
      bridge.streams,
      bridge.tags,
      bridge.world,
    ]) {
      for (const name of Object.getOwnPropertyNames(Object.getPrototypeOf(part))) {
        const method = /** @type {any} */ (part)[name];
        if (typeof method !== "function" || name === "constructor") continue;
        for (const first of odd)
          game.frame(() => void method.call(part, first, first, first, first));
      }
    }
  }
});
