/** The vectors that bind all implementations of the protocol (tests/vectors/README.md). */

import { readFileSync, readdirSync } from "node:fs";

const FOLDER = new URL("../../../tests/vectors/", import.meta.url);

/**
 * Read all vectors of a kind.
 * @param {"valid" | "tolerant" | "invalid" | "clocksync" | "proof" | "pairing" | "pose"} kind
 * @returns {any[]}
 */
export function loadVectors(kind) {
  const folder = new URL(`${kind}/`, FOLDER);
  const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
  if (names.length === 0) throw new Error(`no vectors in ${folder.pathname}`);
  return names.sort().map((name) => JSON.parse(readFileSync(new URL(name, folder), "utf8")));
}
