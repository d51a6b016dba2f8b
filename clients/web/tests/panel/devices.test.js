import assert from "node:assert/strict";
import test from "node:test";

import { Devices, nameOf } from "../../src/panel/devices.js";

/**
 * @param {string} topic
 * @param {any} value
 */
function sample(topic, value) {
  return /** @type {any} */ ({ topic, value, capturedUs: 5 });
}

/** @param {any} more */
function stateOf(more) {
  return sample("device/cam-1/state", {
    id: "cam-1",
    name: "Desk",
    online: true,
    epoch: 1,
    ...more,
  });
}

test("a device that comes, goes and comes back is told of", () => {
  const devices = new Devices();
  assert.equal(devices.learn(stateOf({}))?.text, "Desk is here");
  assert.equal(devices.learn(stateOf({})), null);
  const left = devices.learn(stateOf({ online: false, reason: "silent for 25 s" }));
  assert.deepEqual([left?.level, left?.text], ["warning", "Desk left: silent for 25 s"]);
  assert.equal(devices.learn(stateOf({ epoch: 2 }))?.text, "Desk is here");
  assert.equal(devices.learn(stateOf({ epoch: 3 }))?.text, "Desk came back on a new link");
});

test("a name that is the id is not said twice", () => {
  assert.equal(new Devices().learn(stateOf({ name: "cam-1" }))?.text, "is here");
});

test("a device that was away when the page came is no news", () => {
  assert.equal(new Devices().learn(stateOf({ online: false })), null);
});

test("health, clock and readings are kept with their device", () => {
  const devices = new Devices();
  devices.learn(sample("device/cam-1/health", { rssi_dbm: -50 }));
  devices.learn(sample("device/cam-1/clock", { state: "locked" }));
  devices.learn(sample("device/cam-1/input/joystick/x", { value: 0.5, unit: "" }));
  const device = devices.find("cam-1");
  assert.deepEqual([device?.health.rssi_dbm, device?.healthUs], [-50, 5]);
  assert.equal(device?.clock.state, "locked");
  const { value, unit } = device?.inputs.get("joystick/x") ?? {};
  assert.deepEqual({ value, unit }, { value: 0.5, unit: "" });
});

test("log lines keep their level, and a level of a later version is plain news", () => {
  const devices = new Devices();
  const log = (/** @type {string} */ level) =>
    devices.learn(sample("device/cam-1/log", { level, text: "hot" }))?.level;
  assert.deepEqual(["error", "warning", "debug", "loud"].map(log), [
    "error",
    "warning",
    "info",
    "info",
  ]);
});

test("who is here comes first, then names in order", () => {
  const devices = new Devices();
  const add = (/** @type {string} */ id, /** @type {boolean} */ online) =>
    devices.learn(sample(`device/${id}/state`, { id, name: "", online }));
  add("b", true);
  add("a", false);
  add("c", true);
  assert.deepEqual(devices.list().map(nameOf), ["b", "c", "a"]);
});

test("rates are those of the camera's own pictures", () => {
  const devices = new Devices();
  devices.learn(stateOf({}));
  devices.learnRates([{ topic: "device/cam-1/camera/jpeg", hz: 29.9 }]);
  assert.equal(devices.find("cam-1")?.hz, 29.9);
  devices.learnRates([]);
  assert.equal(devices.find("cam-1")?.hz, 0);
});

test("topics of others are left alone", () => {
  const devices = new Devices();
  assert.equal(devices.learn(sample("sys/statistics", {})), null);
  assert.deepEqual(devices.list(), []);
});
