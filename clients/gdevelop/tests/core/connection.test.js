import assert from "node:assert/strict";
import test from "node:test";

import { FakeGame, settle } from "../../testing/fake_game.js";

const PUBLIC_PAGE = { protocol: "https:", host: "games.example", hostname: "games.example" };

test("without a bridge everything is empty, and nothing fails", () => {
  const game = new FakeGame();
  const { bridge } = game;
  game.frame(() => {
    assert.equal(bridge.connection.state(), "off");
    assert.equal(bridge.connection.hasError(), false);
    assert.equal(bridge.values.number("pad-1/input/light", ""), 0);
    assert.equal(bridge.values.isStale("pad-1/input/light", 5), true);
    assert.equal(bridge.devices.isPressed("", "jump"), false);
    assert.equal(bridge.tags.x(7), 0);
    assert.equal(bridge.world.has("wand"), false);
    assert.equal(bridge.stream("").picture, null);
    bridge.commands.send("pad-1", "led", 1);
    bridge.recording.mark("here");
  });
  game.frame(() => assert.equal(bridge.commands.isFailed("pad-1", "led"), true));
});

test("a link that opens is told for exactly one frame, and so is its end", () => {
  const game = new FakeGame();
  game.bridge.connection.connect("ws://127.0.0.1:8080");
  assert.equal(game.bridge.connection.state(), "connecting");
  game.socket.open();
  const { connection } = game.bridge;
  game.frame(() =>
    assert.deepEqual([connection.justOpened(), connection.justLost()], [true, false]),
  );
  game.frame(() =>
    assert.deepEqual([connection.justOpened(), connection.isConnected()], [false, true]),
  );
  game.socket.end(1006);
  game.frame(() =>
    assert.deepEqual([connection.justLost(), connection.isConnected()], [true, false]),
  );
  game.frame(() => assert.equal(connection.justLost(), false));
});

test("asking every frame for the same connection makes one link", () => {
  const game = new FakeGame();
  for (let i = 0; i < 5; i++) game.frame(() => game.bridge.connection.connect("box"));
  assert.equal(game.bridgeSide.sockets.length, 1);
  assert.equal(game.socket.url, "ws://box:8080/v1");
});

test("a lost link is opened again, and what was wished for is wished for again", () => {
  const game = new FakeGame().connect();
  game.frame(() => game.bridge.values.watch("pad-1/input/light"));
  game.socket.end(1006);
  assert.equal(game.bridge.connection.isConnecting(), true);
  game.clock.advance(1000);
  game.socket.open();
  assert.equal(game.bridgeSide.sockets.length, 2);
  assert.equal(game.subscriptionsTo("device/pad-1/input/light").length, 1);
});

test("without the wish to reconnect a lost link stays lost until somebody connects", () => {
  const game = new FakeGame();
  game.bridge.connection.setAutoReconnect(false);
  game.connect();
  game.socket.end(1006);
  game.clock.advance(60_000);
  assert.equal(game.bridgeSide.sockets.length, 1);
  assert.equal(game.bridge.connection.isConnecting(), false);
  assert.match(game.bridge.connection.lastError(), /was lost/);
  game.bridge.connection.connect("ws://127.0.0.1:8080");
  assert.equal(game.bridgeSide.sockets.length, 2);
});

test("without an address this machine is tried by number, then by name, until one is right", () => {
  const game = new FakeGame();
  game.bridge.connection.connect();
  assert.equal(game.socket.url, "ws://127.0.0.1:8080/v1");
  game.socket.end(1006);
  game.clock.advance(1000);
  assert.equal(game.socket.url, "ws://localhost:8080/v1");
  game.socket.open();
  game.socket.end(1006);
  game.clock.advance(1000);
  assert.equal(game.socket.url, "ws://localhost:8080/v1");
});

test("without an address the page's own host comes first if a bridge serves it", async () => {
  const page = { protocol: "http:", host: "box.local:9000", hostname: "box.local" };
  /** @type {string[]} */
  const asked = [];
  const fetcher = async (/** @type {any} */ url) => {
    asked.push(String(url));
    return new Response('{"status":"ok"}');
  };
  const game = new FakeGame({ page, fetcher });
  game.bridge.connection.connect();
  assert.equal(game.bridge.connection.state(), "connecting");
  await settle();
  assert.deepEqual(asked, ["http://box.local:9000/healthz"]);
  assert.equal(game.socket.url, "ws://box.local:9000/v1");
});

