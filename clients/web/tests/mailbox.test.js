import assert from "node:assert/strict";
import test from "node:test";

import { Mailbox } from "../src/mailbox.js";
import { Dice } from "../testing/dice.js";

test("a reader gets the newest sample of each topic, once", () => {
  /** @type {Mailbox<{topic: string, seq: number}>} */
  const mailbox = new Mailbox();
  mailbox.put({ topic: "a", seq: 1 });
  mailbox.put({ topic: "b", seq: 1 });
  mailbox.put({ topic: "a", seq: 2 });
  assert.deepEqual(mailbox.takeAll(), [
    { topic: "a", seq: 2 },
    { topic: "b", seq: 1 },
  ]);
  assert.deepEqual(mailbox.takeAll(), []);
});

test("keys are kept apart where the reader says so", () => {
  const mailbox = new Mailbox({
    keyOf: (/** @type {any} */ sample) => `${sample.topic} ${sample.tag}`,
  });
  mailbox.put({ topic: "tags", tag: 5 });
  mailbox.put({ topic: "tags", tag: 6 });
  assert.equal(mailbox.takeAll().length, 2);
  mailbox.put({ topic: "tags", tag: 5 });
  assert.deepEqual(mailbox.peek("tags 5"), { topic: "tags", tag: 5 });
});

test("what is received is taken, waiting, replaced or overflowed, and never above the limit", () => {
  const dice = new Dice(7);
  const mailbox = new Mailbox({ limit: 5 });
  for (let round = 0; round < 2000; round++) {
    mailbox.put({ topic: `t${dice.below(9)}` });
    if (dice.below(10) === 0) mailbox.takeAll();
    const { received, taken, waiting, replaced, overflowed } = mailbox.statistics();
    assert.equal(received, taken + waiting + replaced + overflowed);
    assert.ok(waiting <= 5);
  }
});
