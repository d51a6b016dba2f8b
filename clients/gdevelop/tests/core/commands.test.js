import assert from "node:assert/strict";
import test from "node:test";

import { FakeGame, settle } from "../../testing/fake_game.js";

const FEATURES = [
  { name: "led", kind: "output", type: "int", minimum: 0, maximum: 255, default: 3 },
  { name: "vibration", kind: "output", type: "float", minimum: 0, maximum: 1, default: 0 },
  { name: "quality", kind: "setting", type: "int", minimum: 5, maximum: 60, default: 12 },
];

function withPad(features = FEATURES) {
  const game = new FakeGame().connect();
  game.device("pad-1", { features });
  game.frame();
  return game;
}

test("commands leave at the end of the frame, the last of each name only", () => {
  const game = withPad();
  game.frame(() => {
    for (const value of [1, 2, 3]) game.bridge.commands.send("pad-1", "led", value);
    game.bridge.commands.send("pad-1", "quality", 20);
    assert.equal(game.calls.length, 0);
  });
  assert.deepEqual(
    game.calls.map(({ target, method, args }) => [target, method, args]),
    [
      ["pad-1", "set", { led: 3 }],
      ["pad-1", "set", { quality: 20 }],
    ],
  );
});

test("a slider has one call under way, and its last position follows at once", async () => {
  const game = withPad();
  for (let value = 0; value < 50; value++) {
    game.frame(() => game.bridge.commands.send("pad-1", "led", value));
  }
  assert.deepEqual(
    game.calls.map(({ args }) => args.led),
    [0],
  );
  await game.answer(game.calls[0], "applied");
  assert.deepEqual(
    game.calls.map(({ args }) => args.led),
    [0, 49],
  );
});

test("what became of a command is told for one frame, and its state stays", async () => {
  const game = withPad();
  const { commands } = game.bridge;
  game.frame(() => commands.send("pad-1", "led", 9));
  await game.answer(game.calls[0], "accepted");
  assert.equal(commands.state("pad-1", "led"), "accepted");
  await game.answer(game.calls[0], "applied", { value: 9 });
  game.frame(() =>
    assert.deepEqual(
      [commands.isApplied("pad-1", "led"), commands.isFailed("pad-1", "led")],
      [true, false],
    ),
  );
  game.frame(() => assert.equal(commands.isApplied("pad-1", "led"), false));
  game.frame(() => commands.send("pad-1", "led", 999));
  await game.answer(game.calls[1], "rejected", { code: "out_of_range", text: "led 999: 0 to 255" });
  game.frame(() => assert.equal(commands.isFailed("pad-1", "led"), true));
  assert.equal(commands.state("pad-1", "led"), "rejected");
  assert.equal(commands.lastError("pad-1", "led"), "led 999: 0 to 255");
});

test("no more calls are under way than the bridge lets wait", async () => {
  const game = withPad();
  game.frame(() => {
    for (let i = 0; i < 20; i++) game.bridge.commands.send("pad-1", `servo-${i}`, i);
  });
  assert.equal(game.calls.length, 6);
  for (let i = 0; i < 20; i++) await game.answer(game.calls[i], "applied");
  assert.equal(game.calls.length, 20);
});

test("a light that is set while the game still connects is set once it has", () => {
  const game = new FakeGame();
  game.bridge.connection.connect("ws://127.0.0.1:8080");
  game.frame(() => game.bridge.commands.send("", "led", 1));
  assert.equal(game.bridge.commands.state("", "led"), "waiting");
  game.socket.open();
  game.frame();
  assert.deepEqual(game.calls, []);
  game.device("pad-1", { features: FEATURES });
  game.frame();
  assert.deepEqual(
    game.calls.map(({ target }) => target),
    ["pad-1"],
  );
});

test("a command that nobody can take fails with a reason", () => {
  const game = withPad();
  const { commands } = game.bridge;
  game.frame(() => commands.send("No such pad!", "led", 1));
  game.frame(() => assert.equal(commands.isFailed("No such pad!", "led"), true));
  assert.match(commands.lastError("No such pad!", "led"), /no device "No such pad!"/);
  game.frame(() => commands.run("pad-1", "what? that!"));
  assert.match(commands.lastError("pad-1", "what? that!"), /no name of a command/);
  const alone = new FakeGame();
  alone.frame(() => alone.bridge.commands.send("pad-1", "led", 1));
  alone.frame(() => assert.equal(alone.bridge.commands.isFailed("pad-1", "led"), true));
});

