import assert from "node:assert/strict";
import test from "node:test";

import { encodeBinarySample } from "../../../web/src/wire.js";
import { FakeGame, settle } from "../../testing/fake_game.js";

const JPEG = "device/cam-1/camera/jpeg";
const LAN = "ws://192.168.1.5:8080";

/** A decoder that decodes when the test says so. */
class FakeDecoder {
  /** @type {any[]} */
  samples = [];
  isClosed = false;

  /**
   * @param {string} kind
   * @param {any} events
   * @param {any} wish
   */
  constructor(kind, events, wish) {
    this.kind = kind;
    this.events = events;
    this.wish = wish;
  }

  /** @param {any} sample */
  push(sample) {
    this.samples.push(sample);
    const picture = {
      ...{ source: {}, widthPx: 640, heightPx: 480, sample, frameSeq: sample.frameSeq },
      ...{ capturedUs: sample.capturedUs, isLive: false, isExact: true, isOpen: true },
      close() {
        picture.isOpen = false;
      },
    };
    this.events.onPicture(picture);
  }

  close() {
    this.isClosed = true;
  }
}

/** @param {Partial<import("../../src/core/platform.js").Platform>} [parts] */
function watching(parts = {}, address = "ws://127.0.0.1:8080") {
  /** @type {FakeDecoder[]} */
  const decoders = [];
  const createDecoder = (
    /** @type {any} */ kind,
    /** @type {any} */ events,
    /** @type {any} */ wish,
  ) => {
    decoders.push(new FakeDecoder(kind, events, wish));
    return decoders[decoders.length - 1];
  };
  const game = new FakeGame({ createDecoder, ...parts }).connect(address);
  game.device("pad-1");
  game.device("cam-1", { topics: [JPEG] });
  game.frame();
  let seq = 0;
  const send = (/** @type {string} */ topic = JPEG) => {
    const [subscription] = game.subscriptionsTo(topic);
    if (subscription === undefined) return false;
    const entry = { topic, number: 9, kind: "media", schema: "jpeg@1" };
    game.socket.say({ op: "topics", sub: subscription, topics: [entry] });
    const nowUs = game.nowUs;
    game.socket.say(
      encodeBinarySample({
        ...{ kind: topic.endsWith("h264") ? "h264" : "jpeg", subscription, seq: ++seq, flags: 1 },
        ...{
          capturedUs: nowUs - 40_000,
          receivedUs: nowUs,
          number: 9,
          hops: [],
          frameSeq: 100 + seq,
        },
        payload: Uint8Array.of(1, 2, 3),
      }),
    );
    return true;
  };
  return { game, decoders, send };
}

test("a camera is subscribed to while somebody uses it, and not a moment longer", () => {
  const { game } = watching();
  const stream = game.bridge.stream("cam-1");
  assert.deepEqual(game.subscriptionsTo(JPEG), []);
  const [first, second] = [stream.open(), stream.open({ maxFps: 10 })];
  assert.equal(game.subscriptionsTo(JPEG).length, 1);
  first();
  first();
  game.frame();
  assert.equal(game.subscriptionsTo(JPEG).length, 1);
  second();
  assert.equal(game.subscriptionsTo(JPEG).length, 0);
});

test("without a name the first device that has a camera is meant, as soon as there is one", () => {
  const { game, send } = watching();
  game.frame(() => game.bridge.streams.start("", {}));
  game.frame();
  assert.equal(send(), true);
  game.frame(() => assert.equal(game.bridge.streams.isLive(""), true));
  game.frame(() => game.bridge.streams.stop(""));
  assert.equal(send(), false);
});

