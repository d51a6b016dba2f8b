import assert from "node:assert/strict";
import test from "node:test";

import {
  colourOf,
  offsetIn,
  placeOf,
  stickAt,
  tiltFromAccel,
  tiltOf,
  tiltOfPhone,
} from "../../../../plugins/simulator/src/bridge_simulator/web/pad_numbers.js";
import {
  describeDevice,
  rowsOf,
} from "../../../../plugins/simulator/src/bridge_simulator/web/simulator_words.js";
import { Steering } from "../../../../plugins/simulator/src/bridge_simulator/web/steering.js";

/** @typedef {import("../../../../plugins/simulator/src/bridge_simulator/web/steering.js").Values} Values */
/** @typedef {import("../../src/panel/devices.js").DeviceState} DeviceState */

test("a pointer in a square is -1 to 1, right and up, and not beyond the edge", () => {
  const box = { left: 100, top: 50, width: 200, height: 100 };
  assert.deepEqual(offsetIn({ clientX: 200, clientY: 100 }, box), { x: 0, y: 0 });
  assert.deepEqual(offsetIn({ clientX: 300, clientY: 50 }, box), { x: 1, y: 1 });
  assert.deepEqual(offsetIn({ clientX: 0, clientY: 999 }, box), { x: -1, y: -1 });
});

test("a stick stays in its ring", () => {
  assert.deepEqual(stickAt({ x: 1, y: 1 }), { x: 0.707, y: 0.707 });
  assert.deepEqual(stickAt({ x: 0.3, y: -0.2 }), { x: 0.3, y: -0.2 });
});

test("a plate that is pushed at its right edge tilts to the right, at its top away", () => {
  assert.deepEqual(tiltOf({ x: 1, y: 0 }), { "tilt-x": 0.9, "tilt-y": 0 });
  assert.deepEqual(tiltOf({ x: 0, y: 1 }), { "tilt-x": 0, "tilt-y": -0.9 });
});

test("a phone is held as its screen shows it, also when that is turned", () => {
  const held = { beta: 10, gamma: 30 };
  assert.deepEqual(tiltOfPhone(held, 0), { "tilt-x": 0.524, "tilt-y": 0.175 });
  assert.deepEqual(tiltOfPhone(held, 90), { "tilt-x": 0.175, "tilt-y": -0.524 });
  assert.deepEqual(tiltOfPhone(held, -90), { "tilt-x": -0.175, "tilt-y": 0.524 });
  assert.deepEqual(tiltOfPhone({ beta: null, gamma: 170 }, 0), { "tilt-x": 1.5, "tilt-y": 0 });
});

test("what an accelerometer reads tells which edges are down", () => {
  const { right, top } = tiltFromAccel([-9.81 * Math.sin(0.5), 0, 9.81 * Math.cos(0.5)]);
  assert.ok(Math.abs(right - 0.5) < 1e-9 && Math.abs(top) < 1e-9);
  assert.deepEqual(tiltFromAccel("nonsense"), { right: 0, top: 0 });
});

test("a colour is told as styles say it", () => {
  assert.equal(colourOf(0xff8000), "#ff8000");
  assert.equal(colourOf(undefined), "#000000");
  assert.equal(colourOf(1e9), "#ffffff");
});

test("a tag is where the middle of its corners is, turned as its upper edge", () => {
  const corners = [
    [350, 200],
    [350, 264],
    [286, 264],
    [286, 200],
  ];
  const { x, y, turn, size } = placeOf(corners, { width_px: 640, height_px: 480 });
  assert.deepEqual([x, y, size], [318.5 / 640, 232.5 / 480, 0.1]);
  assert.ok(Math.abs(turn - Math.PI / 2) < 1e-9);
});

/** @returns {{sent: Values[], answer: () => Promise<void>, steering: Steering}} */
function slowLink() {
  /** @type {Values[]} */
  const sent = [];
  let answer = () => {};
  const steering = new Steering((values) => {
    sent.push(values);
    return new Promise((resolve) => {
      answer = () => resolve({ stage: "applied", text: "" });
    });
  });
  const next = async () => {
    answer();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { sent, answer: next, steering };
}

test("while a call is under way the newest values win", async () => {
  const { sent, answer, steering } = slowLink();
  for (const x of [0.1, 0.2, 0.3]) steering.set({ "axis-x": x, "axis-y": 0 });
  assert.deepEqual(sent, [{ "axis-x": 0.1, "axis-y": 0 }]);
  await answer();
  assert.deepEqual(sent[1], { "axis-x": 0.3, "axis-y": 0 });
  await answer();
  assert.equal(sent.length, 2);
});

test("a press that was let go before the link was free is told all the same", async () => {
  const { sent, answer, steering } = slowLink();
  steering.set({ "axis-x": 1 });
  steering.set({ "button-a": true });
  steering.set({ "axis-x": 0.5 });
  steering.set({ "button-a": false });
  for (let n = 0; n < 3; n++) await answer();
  assert.deepEqual(sent.slice(1), [{ "button-a": true, "axis-x": 0.5 }, { "button-a": false }]);
});

test("a link that never answers is not waited for with ever more", async () => {
  const { sent, answer, steering } = slowLink();
  for (let n = 0; n < 1000; n++) steering.set({ "button-a": n % 2 === 0 });
  for (let n = 0; n < 50; n++) await answer();
  assert.ok(sent.length <= 9);
  assert.deepEqual(sent.at(-1), { "button-a": false });
});

/** @type {DeviceState} */
const STATE = { id: "pad-1", name: "pad-1", online: true, since_us: 0, transport: "ws" };

test("simulated devices are known by their program, and what they are by what they can", () => {
  const sdk = "gamebridge-simulator/0.1.0";
  const steer = /** @type {const} */ ({ name: "steer", kind: "action", type: "none" });
  const rows = rowsOf(
    [
      { ...STATE, sdk, features: [steer] },
      { ...STATE, id: "cam-1", sdk },
      { ...STATE, id: "real", sdk: "esp32/1" },
      { ...STATE, id: "gone", sdk, online: false },
    ],
    [],
  );
  assert.deepEqual(
    rows.map(({ id, kind }) => [id, kind]),
    [
      ["cam-1", "camera"],
      ["pad-1", "pad"],
    ],
  );
  assert.equal(describeDevice(rows[1]), "game board, simulated by another program");
});

test("whoever looks is told how long a simulation lasts", () => {
  const plain = { id: "pad-1", scenario: "pad", started_by: "quiz", games: 1, is_kept: false };
  const say = (/** @type {Partial<typeof plain>} */ more) =>
    describeDevice({ id: "pad-1", kind: "pad", simulation: { ...plain, ...more } });
  assert.equal(say({}), "game board, until quiz leaves");
  assert.equal(say({ games: 3 }), "game board, until quiz and 2 more leave");
  assert.equal(say({ is_kept: true }), "game board, started by quiz, until it is stopped");
  assert.match(say({ games: 0 }), /ends in a moment/);
});
