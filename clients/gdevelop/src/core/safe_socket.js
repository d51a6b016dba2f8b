/**
 * Sockets that fail by closing, also where the browser's constructor throws.
 *
 * Knows: sockets. Does not know: links.
 */

/** @typedef {import("../../../web/src/system.js").Socket} Socket */
/** @typedef {import("../../../web/src/system.js").SocketFactory} SocketFactory */

/**
 * Return a factory of which no call throws.
 * @param {SocketFactory} factory
 * @param {import("../../../web/src/system.js").Clock} clock
 * @returns {SocketFactory}
 */
export function safeSocketFactory(factory, clock) {
  return (url, subprotocols) => {
    try {
      return factory(url, subprotocols);
    } catch (error) {
      return deadSocket(error instanceof Error ? error.message : String(error), clock);
    }
  };
}

/**
 * @param {string} reason
 * @param {import("../../../web/src/system.js").Clock} clock
 * @returns {Socket}
 */
function deadSocket(reason, clock) {
  /** @type {Socket} */
  const socket = {
    send() {},
    close() {},
    bufferedAmount: 0,
    protocol: "",
    onopen: null,
    onmessage: null,
    onclose: null,
    onerror: null,
  };
  clock.after(() => socket.onclose?.({ code: 1006, reason }), 0);
  return socket;
}
