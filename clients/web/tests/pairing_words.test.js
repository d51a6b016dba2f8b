import assert from "node:assert/strict";
import test from "node:test";

import { keyOwner } from "../src/panel/keys.js";
import { bytesFromHex, codeOf, commitmentOf, keyOf, transcriptOf } from "../src/pairing_words.js";
import { publicKeyOf, sharedSecret } from "../src/x25519.js";
import { bytesOf, hex } from "../testing/dice.js";
import { loadVectors } from "../testing/vectors.js";

for (const vector of loadVectors("pairing")) {
  if (vector.error) {
    test(`${vector.name}: ${vector.note}`, () => {
      const [privateKey, publicKey] = [bytesOf(vector.private_key), bytesOf(vector.public_key)];
      assert.throws(() => sharedSecret(privateKey, publicKey), RangeError);
    });
    continue;
  }
  test(`${vector.name}: both sides show the same code and derive the same key`, () => {
    const peerKey = bytesOf(vector.peer_private_key);
    const bridgeKey = bytesOf(vector.bridge_private_key);
    const peer = { publicKey: publicKeyOf(peerKey), nonce: bytesOf(vector.peer_nonce) };
    const bridge = { publicKey: publicKeyOf(bridgeKey), nonce: bytesOf(vector.bridge_nonce) };
    assert.equal(hex(peer.publicKey), vector.peer_public_key);
    assert.equal(hex(commitmentOf(peer)), vector.commitment);
    const { role, id, pairing, granted_id: granted } = vector;
    const transcript = transcriptOf({ role, id, pairing, peer, bridge });
    assert.equal(hex(transcript), vector.transcript);
    assert.equal(codeOf(transcript), vector.code);
    const shared = sharedSecret(peerKey, bridge.publicKey);
    assert.equal(hex(shared), vector.shared_secret);
    assert.equal(hex(sharedSecret(bridgeKey, peer.publicKey)), vector.shared_secret);
    const key = keyOf({ role, id: granted, shared, transcript });
    assert.equal(key, vector.key);
    assert.equal(keyOwner(key), granted);
  });
}

test("only hexadecimal digits of the right number are bytes", () => {
  assert.deepEqual(bytesFromHex("00ff", 2), Uint8Array.of(0, 255));
  for (const text of ["00f", "00FF", "00fg", "0 ff", 7, null, undefined, ["00", "ff"]]) {
    assert.equal(bytesFromHex(text, 2), null);
  }
});
