import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import test from "node:test";

import {
  clientProof,
  httpAuthMessage,
  httpAuthorization,
  linkAuthMessage,
  newNonce,
  serverProof,
} from "../src/proof.js";
import { keyOwner } from "../src/panel/keys.js";
import { bytesOf } from "../testing/dice.js";
import { loadVectors } from "../testing/vectors.js";

for (const vector of loadVectors("proof")) {
  const { name, channel, key, role, id } = vector;
  test(`${name}: keys, messages and proofs agree`, () => {
    assert.equal(keyOwner(key), id);
    if (channel === "websocket") {
      const nonces = { clientNonce: vector.peer_nonce, serverNonce: vector.bridge_nonce };
      const message = linkAuthMessage({ role, id, ...nonces });
      assert.equal(new TextDecoder().decode(message), vector.auth_message);
      assert.equal(clientProof(key, message), vector.proof);
      assert.equal(serverProof(key, message), vector.server_proof);
    } else if (channel === "http") {
      const { nonce, count, method, path } = vector;
      const request = { id, nonce, count, method, path, body: bytesOf(vector.body_hex) };
      assert.equal(httpAuthorization(key, request), vector.authorization);
    }
  });
}

const KEY = "gbd1_cam-1_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopq_wxyz";
const OPENING = {
  role: "device",
  id: "cam-1",
  clientNonce: "00".repeat(16),
  serverNonce: "ff".repeat(16),
};

test("a verifier that stores only the digest of the client key accepts the proof", () => {
  const message = linkAuthMessage(OPENING);
  const stored = createHash("sha256")
    .update(createHmac("sha256", KEY).update("Client Key").digest())
    .digest();
  const signature = createHmac("sha256", stored).update(message).digest();
  const recovered = bytesOf(clientProof(KEY, message)).map((byte, i) => byte ^ signature[i]);
  assert.deepEqual(createHash("sha256").update(recovered).digest(), stored);
});

test("the bridge's proof depends on the key and on both nonces", () => {
  const proof = serverProof(KEY, linkAuthMessage(OPENING));
  const other = linkAuthMessage({ ...OPENING, clientNonce: "01".repeat(16) });
  assert.match(proof, /^[0-9a-f]{64}$/);
  assert.notEqual(proof, serverProof(KEY, other));
  assert.notEqual(proof, serverProof(`${KEY}x`, linkAuthMessage(OPENING)));
});

test("a request is signed with its method, path, count and body", () => {
  const request = {
    id: "a",
    nonce: "b",
    count: 1,
    method: "GET",
    path: "/v1/plugins",
    body: new Uint8Array(),
  };
  const text = new TextDecoder().decode(httpAuthMessage(request));
  const empty = createHash("sha256").digest("hex");
  assert.equal(text, `gamebridge.v1,http,a,b,1,GET,/v1/plugins,${empty}`);
  assert.match(
    httpAuthorization(KEY, request),
    /^Gamebridge id="a", nonce="b", count="1", proof="[0-9a-f]{64}"$/,
  );
});

test("nonces are 32 hexadecimal digits and differ", () => {
  assert.match(newNonce(), /^[0-9a-f]{32}$/);
  assert.notEqual(newNonce(), newNonce());
});