test("a command that a newer one replaced was not done", async () => {
  const game = withPad();
  const first = game.bridge.commands.sendAndWait("pad-1", "led", 1, 5);
  const second = game.bridge.commands.sendAndWait("pad-1", "led", 2, 5);
  assert.equal(await first, false);
  game.frame();
  await game.answer(game.calls[0], "applied");
  assert.equal(await second, true);
});

test("waiting for a command ends after its seconds", async () => {
  const game = withPad();
  const done = game.bridge.commands.sendAndWait("pad-1", "led", 1, 2);
  game.frame();
  game.clock.advance(2000);
  assert.equal(await done, false);
});

test("a structure becomes arguments, of values that may travel", () => {
  const game = withPad();
  game.frame(() =>
    game.bridge.commands.call("pad-1", "blink", {
      times: 3,
      color: "red",
      deep: { a: [1] },
      no: NaN,
    }),
  );
  const [{ method, args }] = game.calls;
  assert.equal(method, "blink");
  assert.deepEqual(args, { times: 3, color: "red", deep: '{"a":[1]}', no: 0 });
});

test("a colour goes to a coloured light, else as brightness to a plain one", () => {
  const plain = withPad();
  plain.frame(() => plain.bridge.commands.setLed("pad-1", "0;128;64"));
  assert.deepEqual(plain.calls[0].args, { led: 128 });
  const onOff = withPad([
    {
      name: "led",
      kind: "output",
      type: "bool",
      default: /** @type {any} */ (false),
      minimum: 0,
      maximum: 0,
    },
  ]);
  onOff.frame(() => onOff.bridge.commands.setLed("pad-1", "#102030"));
  assert.deepEqual(onOff.calls[0].args, { led: true });
  const colored = withPad([
    ...FEATURES,
    { name: "led-color", kind: "output", type: "int", minimum: 0, maximum: 0xffffff, default: 0 },
  ]);
  colored.frame(() => colored.bridge.commands.setLed("", "255;128;0"));
  assert.deepEqual(colored.calls[0].args, { "led-color": 0xff8000 });
});

test("a vibration ends by the clock, also when there are no frames, and a new one goes on", async () => {
  const game = withPad();
  game.frame(() => game.bridge.commands.vibrate("pad-1", 0.8, 0.5));
  await game.answer(game.calls[0], "applied");
  game.clock.advance(300);
  game.frame(() => game.bridge.commands.vibrate("pad-1", 1, 0.5));
  await game.answer(game.calls[1], "applied");
  game.clock.advance(300);
  await settle();
  assert.deepEqual(
    game.calls.map(({ args }) => args.vibration),
    [0.8, 1],
  );
  game.clock.advance(300);
  await settle();
  assert.deepEqual(
    game.calls.map(({ args }) => args.vibration),
    [0.8, 1, 0],
  );
});

test("stopping sets every output that the game has set to its default, settings not", () => {
  const game = withPad();
  game.frame(() => {
    game.bridge.commands.send("pad-1", "led", 200);
    game.bridge.commands.send("pad-1", "quality", 30);
    game.bridge.commands.vibrate("pad-1", 1, 60);
    game.bridge.commands.stopAllOutputs();
  });
  const last = Object.assign({}, ...game.calls.map(({ args }) => args));
  assert.deepEqual(last, { led: 3, quality: 30, vibration: 0 });
  assert.equal(game.clock.waiting, 1, "only the link's own timer: no vibration ends later");
});

test("leaving the page sets the outputs to their safe values", async () => {
  const game = withPad();
  game.frame(() => game.bridge.commands.send("pad-1", "led", 200));
  await game.answer(game.calls[0], "applied");
  for (const leave of game.leaving) leave();
  assert.deepEqual(game.calls[1].args, { led: 3 });
});

test("a lost link makes a command's end unknown", async () => {
  const game = withPad();
  game.frame(() => game.bridge.commands.send("pad-1", "led", 5));
  game.socket.end(1006);
  await settle();
  assert.equal(game.bridge.commands.state("pad-1", "led"), "unknown");
  game.frame(() => assert.equal(game.bridge.commands.isFailed("pad-1", "led"), true));
});
