import assert from "node:assert/strict";
import test from "node:test";

import {
  baseForOthers,
  describeAdded,
  describePlace,
  describeTrust,
  routeOf,
  rowsOf,
} from "../../../../plugins/games/src/bridge_games/web/games_words.js";

/** @typedef {import("../../../../plugins/games/src/bridge_games/web/games_words.js").ShownGame} ShownGame */
/** @typedef {import("../../../../plugins/games/src/bridge_games/web/games_words.js").KeptGame} KeptGame */

const LAN = "http://192.168.1.5:8080";

/** @param {string} name @returns {ShownGame} */
function shown(name) {
  const size = /** @type {const} */ ({ width_px: 0, height_px: 0, orientation: "" });
  const path = `/games/${name}/`;
  return { name, title: name, text: "", path, picture: `/games/_/picture/${name}`, ...size };
}

/** @param {string} name @param {Partial<KeptGame>} [more] @returns {KeptGame} */
function kept(name, more = {}) {
  const usual = /** @type {const} */ ({ standing: "added", is_trusted: false, fault: "" });
  return { name, title: name, folder: `C:\\Games\\${name}`, ...usual, ...more };
}

test("a page that was opened from the network knows the address for phones best", () => {
  const there = { hostname: "192.168.1.9", origin: "http://192.168.1.9:8080" };
  assert.equal(baseForOthers(there, [LAN]), there.origin);
});

test("a page on the bridge's own machine takes the first address that the bridge knows", () => {
  for (const hostname of ["localhost", "127.0.0.1", "127.1.2.3", "[::1]"]) {
    const here = { hostname, origin: `http://${hostname}:8080` };
    assert.equal(baseForOthers(here, [LAN, "http://10.0.0.2:8080"]), LAN);
    assert.equal(baseForOthers(here, []), "");
  }
});

test("rows are what can be played with its address, and then what has gone", () => {
  const gone = kept("old", { fault: "C:\\Games\\old has gone" });
  const rows = rowsOf([shown("tilt"), shown("new")], [gone, kept("tilt")], LAN);
  assert.deepEqual(
    rows.map(({ name, address, path }) => [name, address, path]),
    [
      ["tilt", `${LAN}/games/tilt/`, "/games/tilt/"],
      ["new", `${LAN}/games/new/`, "/games/new/"],
      ["old", "", ""],
    ],
  );
  assert.equal(rows[0].kept?.folder, "C:\\Games\\tilt");
  assert.equal(rows[1].kept, null);
  assert.equal(rows[2].kept, gone);
});

test("without a network there is no address for phones", () => {
  assert.equal(rowsOf([shown("tilt")], [], "")[0].address, "");
});

test("words say where a game is and what it may do", () => {
  assert.equal(describePlace(kept("tilt")), "C:\\Games\\tilt");
  assert.match(describePlace(kept("tilt", { standing: "settings" })), /settings file/);
  assert.match(describePlace(kept("tilt", { standing: "unpacked" })), /\.zip/);
  assert.match(describeTrust(true), /save its progress/);
  assert.match(describeTrust(false), /sandbox/);
});

test("what was added is named", () => {
  assert.equal(describeAdded([kept("Tilt")]), "Tilt was added.");
  assert.equal(describeAdded([kept("Tilt"), kept("Kart")]), "Tilt, Kart were added.");
});

test("a name in a route is one part of it", () => {
  assert.equal(routeOf("a/b"), "/v1/games/folders/a%2Fb");
});