test("a page's host that is any other server is passed over", async () => {
  const page = { protocol: "http:", host: "127.0.0.1:5500", hostname: "127.0.0.1" };
  const fetcher = async () => new Response("<h1>Not found</h1>", { status: 404 });
  const game = new FakeGame({ page, fetcher });
  game.bridge.connection.connect();
  await settle();
  assert.equal(game.socket.url, "ws://127.0.0.1:8080/v1");
});

test("waiting for a connection ends with the connection, or with the seconds", async () => {
  const game = new FakeGame();
  const opened = game.bridge.connection.connectAndWait("ws://127.0.0.1:8080", "", 5);
  game.socket.open();
  assert.equal(await opened, true);
  assert.equal(await game.bridge.connection.connectAndWait("ws://127.0.0.1:8080", "", 5), true);
  const failed = game.bridge.connection.connectAndWait("ws://127.0.0.2:8080", "", 5);
  game.clock.advance(5000);
  assert.equal(await failed, false);
  assert.equal(await game.bridge.connection.connectAndWait("???", "", 5), false);
});

test("an address that is none is told with an example of one", () => {
  const game = new FakeGame();
  game.bridge.connection.connect("ftp://box");
  assert.equal(game.bridge.connection.hasError(), true);
  assert.equal(game.bridge.connection.state(), "refused");
  assert.match(game.bridge.connection.lastError(), /"ftp:\/\/box" is no address.*192\.168/s);
});

