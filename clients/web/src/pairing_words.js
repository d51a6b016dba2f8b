/**
 * What both sides of a pairing hash, show and derive (docs/protocol.md §10.1).
 *
 * Knows: digests. Does not know: requests, time, where keys are kept.
 */

import { hkdfSha256 } from "./hkdf.js";
import { concatenate, sha256 } from "./sha256.js";

export const PUBLIC_KEY_BYTES = 32;
export const NONCE_BYTES = 16;
const SECRET_BYTES = 32;
const CODES = 1_000_000n;

const utf8 = new TextEncoder();

/**
 * What one side brings, both for one pairing only.
 * @typedef {{publicKey: Uint8Array, nonce: Uint8Array}} Half
 */

/**
 * Return what a peer sends before it has seen anything of the bridge.
 * @param {Half} half
 */
export function commitmentOf({ publicKey, nonce }) {
  return sha256(concatenate(publicKey, nonce));
}

/**
 * Return the digest of all that was agreed on. `id` is the one that was asked for.
 * @param {{role: string, id: string, pairing: string, peer: Half, bridge: Half}} agreed
 */
export function transcriptOf({ role, id, pairing, peer, bridge }) {
  const words = utf8.encode(`gamebridge.v1,pairing,${role},${id},${pairing},`);
  return sha256(concatenate(words, peer.publicKey, bridge.publicKey, peer.nonce, bridge.nonce));
}

/**
 * Return the six digits that people compare: `482 913`.
 * @param {Uint8Array} transcript
 */
export function codeOf(transcript) {
  const digest = sha256(concatenate(utf8.encode("gamebridge.v1,pairing code,"), transcript));
  const number = new DataView(digest.buffer, digest.byteOffset).getBigUint64(0) % CODES;
  const digits = number.toString().padStart(6, "0");
  return `${digits.slice(0, 3)} ${digits.slice(3)}`;
}

/**
 * Return the key that both sides have from now on. `id` is the granted one.
 * @param {{role: string, id: string, shared: Uint8Array, transcript: Uint8Array}} outcome
 */
export function keyOf({ role, id, shared, transcript }) {
  const info = utf8.encode("gamebridge.v1,pairing key");
  const secret = hkdfSha256({ secret: shared, salt: transcript, info, length: SECRET_BYTES });
  const body = `${role === "device" ? "gbd1" : "gbs1"}_${id}_${base64url(secret)}`;
  return `${body}_${base64url(sha256(utf8.encode(body)).subarray(0, 3))}`;
}

/** @param {Uint8Array} bytes */
function base64url(bytes) {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * Return bytes of an exact length from hexadecimal digits, or null.
 * @param {unknown} text
 * @param {number} length
 */
export function bytesFromHex(text, length) {
  if (typeof text !== "string" || text.length !== 2 * length) return null;
  if (!/^[0-9a-f]*$/.test(text)) return null;
  return Uint8Array.from({ length }, (_, i) => parseInt(text.slice(2 * i, 2 * i + 2), 16));
}
