/** Short real H.264 streams for tests; tests/data/make_h264.py made them. */

import { readFileSync } from "node:fs";

import { bytesOf } from "./dice.js";

/** @typedef {{name: string, widthPx: number, heightPx: number, units: Uint8Array[]}} Stream */

/** @type {Record<string, {widthPx: number, heightPx: number, units: string[]}>} */
const recorded = JSON.parse(
  readFileSync(new URL("../tests/data/h264.json", import.meta.url), "utf8"),
);

/** @type {Stream[]} each begins with a key frame; `units` are access units */
export const STREAMS = Object.entries(recorded).map(([name, stream]) => ({
  name,
  ...stream,
  units: stream.units.map(bytesOf),
}));
