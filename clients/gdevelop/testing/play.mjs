/**
 * Play against a real bridge without an engine, and print what was seen as JSON:
 * `node --experimental-websocket testing/play.mjs http://127.0.0.1:8080 msgpack`.
 *
 * Knows: the demo's camera. Ends when it has seen everything, or when patience ends, which a busy machine
 * needs much of.
 */

import { BridgeLibrary } from "../src/core/index.js";

const [address, encoding] = process.argv.slice(2);
const FRAME_MS = 16;
const PATIENCE_MS = 150_000;

/** @type {import("../src/core/decoder.js").DecoderFactory} */
const createDecoder = (_kind, events) => ({
  push(sample) {
    const bytes = sample.payload?.length ?? 0;
    events.onPicture({
      ...{ source: /** @type {any} */ (null), widthPx: bytes, heightPx: 1, sample },
      ...{ frameSeq: sample.frameSeq, capturedUs: sample.capturedUs },
      ...{ isLive: false, isExact: true, close() {} },
    });
  },
  close() {},
});

const library = new BridgeLibrary();
library.install({
  createDecoder,
  encoding: encoding === "json" ? "json" : "msgpack",
  gameName: () => "A game without an engine",
});
const bridge = library.bridge();
const isConnected = await bridge.connection.connectAndWait(address, "", 60);

/** @type {{[name: string]: unknown}} */
const seen = { isConnected, version: "", justOpened: 0, applied: 0, failed: 0 };
bridge.streams.start("", { format: "jpeg" });

function frame() {
  const { connection, devices, tags, commands, values, streams } = bridge;
  const camera = devices.cameraIdAt(0);
  seen.justOpened = Number(seen.justOpened) + Number(connection.justOpened());
  seen.version = connection.bridgeVersion();
  seen.camera = camera;
  if (camera !== "" && commands.state(camera, "quality") === "") {
    commands.send(camera, "quality", 20);
    commands.send(camera, "no-such-thing", 1);
  }
  seen.applied = Number(seen.applied) + Number(commands.isApplied(camera, "quality"));
  seen.failed = Number(seen.failed) + Number(commands.isFailed(camera, "no-such-thing"));
  seen.error = commands.lastError(camera, "no-such-thing");
  if (camera !== "") seen.uptimeUs = values.number(`${camera}/health`, "uptime_us");
  const id = tags.idAt(0);
  if (id >= 0 && tags.lens() !== null) {
    const { x, y } = { x: tags.imageX(id), y: tags.imageY(id) };
    seen.tag = {
      id,
      x,
      y,
      size: tags.imageSize(id),
      distance: tags.distance(id),
      ageS: tags.ageS(id),
    };
  }
  const stream = streams.stream("");
  if (stream.isLive) seen.picture = { bytes: stream.widthPx, number: stream.frameNumber };
}

const began = Date.now();
const isDone = () =>
  seen.tag !== undefined &&
  seen.picture !== undefined &&
  Number(seen.applied) > 0 &&
  Number(seen.failed) > 0 &&
  Number(seen.uptimeUs) > 0;
while (isConnected && !isDone() && Date.now() - began < PATIENCE_MS) {
  library.frame();
  frame();
  library.endFrame();
  await new Promise((resolve) => setTimeout(resolve, FRAME_MS));
}
seen.lines = bridge.diagnosis.lines();
library.close();
console.log(JSON.stringify(seen));
process.exit(0);
