/**
 * The one place where pairing enters.
 *
 * Knows: the form of a pairing (clients/web/src/pairing.js). Does not know: when to pair.
 */

import { Pairing } from "../../../web/src/pairing.js";

/** @typedef {"asking" | "waiting" | "approved" | "refused" | "expired" | "failed"} PairingState */

/**
 * @typedef {object} PairingOptions
 * @property {string} base `http://host:port`
 * @property {"game"} role
 * @property {string} id
 * @property {string} name
 * @property {typeof fetch} [fetcher]
 * @property {(bytes: Uint8Array<ArrayBuffer>) => unknown} [random]
 * @property {import("../../../web/src/system.js").Clock} [clock]
 */

/**
 * @typedef {object} PairingLike
 * @property {() => Promise<void>} start
 * @property {string} code six digits, which the operator compares
 * @property {PairingState} state
 * @property {string} reason
 * @property {string | null} key
 * @property {(listener: () => void) => unknown} on
 * @property {() => void} cancel
 */

/** @typedef {new (options: PairingOptions) => PairingLike} PairingClass */

/** @type {PairingClass | null} */
export const pairingClass = Pairing;