test("a page that came by https is told that plain links to the network are refused", () => {
  const game = new FakeGame({ page: PUBLIC_PAGE });
  game.bridge.connection.connect("192.168.1.5");
  assert.equal(game.bridgeSide.sockets.length, 0);
  assert.match(game.bridge.connection.lastError(), /https.*192\.168\.1\.5:8080\/games\//s);
});

test("a browser that asks before it lets a page into the network is understood", async () => {
  const answer = { state: "prompt", onchange: /** @type {any} */ (null) };
  const permissions = async (/** @type {string} */ name) => {
    if (name !== "loopback-network") throw new TypeError(`no permission ${name}`);
    return answer;
  };
  const game = new FakeGame({ page: PUBLIC_PAGE, permissions });
  game.bridge.connection.connect("ws://127.0.0.1:8080");
  game.socket.end(1006);
  await settle();
  assert.equal(game.bridge.connection.needsLocalNetworkPermission(), true);
  assert.match(game.bridge.connection.lastError(), /Allow/);
  const before = game.bridgeSide.sockets.length;
  answer.state = "granted";
  answer.onchange({});
  assert.equal(game.bridgeSide.sockets.length, before + 1);
  game.socket.open();
  assert.equal(game.bridge.connection.needsLocalNetworkPermission(), false);
});

test("no answer at all and an answer that refuses this page are told apart", async () => {
  for (const [isThere, words] of /** @type {const} */ ([
    [false, /No bridge answers.*gamebridge run/s],
    [true, /takes no link from this page.*bridge\.origins/s],
  ])) {
    const fetcher = async () => {
      if (!isThere) throw new TypeError("Failed to fetch");
      return new Response("");
    };
    const game = new FakeGame({ fetcher });
    game.bridge.connection.connect("ws://127.0.0.1:8080");
    game.socket.end(1006);
    await settle();
    assert.match(game.bridge.connection.lastError(), words);
    game.clock.advance(1000);
    assert.match(game.bridge.connection.lastError(), words, "while it is tried again");
  }
});

test("a browser whose sockets throw is a link that failed", () => {
  const game = new FakeGame({
    socketFactory: () => {
      throw new DOMException("An insecure WebSocket", "SecurityError");
    },
  });
  game.bridge.connection.connect("ws://127.0.0.1:8080");
  game.clock.advance(5000);
  assert.match(game.bridge.connection.lastError(), /No bridge answers/);
});

test("a key that the developer gave is proven, under the id that it is for", () => {
  const game = new FakeGame();
  const key = `gbs1_my_game_${"A".repeat(43)}_abcd`;
  game.bridge.connection.connect("ws://127.0.0.1:8080", key);
  game.socket.open();
  const [hello] = game.sent("hello");
  assert.equal(hello.id, "my_game");
  assert.match(hello.nonce, /^[0-9a-f]{32}$/);
  assert.equal(JSON.stringify(game.socket.sent).includes("AAAA"), false);
  game.socket.say({ op: "status", level: "error", code: "unauthorized", text: "wrong key" });
  game.socket.end(4401);
  assert.match(game.bridge.connection.lastError(), /does not know this game's key.*wrong key/s);
  assert.equal(game.bridge.connection.state(), "refused");
});

test("a bridge that starts anew with another clock makes no value younger or older", () => {
  const game = new FakeGame().connect();
  game.frame(() => game.bridge.values.watch("pad-1/input/light"));
  game.say("device/pad-1/input/light", { value: 3 });
  game.frame();
  game.clock.advance(2000);
  game.bridgeSide.boot = "boot-2";
  game.bridgeSide.offsetUs = 7_000_000;
  game.socket.end(1006);
  game.clock.advance(500);
  game.socket.open();
  game.frame(() => {
    const ageS = game.bridge.values.ageS("pad-1/input/light");
    assert.ok(ageS > 2.5 && ageS < 2.6, `${ageS} s`);
  });
  assert.equal(game.say("device/pad-1/input/light", { value: 4 }, { seq: 1 }), 1);
  game.frame(() => assert.equal(game.bridge.values.number("pad-1/input/light"), 4));
});

test("another bridge knows nothing of what the one before has said", () => {
  const game = new FakeGame().connect("ws://127.0.0.1:8080");
  game.frame(() => game.bridge.values.watch("pad-1/input/light"));
  game.say("device/pad-1/input/light", { value: 3 });
  game.frame(() => assert.equal(game.bridge.values.number("pad-1/input/light"), 3));
  game.connect("ws://127.0.0.2:8080");
  game.frame(() => assert.equal(game.bridge.values.has("pad-1/input/light"), false));
});

test("several bridges have links of their own", () => {
  const game = new FakeGame().connect();
  const other = game.library.bridge("stage");
  other.connection.connect("ws://127.0.0.1:9000");
  assert.equal(game.bridgeSide.sockets.length, 2);
  assert.equal(game.library.bridge(" stage "), other);
  assert.equal(other.connection.isConnected(), false);
  assert.equal(game.bridge.connection.isConnected(), true);
});

test("the operator reads the game's name, without signs that could fool", () => {
  const game = new FakeGame({ gameName: () => "Tilt <b>& run</b>" });
  game.bridge.connection.connect("ws://127.0.0.1:8080");
  game.socket.open();
  assert.equal(game.bridgeSide.sockets[0].url.endsWith("/v1"), true);
  assert.equal(game.hellos.at(-1).name, "Tilt b run b");
  game.bridge.connection.setGameName("Stage 2");
  game.socket.open();
  assert.equal(game.hellos.at(-1).name, "Stage 2");
});

test("what was known grows older without a link, and tags that were seen are lost", () => {
  const game = new FakeGame().connect();
  game.frame(() => {
    game.bridge.values.watch("pad-1/input/light");
    game.bridge.tags.isVisible(7);
  });
  game.say("device/pad-1/input/light", { value: 3 });
  game.say("device/cam-1/tags", { frame_seq: 1, intrinsics: null, tags: [{ tag_id: 7 }] });
  game.frame(() => assert.equal(game.bridge.tags.isVisible(7), true));
  game.bridge.connection.disconnect();
  game.frame(() => assert.equal(game.bridge.tags.justLost(7), true), 1000);
  assert.ok(Math.abs(game.bridge.values.ageS("pad-1/input/light") - 1.016) < 1e-6);
});

test("a bridge that starts anew while the game is not connected is heard as before", () => {
  const game = new FakeGame().connect();
  game.frame(() => game.bridge.values.watch("pad-1/input/light"));
  game.say("device/pad-1/input/light", { value: 3 }, { seq: 900 });
  game.frame(() => game.bridge.connection.disconnect());
  game.bridgeSide.boot = "boot-2";
  game.bridgeSide.offsetUs = 0;
  game.connect();
  game.say("device/pad-1/input/light", { value: 4 }, { seq: 1 });
  game.frame(() => assert.equal(game.bridge.values.number("pad-1/input/light"), 4));
});
