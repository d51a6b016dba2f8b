import assert from "node:assert/strict";
import test from "node:test";

import { Backoff, NEVER, isRefusal } from "../src/backoff.js";

const SHORT = { code: 1006, lastedMs: 0 };

test("the bound doubles from half a second to fifteen", () => {
  const backoff = new Backoff(() => 1);
  const waits = Array.from({ length: 7 }, () => backoff.next(SHORT));
  assert.deepEqual(waits, [500, 1000, 2000, 4000, 8000, 15000, 15000]);
});

test("the wait is anywhere between nothing and the bound", () => {
  assert.equal(new Backoff(() => 0).next(SHORT), 0);
  assert.equal(new Backoff(() => 0.25).next(SHORT), 125);
});

test("thirty good seconds start the bound afresh", () => {
  const backoff = new Backoff(() => 1);
  for (let i = 0; i < 5; i++) backoff.next(SHORT);
  assert.equal(backoff.next({ code: 1006, lastedMs: 30_000 }), 500);
});

test("a peer at fault waits a minute, a replaced one ten seconds", () => {
  const backoff = new Backoff(() => 0);
  for (const code of [4400, 4401, 4403]) {
    assert.equal(backoff.next({ code, lastedMs: 0 }), 60_000);
    assert.ok(isRefusal(code));
  }
  assert.equal(backoff.next({ code: 4409, lastedMs: 0 }), 10_000);
  assert.equal(backoff.next({ code: 4426, lastedMs: 0 }), NEVER);
});

test("a bridge that asks for patience gets it", () => {
  const backoff = new Backoff(() => 0);
  assert.equal(backoff.next({ code: 4429, lastedMs: 0 }), 5000);
  assert.equal(backoff.next({ code: 4503, lastedMs: 0 }), 1000);
  assert.equal(backoff.next({ code: 4503, lastedMs: 0, retryAfterMs: 7000 }), 7000);
});
