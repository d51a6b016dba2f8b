/**
 * Proof of identity: the peer's side of docs/protocol.md, "proof". The key never travels.
 *
 * Knows: keys, nonces, digests. Does not know: sockets, messages, where keys are kept.
 */

import { hmacSha256, sha256 } from "./sha256.js";

const utf8 = new TextEncoder();

/** @param {Uint8Array} bytes */
export function hexOf(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Return what both sides sign when a link opens.
 * @param {{role: string, id: string, clientNonce: string, serverNonce: string}} opening
 */
export function linkAuthMessage({ role, id, clientNonce, serverNonce }) {
  return utf8.encode(`gamebridge.v1,${role},${id},${clientNonce},${serverNonce}`);
}

/**
 * Return what a peer signs for one HTTP request. `count` rises with every use of a nonce.
 * @param {{id: string, nonce: string, count: number, method: string, path: string, body: Uint8Array}} request
 */
export function httpAuthMessage({ id, nonce, count, method, path, body }) {
  const digest = hexOf(sha256(body));
  return utf8.encode(`gamebridge.v1,http,${id},${nonce},${count},${method},${path},${digest}`);
}

/**
 * Return the proof that its sender knows the key, 64 hexadecimal digits.
 * @param {string} key
 * @param {Uint8Array} authMessage
 */
export function clientProof(key, authMessage) {
  const clientKey = hmacSha256(utf8.encode(key), utf8.encode("Client Key"));
  const signature = hmacSha256(sha256(clientKey), authMessage);
  return hexOf(clientKey.map((byte, i) => byte ^ signature[i]));
}

/**
 * Return the proof that the bridge knows the key too; a peer compares it with the welcome's.
 * @param {string} key
 * @param {Uint8Array} authMessage
 */
export function serverProof(key, authMessage) {
  const serverKey = hmacSha256(utf8.encode(key), utf8.encode("Server Key"));
  return hexOf(hmacSha256(serverKey, authMessage));
}

/**
 * Return 32 hexadecimal digits that nobody can guess.
 * @param {(bytes: Uint8Array<ArrayBuffer>) => unknown} [fill] stands in for the browser's generator
 */
export function newNonce(fill = (bytes) => crypto.getRandomValues(bytes)) {
  const nonce = new Uint8Array(16);
  fill(nonce);
  return hexOf(nonce);
}

/**
 * Return the value of the Authorization header for one HTTP request.
 * @param {string} key
 * @param {Parameters<typeof httpAuthMessage>[0]} request
 */
export function httpAuthorization(key, request) {
  const proof = clientProof(key, httpAuthMessage(request));
  const { id, nonce, count } = request;
  return `Gamebridge id="${id}", nonce="${nonce}", count="${count}", proof="${proof}"`;
}
