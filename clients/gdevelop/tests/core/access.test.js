import assert from "node:assert/strict";
import test from "node:test";

import { FakeGame } from "../../testing/fake_game.js";

const KEY = `gbs1_game_${"B".repeat(43)}_abcd`;

/** A pairing that goes as the test says. */
class FakePairing {
  /** @type {FakePairing[]} newest last */
  static all = [];
  /** @type {any} */
  state = "asking";
  code = "";
  reason = "";
  /** @type {string | null} */
  key = null;
  isCancelled = false;
  /** @type {() => void} */
  #tell = () => {};

  /** @param {any} options */
  constructor(options) {
    this.options = options;
    FakePairing.all.push(this);
  }

  async start() {
    this.become({ state: "waiting", code: "482 913" });
  }

  /** @param {(pairing: any) => void} listener */
  on(listener) {
    this.#tell = () => listener(this);
    return () => undefined;
  }

  cancel() {
    this.isCancelled = true;
  }

  /** @param {Partial<FakePairing>} change */
  become(change) {
    Object.assign(this, change);
    this.#tell();
  }

  static get newest() {
    return FakePairing.all[FakePairing.all.length - 1];
  }
}

/** @param {Partial<import("../../src/core/platform.js").Platform>} [parts] */
function refused(parts = {}) {
  FakePairing.all = [];
  const game = new FakeGame({ Pairing: FakePairing, gameName: () => "Tilt", ...parts });
  game.bridge.connection.connect("ws://192.168.1.5:8080");
  game.socket.open();
  refuse(game);
  return game;
}

/** @param {FakeGame} game */
function refuse(game) {
  game.socket.say({ op: "status", level: "error", code: "unauthorized", text: "a key is wanted" });
  game.socket.end(4401);
}

test("a bridge that wants a key is asked for one, and the code is there to compare", () => {
  const game = refused();
  const { connection } = game.bridge;
  const { options } = FakePairing.newest;
  assert.deepEqual(
    [options.base, options.role, options.name],
    ["http://192.168.1.5:8080", "game", "Tilt"],
  );
  assert.match(options.id, /^game-[a-z0-9]{6}$/);
  assert.equal(connection.isWaitingForApproval(), true);
  assert.equal(connection.state(), "approval");
  assert.equal(connection.pairingCode(), "482 913");
  assert.match(connection.lastError(), /panel.*approve/s);
});

test("an approved game connects at once with its key, and keeps it for the next time", () => {
  const game = refused();
  const before = game.bridgeSide.sockets.length;
  FakePairing.newest.become({ state: "approved", key: KEY });
  assert.equal(game.bridgeSide.sockets.length, before + 1);
  assert.equal(game.bridge.connection.lastError(), "");
  assert.equal(game.bridge.connection.state(), "connecting");
  game.socket.open();
  assert.equal(game.hellos.at(-1).id, "game");
  assert.match(game.hellos.at(-1).nonce, /^[0-9a-f]{32}$/);
  const again = new FakeGame({ storage: game.storage });
  again.bridge.connection.connect("192.168.1.5");
  again.socket.open();
  assert.equal(again.hellos.at(-1).id, "game");
  const elsewhere = new FakeGame({ storage: game.storage });
  elsewhere.bridge.connection.connect("192.168.1.6");
  elsewhere.socket.open();
  assert.equal(elsewhere.hellos.at(-1).nonce, undefined, "another bridge never sees a proof");
});

test("an operator who refuses is asked once", () => {
  const game = refused();
  FakePairing.newest.become({ state: "refused", reason: "no" });
  assert.equal(game.bridge.connection.isWaitingForApproval(), false);
  assert.match(game.bridge.connection.lastError(), /refused this game/);
  game.clock.advance(120_000);
  refuse(game);
  assert.equal(FakePairing.all.length, 1);
  game.bridge.connection.requestAccess();
  assert.equal(FakePairing.all.length, 2);
});

test("a request that nobody answered is made again, for an hour at most", () => {
  refused();
  for (let i = 0; i < 100; i++) FakePairing.newest.become({ state: "expired" });
  assert.equal(FakePairing.all.length, 30);
});

test("an old key that the bridge does not know any more leads to a new one", () => {
  const game = refused();
  FakePairing.newest.become({ state: "approved", key: KEY });
  const later = new FakeGame({ storage: game.storage, Pairing: FakePairing });
  later.bridge.connection.connect("192.168.1.5");
  later.socket.open();
  refuse(later);
  assert.equal(later.bridge.connection.isWaitingForApproval(), true);
});

test("a key that the developer gave is not replaced behind their back", () => {
  FakePairing.all = [];
  const game = new FakeGame({ Pairing: FakePairing });
  game.bridge.connection.connect("ws://192.168.1.5:8080", KEY);
  game.socket.open();
  refuse(game);
  assert.equal(FakePairing.all.length, 0);
  assert.match(game.bridge.connection.lastError(), /does not know this game's key/);
});

test("forgetting the access forgets the key", () => {
  const game = refused();
  FakePairing.newest.become({ state: "approved", key: KEY });
  game.socket.open();
  game.bridge.connection.forgetAccess();
  game.socket.open();
  assert.equal(game.hellos.at(-1).nonce, undefined);
  assert.deepEqual([...game.storage.items.keys()], ["gamebridge id"]);
});

test("disconnecting takes the request back", () => {
  const game = refused();
  game.bridge.connection.disconnect();
  assert.equal(FakePairing.newest.isCancelled, true);
  assert.equal(game.bridge.connection.isWaitingForApproval(), false);
});

test("a page that may store nothing is let in for as long as it lives", () => {
  const storage = {
    getItem() {
      throw new DOMException("denied", "SecurityError");
    },
    setItem() {
      throw new DOMException("full", "QuotaExceededError");
    },
    removeItem() {
      throw new DOMException("denied", "SecurityError");
    },
  };
  const game = refused({ storage });
  FakePairing.newest.become({ state: "approved", key: KEY });
  game.bridge.connection.disconnect();
  game.bridge.connection.connect("ws://192.168.1.5:8080");
  game.socket.open();
  assert.equal(game.hellos.at(-1).id, "game");
  game.bridge.connection.forgetAccess();
});

test("a bridge that was found without an address is asked where it answered", () => {
  FakePairing.all = [];
  const game = new FakeGame({ Pairing: FakePairing });
  game.bridge.connection.connect();
  game.socket.end(1006);
  game.clock.advance(1000);
  game.socket.open();
  refuse(game);
  assert.equal(FakePairing.newest.options.base, "http://localhost:8080");
  FakePairing.newest.become({ state: "approved", key: KEY });
  assert.equal(game.socket.url, "ws://localhost:8080/v1");
  const again = new FakeGame({ storage: game.storage, Pairing: FakePairing });
  again.bridge.connection.connect();
  again.socket.end(1006);
  again.clock.advance(1000);
  again.socket.open();
  refuse(again);
  assert.equal(FakePairing.all.length, 1, "the key of this address is used before asking");
  again.socket.open();
  assert.match(again.hellos.at(-1).nonce, /^[0-9a-f]{32}$/);
});
