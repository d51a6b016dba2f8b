/** The bridge's side of a pairing, without a network. For tests. */

import { bytesFromHex, codeOf, commitmentOf, keyOf, transcriptOf } from "../src/pairing_words.js";
import { publicKeyOf, sharedSecret } from "../src/x25519.js";
import { Dice, hex } from "./dice.js";

/** Answers as docs/protocol.md §10.1 says, or as a test wants it. */
export class PairingBridge {
  #dice = new Dice(42);
  #privateKey = this.#dice.bytes(32);
  #half = { publicKey: publicKeyOf(this.#privateKey), nonce: this.#dice.bytes(16) };
  /** @type {{method: string, path: string, body: any}[]} */
  asked = [];
  pairing = "ab".repeat(16);
  state = "waiting";
  grantedId = "";
  code = "";
  key = "";
  /** @type {any} */
  wish = null;
  /** Changes what `POST /v1/pairing` says. */
  opened = {};
  /** @type {{status: number, body: any, headers?: any} | null} said once instead */
  refusal = null;
  isReachable = true;

  /** @type {typeof fetch} */
  fetcher = async (input, init) => {
    if (!this.isReachable) throw new TypeError("Failed to fetch");
    const body = init?.body ? JSON.parse(String(init.body)) : undefined;
    const { pathname: path } = new URL(String(input));
    this.asked.push({ method: String(init?.method), path, body });
    const { status, body: told, headers } = this.#takeRefusal() ?? this.#answer(init, path, body);
    return new Response(told === null ? null : JSON.stringify(told), { status, headers });
  };

  #takeRefusal() {
    const refusal = this.refusal;
    this.refusal = null;
    return refusal;
  }

  /**
   * @param {RequestInit | undefined} init
   * @param {string} path
   * @param {any} body
   * @returns {{status: number, body: any, headers?: any}}
   */
  #answer(init, path, body) {
    if (init?.method === "DELETE") return { status: 204, body: null };
    if (init?.method === "GET") {
      const { role, id } = this.wish;
      return { status: 200, body: { state: this.state, id: this.grantedId || id, role } };
    }
    return path.endsWith("/reveal") ? this.#takeReveal(body) : this.#open(body);
  }

  /** @param {any} wish */
  #open(wish) {
    this.wish = wish;
    const body = {
      pairing: this.pairing,
      public_key: hex(this.#half.publicKey),
      nonce: hex(this.#half.nonce),
      expires_in_ms: 120_000,
      ...this.opened,
    };
    return { status: 201, body };
  }

  /** @param {any} said */
  #takeReveal(said) {
    const peer = {
      publicKey: bytesFromHex(said.public_key, 32) ?? new Uint8Array(0),
      nonce: bytesFromHex(said.nonce, 16) ?? new Uint8Array(0),
    };
    if (hex(commitmentOf(peer)) !== this.wish.commitment) {
      return { status: 403, body: { code: "forbidden", text: "not what was begun with" } };
    }
    const { role, id } = this.wish;
    const transcript = transcriptOf({ role, id, pairing: this.pairing, peer, bridge: this.#half });
    this.code = codeOf(transcript);
    const shared = sharedSecret(this.#privateKey, peer.publicKey);
    this.key = keyOf({ role, id: this.grantedId || id, shared, transcript });
    return { status: 200, body: { state: "waiting" } };
  }
}

/** Let everything that waits for an answer go on. */
export async function settle() {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}