test("the newest picture is the one of the frame, and every other one is closed", () => {
  const { game, send } = watching();
  const stream = game.bridge.stream("cam-1");
  stream.open();
  /** @type {any[]} */
  const seen = [];
  for (let i = 0; i < 3; i++) {
    send();
    send();
    game.frame(() => {
      seen.push(stream.picture);
      assert.equal(stream.picture, seen[i], "it stays for the whole frame");
    });
  }
  assert.deepEqual(
    seen.map(({ frameSeq }) => frameSeq),
    [102, 104, 106],
  );
  assert.deepEqual(
    seen.map(({ isOpen }) => isOpen),
    [false, false, true],
  );
  assert.equal(stream.pictureCount, 3);
  assert.equal(stream.frameNumber, 106);
  assert.deepEqual([stream.widthPx, stream.heightPx], [640, 480]);
  assert.equal(stream.delayMs.toFixed(0), "56");
});

test("a picture that is taken is the taker's", () => {
  const { game, send } = watching();
  const stream = game.bridge.stream("cam-1");
  const stop = stream.open();
  send();
  game.frame();
  const picture = /** @type {any} */ (stream.takePicture());
  assert.equal(stream.takePicture(), null);
  send();
  game.frame();
  stop();
  assert.equal(picture.isOpen, true);
});

test("a hidden tab, which has no frames, keeps one picture", () => {
  const { game, decoders, send } = watching();
  game.bridge.stream("cam-1").open();
  /** @type {any[]} */
  const pictures = [];
  const { onPicture } = decoders[0].events;
  decoders[0].events.onPicture = (/** @type {any} */ picture) => {
    pictures.push(picture);
    onPicture(picture);
  };
  for (let i = 0; i < 100; i++) send();
  assert.equal(pictures.filter(({ isOpen }) => isOpen).length, 1);
});

test("a stream that stops is not live, and its pictures are closed when nobody uses it", () => {
  const { game, send } = watching();
  const stream = game.bridge.stream("cam-1");
  const stop = stream.open();
  for (let i = 0; i < 10; i++) {
    send();
    game.frame(() => {}, 50);
  }
  assert.equal(stream.isLive, true);
  assert.ok(stream.fps > 17 && stream.fps < 21, `${stream.fps} pictures per second`);
  const last = /** @type {any} */ (stream.picture);
  for (let i = 0; i < 40; i++) game.frame(() => {}, 50);
  assert.equal(stream.isLive, false);
  stop();
  assert.equal(last.isOpen, false);
  assert.equal(stream.picture, null);
});

test("the newest wish decides size and rate", () => {
  const { game, decoders } = watching();
  game.frame(() =>
    game.bridge.streams.start("cam-1", { maxFps: 15, widthPx: 320, format: "jpeg" }),
  );
  assert.equal(game.sent("subscribe").at(-1).hz, 15);
  assert.deepEqual(decoders.at(-1)?.wish.widthPx, 320);
  game.frame(() => game.bridge.streams.start("cam-1", { maxFps: 5, widthPx: 320, format: "jpeg" }));
  assert.equal(game.sent("subscribe").at(-1).hz, 5);
  assert.equal(game.subscriptionsTo(JPEG).length, 1);
  assert.equal(decoders[0].isClosed, true);
});

test("H.264 is used across a network where it can be decoded, and JPEG within a machine", () => {
  const kinds = (/** @type {any} */ parts, /** @type {string} */ address, format = "auto") => {
    const { game, decoders } = watching(parts, address);
    game.frame(() => game.bridge.streams.start("cam-1", { format }));
    return decoders.map(({ kind }) => kind);
  };
  assert.deepEqual(kinds({ hasVideoDecoder: true }, LAN), ["h264"]);
  assert.deepEqual(kinds({ hasVideoDecoder: true }, "ws://127.0.0.1:8080"), ["jpeg"]);
  assert.deepEqual(kinds({ hasVideoDecoder: true }, "ws://127.0.0.1:8080", "h264"), ["h264"]);
  assert.deepEqual(kinds({ hasVideoDecoder: false }, LAN, "h264"), ["jpeg"]);
  assert.deepEqual(kinds({ hasVideoDecoder: true }, LAN, "jpeg"), ["jpeg"]);
});

