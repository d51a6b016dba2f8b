/**
 * The two ways in which the protocol can be broken.
 *
 * Knows: close codes (docs/protocol.md). Does not know: messages, sockets.
 */

/**
 * The other side broke the protocol: an ordinary event. `closeCode` is null for a fault of
 * content: it is counted and the session goes on.
 */
export class RemoteProtocolError extends Error {
  /**
   * @param {string} code a short snake_case word
   * @param {string} text names the thing, the value and what was expected
   * @param {number | null} [closeCode]
   */
  constructor(code, text, closeCode = 4400) {
    super(text);
    this.name = "RemoteProtocolError";
    this.code = code;
    /** @type {number | null} */
    this.closeCode = closeCode;
  }
}

/** We broke the protocol: a bug in the calling code. */
export class LocalProtocolError extends Error {
  /** @param {string} text */
  constructor(text) {
    super(text);
    this.name = "LocalProtocolError";
  }
}
