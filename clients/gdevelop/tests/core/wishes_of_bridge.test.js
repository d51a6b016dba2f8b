import assert from "node:assert/strict";
import test from "node:test";

import { FakeGame } from "../../testing/fake_game.js";

function connected() {
  const game = new FakeGame().connect();
  game.device("pad-1");
  game.frame();
  return game;
}

test("a recording that the game has started is its own, and is known to run", async () => {
  const game = connected();
  const { recording } = game.bridge;
  game.frame(() => recording.start(" lesson 3 "));
  assert.deepEqual(
    [game.calls[0].target, game.calls[0].method, game.calls[0].args],
    ["bridge", "start_recording", { name: "lesson 3" }],
  );
  await game.answer(game.calls[0], "applied", { value: "rec-1" });
  game.say("sys/recordings", {
    recordings: [
      { id: "rec-0", state: "recording" },
      { id: "rec-1", state: "recording" },
    ],
  });
  game.frame(() => assert.equal(recording.isRecording(), true));
  game.frame(() => recording.stop());
  assert.deepEqual(game.calls[1].args, { id: "rec-1" });
  game.say("sys/recordings", {
    recordings: [
      { id: "rec-0", state: "recording" },
      { id: "rec-1", state: "finished" },
    ],
  });
  game.frame(() => assert.equal(recording.isRecording(), false));
});

test("a mark is published in the game's own session", () => {
  const game = connected();
  game.frame(() => game.bridge.recording.mark("goal"));
  const [sample] = game.sent("sample");
  assert.equal(sample.topic, "session/s1/mark");
  assert.deepEqual(sample.value, { text: "goal" });
});

test("a replay is steered by its id, and goes on between the bridge's words", async () => {
  const game = connected();
  const { recording } = game.bridge;
  game.frame(() => recording.startReplay("lesson 3", 2, true));
  assert.deepEqual(game.calls[0].args, { recording: "lesson 3", speed: 2, loop: true });
  await game.answer(game.calls[0], "applied", { value: "play-1" });
  const replay = {
    id: "play-1",
    state: "playing",
    position_s: 10,
    length_s: 60,
    speed: 2,
    paused: false,
  };
  game.say("sys/replays", { replays: [replay] });
  game.frame(() => assert.equal(recording.isReplaying(), true));
  game.frame(() => assert.ok(Math.abs(recording.replayPositionS() - 12) < 0.1), 984);
  game.frame(() => {
    recording.pauseReplay(true);
    recording.seekReplay(5);
    recording.stopReplay();
  });
  assert.deepEqual(
    game.calls.slice(1).map(({ method, args }) => [method, args]),
    [
      ["control_replay", { id: "play-1", paused: true }],
      ["control_replay", { id: "play-1", seek_s: 5 }],
      ["stop_replay", {}],
    ],
  );
  game.say("sys/replays", { replays: [{ ...replay, state: "ended" }] });
  game.frame(() =>
    assert.deepEqual([recording.isReplaying(), recording.replayPositionS()], [false, 0]),
  );
});

test("a refused wish is told with the bridge's reason", async () => {
  const game = connected();
  game.frame(() => game.bridge.recording.startReplay("nothing"));
  await game.answer(game.calls[0], "rejected", {
    code: "no_such_recording",
    text: "no recording 'nothing'",
  });
  const texts = game.bridge.diagnosis.lines().map(({ text }) => text);
  assert.ok(
    texts.some((text) => text.includes("no recording 'nothing'")),
    texts.join("\n"),
  );
});

test("a simulation is started by its name and stopped by the device that it became", async () => {
  const game = connected();
  const { simulation } = game.bridge;
  game.frame(() => simulation.start("pad"));
  await game.answer(game.calls[0], "applied", { value: "sim-pad" });
  game.say("x/simulator/simulations", { simulations: [{ id: "sim-pad", scenario: "pad" }] });
  game.frame(() =>
    assert.deepEqual([simulation.isRunning("pad"), simulation.isRunning("cube")], [true, false]),
  );
  game.frame(() => {
    simulation.setInput("pad-1", "button-jump", true);
    simulation.placeTag("pad-1", 7, 0.5, 0.25, 90);
    simulation.stop("pad");
  });
  const [input, tag, stop] = game.calls.slice(1);
  assert.deepEqual(input.args, { device: "pad-1", input: "button-jump", value: true });
  assert.deepEqual(
    { ...tag.args, turn: tag.args.turn.toFixed(4) },
    { device: "pad-1", tag_id: 7, x: 0.5, y: 0.25, turn: "1.5708" },
  );
  assert.deepEqual(stop.args, { id: "sim-pad" });
});

test("world poses are read by name, in the room unless said otherwise", () => {
  const game = connected();
  const { world } = game.bridge;
  game.frame(() => world.has("wand"));
  const half = Math.PI / 8;
  game.say("world/room/pose/wand", {
    world_from_entity: { translation: [1, 2, 3], rotation: [Math.cos(half), 0, 0, Math.sin(half)] },
    cameras: ["cam-1"],
  });
  game.frame(() => {
    assert.deepEqual([world.x("Wand"), world.y("wand"), world.z("wand", "")], [1, 2, 3]);
    assert.equal(world.rotationZ("wand").toFixed(6), "45.000000");
    assert.equal(world.ageS("wand").toFixed(3), "0.016");
    assert.equal(world.has("wand", "stage"), false);
    assert.equal(world.has("no such thing!"), false);
  });
  game.say("world/room/pose/wand", {
    world_from_entity: { translation: [1, null], rotation: "x" },
  });
  game.frame(() => assert.deepEqual([world.has("wand"), world.x("wand")], [false, 0]));
});

test("the lines for the overlay say what is there", () => {
  const game = connected();
  const lines = game.bridge.diagnosis.lines();
  assert.match(lines[0].text, /^Bridge 0\.1\.0 at 127\.0\.0\.1:8080, \d/);
  assert.equal(lines[0].level, "good");
  assert.ok(lines.some(({ text }) => text === "Devices: pad-1"));
  const alone = new FakeGame().bridge.diagnosis.lines();
  assert.deepEqual([alone.length, alone[0].level], [1, "info"]);
  assert.match(alone[0].remedy, /Connect/);
});
