/**
 * The bridge's HTTP interface, with this page's key where one is needed (docs/protocol.md
 * §11.2): proven when the bridge asks for a proof, shown only where nobody can read it or
 * where it opens nothing that is not seen anyway.
 *
 * Knows: requests and how they are signed. Does not know: what the answers mean.
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
  #isPrivate;
  #fetch;
  #key = /** @type {string | null} */ (null);
  #isViewer = false;
  #nonce = "";
  #count = 0;
  /** @type {Promise<unknown>} the proven request before, answered or not */
  #before = Promise.resolve();

  /**
   * @param {string} base address of the bridge
   * @param {boolean} isPrivate whether nobody can read the link: https or this machine
   * @param {typeof fetch} [fetcher]
   */
  constructor(base, isPrivate, fetcher = (...args) => fetch(...args)) {
    this.#base = base;
    this.#isPrivate = isPrivate;
    this.#fetch = fetcher;
  }

  /**
   * @param {string | null} key used from the next request on
   * @param {boolean} [isViewer] whether it opens no more than watching
   */
  useKey(key, isViewer = false) {
    if (key !== this.#key) this.#nonce = "";
    this.#key = key;
    this.#isViewer = isViewer;
  }

  /**
   * @param {string} path
   * @returns {Promise<any>}
   * @throws {RestError} when the bridge refuses; TypeError when it does not answer
   */
  get(path) {
    return this.#inTurn(async () => parseOrNull(await (await this.#ask("GET", path)).text()));
  }

  /**
   * Ask for a file, such as a picture.
   * @param {string} path
   * @returns {Promise<Blob>}
   */
  file(path) {
    return this.#inTurn(async () => (await this.#ask("GET", path)).blob());
  }

  /**
   * @param {string} path
   * @param {object} [body]
   * @returns {Promise<any>}
   */
  post(path, body = {}) {
    const text = JSON.stringify(body);
    return this.#inTurn(async () =>
      parseOrNull(await (await this.#ask("POST", path, text)).text()),
    );
  }

  /**
   * @param {string} path
   * @returns {Promise<any>}
   */
  delete(path) {
    return this.#inTurn(async () => parseOrNull(await (await this.#ask("DELETE", path)).text()));
  }

  /**
   * With proofs one request at a time: their counts have to arrive in the order they were
   * made. Without, a question that takes long keeps nobody waiting.
   * @template T
   * @param {() => Promise<T>} request
   * @returns {Promise<T>}
   */
  #inTurn(request) {
    if (this.#nonce === "") return request();
    const turn = this.#before.then(request, request);
    this.#before = turn.catch(() => {});
    return turn;
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {string} [body]
   */
  async #ask(method, path, body = "") {
    let answer = await this.#send(method, path, body);
    const nonce = nonceOf(answer.headers.get("WWW-Authenticate"));
    if (answer.status === 401 && nonce !== null && this.#key !== null) {
      this.#nonce = nonce;
      this.#count = 0;
      answer = await this.#send(method, path, body);
    }
    if (answer.ok) return answer;
    const found = parseOrNull(await answer.text());
    const text = [found?.text || answer.statusText, found?.hint].filter(Boolean).join(". ");
    throw new RestError(answer.status, found?.code ?? "", text);
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {string} body
   */
  #send(method, path, body) {
    /** @type {{[name: string]: string}} */
    const headers = { Accept: "application/json, */*;q=0.5" };
    if (body) headers["Content-Type"] = "application/json";
    const authorization = this.#authorization(method, path, body);
    if (authorization) headers.Authorization = authorization;
    return this.#fetch(new URL(path, this.#base), {
      method,
      headers,
      body: body || undefined,
      cache: "no-store",
    });
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {string} body
   */
  #authorization(method, path, body) {
    const key = this.#key;
    const id = key === null ? null : keyOwner(key);
    if (key === null || id === null) return "";
    if (this.#nonce) {
      const count = ++this.#count;
      const bytes = new TextEncoder().encode(body);
      return httpAuthorization(key, { id, nonce: this.#nonce, count, method, path, body: bytes });
    }
    return this.#isPrivate || this.#isViewer ? `Bearer ${key}` : "";
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
