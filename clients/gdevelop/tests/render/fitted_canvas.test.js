import assert from "node:assert/strict";
import { test } from "node:test";
import { FittedCanvas } from "../../src/render/fitted_canvas.js";
import { FakeCanvas } from "./canvases.js";

const AREA = { width: 100, height: 100 };

function setUp() {
  const canvas = new FakeCanvas();
  const fitted = new FittedCanvas(() => /** @type {any} */ (canvas));
  const picture = /** @type {any} */ ({ version: 1, size: { width: 640, height: 480 } });
  const how = { fit: "Cover", mirror: false, area: AREA };
  return { canvas, fitted, picture, how };
}

test("a picture is drawn once, however often it is asked for", () => {
  const { canvas, fitted, picture, how } = setUp();
  assert.equal(fitted.showPicture(picture, how), true);
  assert.equal(fitted.showPicture(picture, how), false);
  assert.equal(canvas.calls.filter(([name]) => name === "drawImage").length, 1);
});

test("the next picture, another fit and another area are drawn", () => {
  const { fitted, picture, how } = setUp();
  fitted.showPicture(picture, how);
  assert.equal(fitted.showPicture({ ...picture, version: 2 }, how), true);
  assert.equal(fitted.showPicture(picture, { ...how, fit: "Contain" }), true);
  assert.equal(fitted.showPicture(picture, { ...how, area: { width: 50, height: 99 } }), true);
});

test("only a change of size counts as one", () => {
  const { fitted, picture, how } = setUp();
  fitted.showPicture(picture, how);
  assert.equal(fitted.hasNewSize, true);
  fitted.showPicture({ ...picture, version: 2 }, how);
  assert.equal(fitted.hasNewSize, false);
});

test("a mirrored picture is drawn from right to left", () => {
  const { canvas, fitted, picture, how } = setUp();
  fitted.showPicture(picture, { ...how, mirror: true });
  assert.deepEqual(canvas.last("setTransform"), [-1, 0, 0, 1, 480, 0]);
});

test("a long text without a signal is made small enough", () => {
  const { canvas, fitted } = setUp();
  assert.equal(fitted.showNoSignal("No signal", AREA), true);
  assert.equal(fitted.showNoSignal("No signal", AREA), false);
  assert.equal(canvas.last("fillText")?.[0], "No signal");
});
