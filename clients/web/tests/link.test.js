import assert from "node:assert/strict";
import test from "node:test";

import { BridgeClient } from "../src/client.js";
import { keyOwner } from "../src/panel/keys.js";
import { bytesOf } from "../testing/dice.js";
import { FakeBridge, FakeClock } from "../testing/fakes.js";
import { loadVectors } from "../testing/vectors.js";

const VALID = new Map(loadVectors("valid").map((vector) => [vector.name, vector]));

/**
 * A device as it is in the vectors, brought into the state that one of them asks for.
 * @param {any} vector
 */
function peerOf({ key, peer_nonce: nonce, bridge_nonce: bridgeNonce, state }) {
  const clock = new FakeClock();
  const bridge = new FakeBridge(clock);
  const id = keyOwner(key) ?? assert.fail();
  const { socketFactory } = bridge;
  const client = new BridgeClient({
    ...{ url: "ws://bridge", role: "device", id, key, socketFactory, clock },
    nonce: () => nonce,
  });
  client.open();
  bridge.socket.open();
  if (state !== "hello") {
    bridge.socket.say({ op: "challenge", nonce: bridgeNonce, method: "scram-sha-256" });
  }
  if (state === "ready") {
    bridge.socket.say(VALID.get("welcome").message);
    client.subscribe({ topics: ["device/*/tags"] }, () => {});
    bridge.socket.say(VALID.get("subscribed").message);
    assert.equal(client.state, "open");
  }
  return { client, socket: bridge.socket };
}

for (const vector of loadVectors("invalid").filter(({ direction }) => direction === "to_peer")) {
  test(`${vector.name}: this peer finds ${vector.error}`, () => {
    const { client, socket } = peerOf(vector);
    socket.onmessage({ data: vector.text ?? bytesOf(vector.hex).buffer });
    assert.deepEqual(client.statistics().faults, { [vector.error]: 1 });
    assert.equal(socket.closed?.code ?? null, vector.close_code);
  });
}
