import assert from "node:assert/strict";
import test from "node:test";

import { FakeGame } from "../../testing/fake_game.js";

const RETAINED = { flags: 4 };

/**
 * @param {(bridge: import("../../src/core/bridge.js").GameBridge) => void} events
 * @param {string[]} ids
 */
function withPads(events, ids = ["pad-1"]) {
  const game = new FakeGame().connect();
  for (const id of ids) game.device(id, { name: `The ${id}` });
  game.frame(() => events(game.bridge));
  return game;
}

/** @param {FakeGame} game */
function jumpOf(game, device = "pad-1") {
  const { devices } = game.bridge;
  return [
    devices.isPressed(device, "jump"),
    devices.justPressed(device, "jump"),
    devices.justReleased(device, "jump"),
  ].map(Number);
}

/**
 * @param {FakeGame} game
 * @param {number} frames
 */
function jumps(game, frames) {
  /** @type {string[]} */
  const seen = [];
  for (let i = 0; i < frames; i++) game.frame(() => seen.push(jumpOf(game).join("")));
  return seen;
}

const JUMP = "device/pad-1/input/button-jump";

test("devices come and go, each told for exactly one frame", () => {
  const game = new FakeGame().connect();
  const { devices } = game.bridge;
  game.device("pad-1");
  game.device("cam-1", { topics: ["device/cam-1/camera/jpeg"] });
  game.frame(() => {
    assert.deepEqual(
      [devices.count(), devices.idAt(0), devices.idAt(1), devices.idAt(2)],
      [2, "cam-1", "pad-1", ""],
    );
    assert.deepEqual([devices.cameraCount(), devices.cameraIdAt(0)], [1, "cam-1"]);
    assert.equal(devices.justConnected("pad-1"), true);
    assert.equal(devices.justConnected(""), true);
  });
  game.device("pad-1", { online: false });
  game.frame(() => {
    assert.equal(devices.justConnected("pad-1"), false);
    assert.equal(devices.justDisconnected("pad-1"), true);
    assert.equal(devices.isConnected("pad-1"), false);
  });
  game.frame(() => assert.equal(devices.justDisconnected(""), false));
});

test("a device is found by its id and by what the panel calls it", () => {
  const game = withPads(() => {});
  const { devices } = game.bridge;
  game.frame(() => {
    assert.equal(devices.isConnected("The Pad-1"), true);
    assert.equal(devices.name("pad-1"), "The pad-1");
    assert.equal(devices.isConnected("nobody here!"), false);
    assert.equal(devices.name("nobody here!"), "");
  });
});

test("without a link no device is here", () => {
  const game = withPads(() => {});
  game.socket.end(1006);
  game.frame(() => {
    assert.equal(game.bridge.devices.count(), 0);
    assert.equal(game.bridge.devices.justDisconnected("pad-1"), true);
  });
});

test("a press and a release have one frame of each", () => {
  const game = withPads((bridge) => bridge.devices.isPressed("pad-1", "jump"));
  game.say(JUMP, { value: false }, RETAINED);
  assert.deepEqual(jumps(game, 1), ["000"]);
  game.say(JUMP, { value: true });
  assert.deepEqual(jumps(game, 2), ["110", "100"]);
  game.say(JUMP, { value: true });
  assert.deepEqual(jumps(game, 1), ["100"]);
  game.say(JUMP, { value: false });
  assert.deepEqual(jumps(game, 2), ["001", "000"]);
});

test("a press that is over before the next frame still has one frame of each", () => {
  const game = withPads((bridge) => bridge.devices.isPressed("pad-1", "jump"));
  game.say(JUMP, { value: false }, RETAINED);
  game.frame();
  game.say(JUMP, { value: true });
  game.say(JUMP, { value: false });
  assert.deepEqual(jumps(game, 3), ["110", "001", "000"]);
});

test("a very first press that is over before the next frame is not missed", () => {
  const game = withPads((bridge) => bridge.devices.isPressed("pad-1", "jump"));
  game.say(JUMP, { value: true });
  game.say(JUMP, { value: false });
  assert.deepEqual(jumps(game, 3), ["110", "001", "000"]);
});

test("what is held when the game begins to look is held, but was not pressed just now", () => {
  const game = withPads((bridge) => bridge.devices.isPressed("pad-1", "jump"));
  game.say(JUMP, { value: true }, RETAINED);
  assert.deepEqual(jumps(game, 2), ["100", "100"]);
});

test("a board that leaves lets go of its buttons and centres its sticks", () => {
  const game = withPads((bridge) => {
    bridge.devices.isPressed("pad-1", "jump");
    bridge.devices.axis("pad-1", "x");
  });
  game.say(JUMP, { value: true });
  game.say("device/pad-1/input/axis-x", { value: 1 });
  game.frame(() => assert.equal(game.bridge.devices.axis("pad-1", "x"), 1));
  game.device("pad-1", { online: false });
  assert.deepEqual(jumps(game, 2), ["001", "000"]);
  game.frame(() => assert.equal(game.bridge.devices.axis("pad-1", "x"), 0));
});

test("without a name the buttons of all boards count, and the axis of the first that has it", () => {
  const game = withPads(
    (bridge) => {
      bridge.devices.isPressed("", "jump");
      bridge.devices.axis("", "x");
    },
    ["pad-2", "pad-1"],
  );
  game.say("device/pad-2/input/button-jump", { value: true });
  game.say("device/pad-2/input/axis-x", { value: -1 });
  game.frame(() => assert.equal(game.bridge.devices.axis("", "x"), -1));
  assert.deepEqual(jumps(game, 1), ["000"]);
  assert.deepEqual(jumpOf(game, ""), [1, 0, 0]);
  game.say("device/pad-1/input/axis-x", { value: 0.525 });
  game.frame(() => assert.equal(game.bridge.devices.axis("", "x").toFixed(6), "0.500000"));
});

