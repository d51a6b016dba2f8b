/**
 * The bridge's HTTP interface, with proofs where a key is needed (docs/protocol.md §11.2).
 *
 * Knows: requests and their signatures. Does not know: what the answers mean.
 */

import { httpAuthorization } from "../proof.js";
import { keyOwner } from "./keys.js";

export class RestError extends Error {
  /**
   * @param {number} status
   * @param {string} code
   * @param {string} text
   */
  constructor(status, code, text) {
    super(text);
    this.name = "RestError";
    this.status = status;
    this.code = code;
  }
}

export class Rest {
  #base;
  #fetch;
  #key = /** @type {string | null} */ (null);
  #nonce = "";
  #count = 0;

  /**
   * @param {string} base address of the bridge
   * @param {typeof fetch} [fetcher]
   */
  constructor(base, fetcher = (...args) => fetch(...args)) {
    this.#base = base;
    this.#fetch = fetcher;
  }

  /** @param {string | null} key used from the next request on */
  useKey(key) {
    this.#key = key;
    this.#nonce = "";
  }

  /**
   * @param {string} path
   * @returns {Promise<any>}
   * @throws {RestError} when the bridge refuses; TypeError when it does not answer
   */
  get(path) {
    return this.#ask("GET", path, "");
  }

  /**
   * @param {string} path
   * @param {object} body
   * @returns {Promise<any>}
   */
  post(path, body) {
    return this.#ask("POST", path, JSON.stringify(body));
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {string} body
   */
  async #ask(method, path, body) {
    let answer = await this.#send(method, path, body);
    const nonce = nonceOf(answer.headers.get("WWW-Authenticate"));
    if (answer.status === 401 && nonce !== null && this.#key !== null) {
      this.#nonce = nonce;
      this.#count = 0;
      answer = await this.#send(method, path, body);
    }
    const text = await answer.text();
    const found = parseOrNull(text);
    if (answer.ok) return found;
    throw new RestError(answer.status, found?.code ?? "", found?.text ?? answer.statusText);
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {string} body
   */
  #send(method, path, body) {
    /** @type {{[name: string]: string}} */
    const headers = { Accept: "application/json" };
    if (body) headers["Content-Type"] = "application/json";
    const id = this.#key === null ? null : keyOwner(this.#key);
    if (this.#key !== null && id !== null && this.#nonce) {
      const signed = new TextEncoder().encode(body);
      const count = ++this.#count;
      const request = { id, nonce: this.#nonce, count, method, path, body: signed };
      headers.Authorization = httpAuthorization(this.#key, request);
    }
    return this.#fetch(new URL(path, this.#base), {
      method,
      headers,
      body: body || undefined,
      cache: "no-store",
    });
  }
}

/** @param {string | null} header */
function nonceOf(header) {
  return /^Gamebridge .*nonce="([0-9a-f]{32})"/.exec(header ?? "")?.[1] ?? null;
}

/** @param {string} text */
function parseOrNull(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
