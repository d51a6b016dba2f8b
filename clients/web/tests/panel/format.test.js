import assert from "node:assert/strict";
import test from "node:test";

import * as format from "../../src/panel/format.js";

/** @type {[(value: any) => string, [any, string][]][]} */
const CASES = [
  [
    format.formatDuration,
    [
      [null, "–"],
      [NaN, "–"],
      [420, "0.42 ms"],
      [1340, "1.3 ms"],
      [12_400, "12 ms"],
      [999_400, "999 ms"],
      [1_340_000, "1.3 s"],
    ],
  ],
  [
    format.formatUptime,
    [
      [null, "–"],
      [-1, "–"],
      [14e6, "14 s"],
      [200e6, "3 min"],
      [7500e6, "2 h 5 min"],
      [273_600e6, "3 d 4 h"],
    ],
  ],
  [
    format.formatDistance,
    [
      [0.685, "68.5 cm"],
      [0.9951, "1.00 m"],
      [1.534, "1.53 m"],
    ],
  ],
  [
    format.formatAngle,
    [
      [12.4, "12°"],
      [-7.6, "−8°"],
      [-0.3, "0°"],
    ],
  ],
  [
    format.formatCount,
    [
      [9999, "9999"],
      [12_400, "12 k"],
      [2_500_000, "2.5 M"],
    ],
  ],
  [
    format.formatBytes,
    [
      [999, "999 B"],
      [4600, "5 kB"],
      [4_600_000, "4.6 MB"],
      [2.5e9, "2.50 GB"],
    ],
  ],
  [
    format.formatRate,
    [
      [7.34, "7.3 fps"],
      [29.8, "30 fps"],
    ],
  ],
  [
    format.signalWord,
    [
      [-50, "strong"],
      [-65, "good"],
      [-75, "weak"],
      [-90, "very weak"],
    ],
  ],
  [
    format.formatName,
    [
      ["resolution", "Picture size"],
      ["framesize", "Picture size"],
      ["frame_rate", "Frame rate"],
      ["led", "Light"],
    ],
  ],
  [
    format.formatFeature,
    [
      [{ name: "framesize", type: "int" }, "Picture size, as a number"],
      [{ name: "framesize", type: "enum" }, "Picture size"],
    ],
  ],
  [format.formatClock, [[new Date(2026, 0, 2, 3, 4, 5), "03:04:05"]]],
];

for (const [show, cases] of CASES) {
  test(`${show.name} says what people read quickest`, () => {
    for (const [value, text] of cases) assert.equal(show(value), text);
  });
}

test("every reason for a drop is explained, and an unknown one is not made up", () => {
  for (const reason of [
    "replaced",
    "age",
    "bytes",
    "count",
    "rate",
    "key_frame",
    "incomplete",
    "refused",
    "closed",
  ]) {
    assert.notEqual(format.explainDrop(reason), "");
  }
  assert.equal(format.explainDrop("later"), "");
});

test("a page that asks to be let in is called by what it runs on", () => {
  const phone = "Mozilla/5.0 (Linux; Android 15; K) AppleWebKit/537.36";
  assert.equal(format.nameOfPage(phone), "Panel on Android");
  assert.equal(format.nameOfPage("Mozilla/5.0 (iPhone; CPU iPhone OS 18)"), "Panel on iPhone");
  assert.equal(format.nameOfPage("curl"), "Panel");
});