test("an input is found by its whole name too", () => {
  const game = withPads((bridge) => {
    bridge.devices.isPressed("pad-1", "trigger");
    bridge.devices.input("pad-1", "light");
    bridge.devices.axis("pad-1", "axis-y");
  });
  game.say("device/pad-1/input/trigger", { value: 0.9 });
  game.say("device/pad-1/input/light", { value: 412.5 });
  game.say("device/pad-1/input/axis-y", { value: 1 });
  game.frame(() => {
    assert.equal(game.bridge.devices.justPressed("pad-1", "trigger"), true);
    assert.equal(game.bridge.devices.input("pad-1", "Light"), 412.5);
    assert.equal(game.bridge.devices.axis("pad-1", "axis-y"), 1);
  });
});

test("a dead zone cuts the middle out without a jump at its edge", () => {
  const game = withPads((bridge) => bridge.devices.setDeadZone("pad-1", "x", 0.2));
  game.frame(() => game.bridge.devices.axis("pad-1", "x"));
  const seen = [0.1, 0.2, 0.6, 1, -0.6, 7].map((value) => {
    game.say("device/pad-1/input/axis-x", { value });
    let axis = 0;
    game.frame(() => void (axis = game.bridge.devices.axis("pad-1", "x")));
    return axis.toFixed(3);
  });
  assert.deepEqual(seen, ["0.000", "0.000", "0.500", "1.000", "-0.500", "1.000"]);
});

test("calibrating makes the present position the middle and keeps both ends", () => {
  const game = withPads((bridge) => {
    bridge.devices.axis("pad-1", "x");
    bridge.devices.setDeadZone("", "x", 0);
  });
  game.say("device/pad-1/input/axis-x", { value: 0.2 });
  game.frame(() => game.bridge.devices.calibrate("pad-1"));
  const seen = [0.2, 1, -1].map((value) => {
    game.say("device/pad-1/input/axis-x", { value });
    let axis = 0;
    game.frame(() => void (axis = game.bridge.devices.axis("pad-1", "x")));
    return axis;
  });
  assert.deepEqual(seen, [0, 1, -1]);
});

const G = 9.81;
const S = Math.sin(Math.PI / 6) * G;
const C = Math.cos(Math.PI / 6) * G;

for (const { how, felt, x, y } of [
  { how: "flat", felt: [0, 0, G], x: 0, y: 0 },
  { how: "with its right edge down", felt: [-S, 0, C], x: 30, y: 0 },
  { how: "with its left edge down", felt: [S, 0, C], x: -30, y: 0 },
  { how: "with the edge towards the player down", felt: [0, S, C], x: 0, y: 30 },
  { how: "with the far edge down", felt: [0, -S, C], x: 0, y: -30 },
]) {
  test(`a board that is held ${how} tilts by ${x} and ${y} degrees`, () => {
    const game = withPads(({ devices }) => void devices.tiltX("pad-1"));
    game.say("device/pad-1/input/accel", { value: felt });
    game.frame(() => {
      assert.ok(Math.abs(game.bridge.devices.tiltX("pad-1") - x) < 1e-9);
      assert.ok(Math.abs(game.bridge.devices.tiltY("") - y) < 1e-9);
    });
  });
}

test("tilt follows within a fifth of a second and hardly shakes", () => {
  const game = withPads(({ devices }) => void devices.tiltX("pad-1"));
  game.say("device/pad-1/input/accel", { value: [0, 0, G] });
  game.frame();
  game.say("device/pad-1/input/accel", { value: [-S, 0, C] });
  game.frame(() => assert.ok(game.bridge.devices.tiltX("pad-1") < 12));
  for (let i = 0; i < 12; i++) {
    game.say("device/pad-1/input/accel", { value: [-S, 0, C] });
    game.frame();
  }
  assert.ok(game.bridge.devices.tiltX("pad-1") > 28);
});

test("a board that is held upright when it is calibrated tilts from there", () => {
  const game = withPads(({ devices }) => void devices.tiltX("pad-1"));
  game.say("device/pad-1/input/accel", { value: [0, G, 0] });
  game.frame(() => game.bridge.devices.calibrate("pad-1"));
  game.frame(() => assert.ok(Math.abs(game.bridge.devices.tiltY("pad-1")) < 1e-9));
  game.clock.advance(1000);
  game.say("device/pad-1/input/accel", { value: [-S, C, 0] });
  game.frame(() => assert.ok(Math.abs(game.bridge.devices.tiltX("pad-1") - 30) < 1e-6));
});

test("an orientation tells the tilt of a board without an accelerometer", () => {
  const game = withPads(({ devices }) => void devices.tiltX("pad-1"));
  const half = Math.PI / 12;
  // Turned about its own y axis: the right edge goes down.
  game.say("device/pad-1/input/orientation", { value: [Math.cos(half), 0, Math.sin(half), 0] });
  game.frame(() => assert.ok(Math.abs(game.bridge.devices.tiltX("pad-1") - 30) < 1e-9));
});

test("what is no acceleration leaves the tilt as it was", () => {
  const game = withPads(({ devices }) => void devices.tiltX("pad-1"));
  for (const value of ["x", [1], [0, 0, 0], null, [1, "a", 2], 7, [], {}]) {
    game.say("device/pad-1/input/accel", { value });
    game.frame(() => assert.ok(Number.isFinite(game.bridge.devices.tiltX("pad-1"))));
  }
});
