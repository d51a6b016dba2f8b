import assert from "node:assert/strict";
import test from "node:test";

import { keyOwner, takeKeyFromAddress } from "../../src/panel/keys.js";

const KEY = `gbs1_lan-viewer_${"_".repeat(43)}_ab-_`;

test("whose key it is stands between the prefix and the secret", () => {
  assert.equal(keyOwner(KEY), "lan-viewer");
  assert.equal(keyOwner(` ${KEY}\n`), "lan-viewer");
  for (const text of ["", "gbs1_a_b_c", KEY.slice(1), `${KEY}x`])
    assert.equal(keyOwner(text), null);
});

test("a key in the address is taken out of it, wherever it stands", () => {
  for (const [before, after] of [
    [`http://h/?key=${KEY}&player=mse`, "http://h/?player=mse"],
    [`http://h/#key=${KEY}`, "http://h/"],
  ]) {
    /** @type {string[]} */
    const replaced = [];
    const history = {
      replaceState: (/** @type {any[]} */ ...args) => replaced.push(String(args[2])),
    };
    const found = takeKeyFromAddress(
      /** @type {any} */ ({ href: before }),
      /** @type {any} */ (history),
    );
    assert.deepEqual([found, replaced], [KEY, [after]]);
  }
});

test("an address without a key is left as it is", () => {
  const history = { replaceState: () => assert.fail() };
  const location = { href: "http://h/?device=cam-1" };
  assert.equal(
    takeKeyFromAddress(/** @type {any} */ (location), /** @type {any} */ (history)),
    null,
  );
});
