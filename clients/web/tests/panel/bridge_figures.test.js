import assert from "node:assert/strict";
import test from "node:test";

import { describeBridge } from "../../src/panel/bridge_figures.js";

const FIRST = { uptime_us: 60e6, cpu_s: 10, rss_bytes: 138e6, bytes_in: 0, bytes_out: 0 };

test("one look tells age and memory", () => {
  assert.equal(describeBridge(null, FIRST), "up 1 min · 138.0 MB of memory");
});

test("two looks tell rates", () => {
  const now = { ...FIRST, uptime_us: 62e6, cpu_s: 10.5, bytes_in: 1.5e6, bytes_out: 4000 };
  assert.match(describeBridge(FIRST, now), / · 25 % of a core · in 750 kB\/s · out 2 kB\/s$/);
});

test("a bridge that stood still says so", () => {
  const now = { ...FIRST, loop_stalls: 2, worst_stall_us: 571_000 };
  assert.match(describeBridge(null, now), /stood still 2 times, 571 ms at most/);
});

test("the same look twice has no rates", () => {
  assert.equal(describeBridge(FIRST, FIRST), describeBridge(null, FIRST));
});