test("JPEG takes over when no H.264 comes, and when its decoder gives up", () => {
  for (const isGivingUp of [false, true]) {
    const { game, decoders } = watching({ hasVideoDecoder: true }, LAN);
    game.frame(() => game.bridge.streams.start("cam-1", {}));
    if (isGivingUp) decoders[0].events.onGivenUp("no decoder");
    for (let i = 0; i < (isGivingUp ? 1 : 50); i++) game.frame(() => {}, 100);
    assert.deepEqual(
      decoders.map(({ kind }) => kind),
      ["h264", "jpeg"],
    );
    assert.equal(game.subscriptionsTo("device/cam-1/camera/h264").length, 0);
  }
});

test("a key frame is asked for when the decoder wants one", () => {
  const { game, decoders } = watching({ hasVideoDecoder: true }, LAN);
  game.frame(() => game.bridge.streams.start("cam-1", {}));
  decoders[0].events.onKeyFrameWanted();
  assert.deepEqual(game.sent("key_frame"), [
    { op: "key_frame", topic: "device/cam-1/camera/h264" },
  ]);
});

test("a lost link asks for the pictures again when it is back", () => {
  const { game, send } = watching();
  game.frame(() => game.bridge.streams.start("cam-1", {}));
  game.socket.end(1006);
  game.frame(() => assert.equal(game.bridge.streams.isLive("cam-1"), false));
  game.clock.advance(1000);
  game.socket.open();
  game.frame();
  assert.equal(send(), true);
  game.frame(() => assert.equal(game.bridge.streams.isLive("cam-1"), true));
});

test("links of text ask for one picture after the other, never for two at once", async () => {
  /** @type {{url: string, answer: (response: Response) => void}[]} */
  const asked = [];
  const fetcher = (/** @type {any} */ url) =>
    /** @type {Promise<Response>} */ (
      new Promise((resolve) => asked.push({ url: String(url), answer: resolve }))
    );
  const { game } = watching({ fetcher, encoding: "json" });
  const stop = game.bridge.stream("cam-1").open({ maxFps: 10 });
  const [sub] = game.subscriptionsTo(JPEG);
  const urls = { snapshot: "/devices/cam-1/camera.jpg" };
  const entry = { topic: JPEG, number: 9, kind: "media", schema: "jpeg@1", urls };
  game.socket.say({ op: "subscribed", sub, topics: [entry] });
  assert.deepEqual(
    asked.map(({ url }) => url),
    ["http://127.0.0.1:8080/devices/cam-1/camera.jpg"],
  );
  for (let i = 0; i < 10; i++) game.frame(() => {}, 100);
  assert.equal(asked.length, 1);
  asked[0].answer(new Response(Uint8Array.of(1, 2), { headers: { "Gamebridge-Seq": "77" } }));
  await settle();
  game.frame(() => assert.equal(game.bridge.stream("cam-1").frameNumber, 77));
  game.clock.advance(100);
  assert.equal(asked.length, 2);
  asked[1].answer(new Response("", { status: 404 }));
  await settle();
  game.frame(() =>
    assert.ok(game.bridge.diagnosis.lines().every(({ text }) => !text.includes("undefined"))),
  );
  game.clock.advance(900);
  assert.equal(asked.length, 2, "after a failure it waits");
  game.clock.advance(100);
  assert.equal(asked.length, 3);
  stop();
  asked[2].answer(new Response(Uint8Array.of(1)));
  await settle();
  game.clock.advance(10_000);
  assert.equal(asked.length, 3);
});

test("more streams than there may be never have a picture, and harm nobody", () => {
  const { game } = watching();
  for (let i = 0; i < 40; i++) game.bridge.streams.start(`cam-${i}`, {});
  game.frame(() => assert.equal(game.bridge.streams.isLive("cam-39"), false));
  assert.ok(game.sent("subscribe").length < 30);
});
