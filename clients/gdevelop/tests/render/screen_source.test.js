import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { ScreenSource } from "../../src/render/screen_source.js";
import { StreamPicture } from "../../src/render/stream_picture.js";
import { FakeCanvas, FakeStream } from "./canvases.js";

const WISH = { stream: "", noSignalAfterS: 2, noSignalText: "No signal" };

let nowS = 100;
beforeEach(() => {
  nowS = 100;
  const page = /** @type {any} */ (globalThis);
  page.document = { createElement: () => new FakeCanvas() };
  page.performance.now = () => nowS * 1000;
});

test("a screen has patience before it says that there is no signal", () => {
  const stream = new FakeStream();
  const source = new ScreenSource();
  const bridge = { stream: () => stream };
  assert.equal(source.look(bridge, WISH), "nothing");
  nowS += 3;
  assert.equal(source.look(bridge, WISH), "no signal");
  stream.show(64, 48);
  assert.equal(source.look(bridge, WISH), "picture");
  nowS += 3;
  assert.equal(source.look(bridge, WISH), "no signal");
});

test("without a text the last picture stays", () => {
  const stream = new FakeStream();
  const source = new ScreenSource();
  stream.show(64, 48);
  const bridge = { stream: () => stream };
  source.look(bridge, WISH);
  nowS += 60;
  assert.equal(source.look(bridge, { ...WISH, noSignalText: "" }), "picture");
  assert.equal(source.look(bridge, { ...WISH, noSignalAfterS: 0 }), "picture");
});

test("another camera is opened before the old one is given back", () => {
  const streams = /** @type {Record<string, FakeStream>} */ ({
    a: new FakeStream(),
    b: new FakeStream(),
  });
  const bridge = { stream: (/** @type {string} */ name) => streams[name] };
  const source = new ScreenSource();
  source.look(bridge, { ...WISH, stream: "a" });
  source.look(bridge, { ...WISH, stream: "b" });
  assert.deepEqual([streams.a.opened, streams.b.opened], [0, 1]);
  source.close();
  assert.equal(streams.b.opened, 0);
});

test("a picture is copied once, for however many screens", () => {
  const stream = new FakeStream();
  const canvas = new FakeCanvas();
  const picture = new StreamPicture(stream, {
    createCanvas: () => /** @type {any} */ (canvas),
    nowS: () => nowS,
  });
  const [leave, leaveToo] = [picture.open(), picture.open()];
  assert.equal(stream.opened, 1);
  stream.show(64, 48);
  picture.refresh();
  picture.refresh();
  assert.equal(canvas.calls.filter(([name]) => name === "drawImage").length, 1);
  assert.deepEqual(picture.size, { width: 64, height: 48 });
  leave();
  leave();
  assert.equal(stream.opened, 1, "one reader left twice");
  leaveToo();
  assert.deepEqual([stream.opened, canvas.width, picture.version], [0, 0, 0]);
});
