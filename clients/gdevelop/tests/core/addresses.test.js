import assert from "node:assert/strict";
import test from "node:test";

import {
  crossesIntoLocalNetwork,
  httpBase,
  isMixedContent,
  parseAddress,
  usualAddresses,
} from "../../src/core/addresses.js";
import { colorNumber } from "../../src/core/colors.js";
import { matches, topicOf } from "../../src/core/topics.js";

const page = (/** @type {string} */ protocol, host = "") => ({
  protocol,
  host,
  hostname: host.split(":")[0],
});

test("an address may be as short as a name and as long as a WebSocket's", () => {
  for (const [typed, expected] of [
    ["192.168.1.5", "ws://192.168.1.5:8080/v1"],
    ["box.local:9000", "ws://box.local:9000/v1"],
    [" localhost ", "ws://localhost:8080/v1"],
    ["[::1]:8080", "ws://[::1]:8080/v1"],
    ["http://box:9000/", "ws://box:9000/v1"],
    ["https://bridge.example", "wss://bridge.example/v1"],
    ["ws://127.0.0.1:8080/v1", "ws://127.0.0.1:8080/v1"],
    ["ws://a:b@box:1/v1?key=x#y", "ws://box:1/v1"],
  ]) {
    assert.equal(parseAddress(typed), expected);
  }
  for (const typed of [
    "",
    "???",
    "ftp://box",
    "ws://",
    "box:99999",
    "x".repeat(400),
    "javascript:alert(1)",
  ]) {
    assert.equal(parseAddress(typed), null, typed);
  }
});

test("where to look depends on where the page is from", () => {
  assert.deepEqual(usualAddresses(page("file:"), false), [
    "ws://127.0.0.1:8080/v1",
    "ws://localhost:8080/v1",
  ]);
  assert.deepEqual(usualAddresses(page("http:", "127.0.0.1:8080"), true), [
    "ws://127.0.0.1:8080/v1",
    "ws://localhost:8080/v1",
  ]);
  assert.equal(usualAddresses(page("https:", "box.example"), true)[0], "wss://box.example/v1");
  assert.equal(httpBase("wss://box.example/v1"), "https://box.example");
});

test("what browsers refuse or ask about is known beforehand", () => {
  const open = page("https:", "games.example");
  assert.equal(isMixedContent(open, "ws://192.168.1.5:8080/v1"), true);
  assert.equal(isMixedContent(open, "ws://127.0.0.1:8080/v1"), false);
  assert.equal(isMixedContent(open, "wss://192.168.1.5:8080/v1"), false);
  assert.equal(isMixedContent(page("http:", "games.example"), "ws://192.168.1.5:8080/v1"), false);
  assert.equal(crossesIntoLocalNetwork(open, "ws://127.0.0.1:8080/v1"), true);
  assert.equal(
    crossesIntoLocalNetwork(page("http:", "192.168.1.9"), "ws://192.168.1.5:8080/v1"),
    false,
  );
  assert.equal(crossesIntoLocalNetwork(page("file:"), "ws://127.0.0.1:8080/v1"), false);
  assert.equal(crossesIntoLocalNetwork(open, "wss://bridge.example/v1"), false);
});

test("a topic may be written without its first part, and with slashes around it", () => {
  assert.equal(topicOf("pad-1/input/axis-x"), "device/pad-1/input/axis-x");
  assert.equal(topicOf("/Device/Pad-1/input/axis-x/"), "device/pad-1/input/axis-x");
  assert.equal(topicOf("world/room/pose/wand"), "world/room/pose/wand");
  assert.equal(topicOf("*/input/**"), "device/*/input/**");
  for (const typed of [
    "",
    "a b/c",
    "a//b",
    "**/a",
    "a/".repeat(9),
    `${"x".repeat(33)}/a`,
    "device",
  ]) {
    assert.equal(topicOf(typed), null, typed);
  }
});

test("a pattern stands for what the bridge takes it to stand for", () => {
  assert.equal(matches("device/*/tags", "device/cam-1/tags"), true);
  assert.equal(matches("device/*/tags", "device/cam-1/tags/x"), false);
  assert.equal(matches("device/**", "device"), true);
  assert.equal(matches("**", "sys/statistics"), false);
  assert.equal(matches("sys/**", "sys/statistics"), true);
});

test("colours are read as GDevelop and the web write them", () => {
  for (const [text, number] of /** @type {const} */ ([
    ["255;128;0", 0xff8000],
    ["#ff8000", 0xff8000],
    ["#f80", 0xff8800],
    ["0x102030", 0x102030],
    ["300;-5;7.6", 0xff0008],
    ["red", 0],
    ["", 0],
  ])) {
    assert.equal(colorNumber(text), number, text);
  }
});
