/** What the platform gives a client; tests give it something else. */

/**
 * A clock with timers. Its zero is anywhere; it never steps back.
 * @typedef {object} Clock
 * @property {() => number} nowUs integer microseconds
 * @property {(fn: () => void, delayMs: number) => () => void} after call once; returns how to cancel
 */

/** @type {Clock} */
export const systemClock = Object.freeze({
  nowUs: () => Math.round(performance.now() * 1000),
  after(/** @type {() => void} */ fn, /** @type {number} */ delayMs) {
    const timer = setTimeout(fn, delayMs);
    return () => clearTimeout(timer);
  },
});

/**
 * The part of a WebSocket that a link uses.
 * @typedef {object} Socket
 * @property {(data: string | Uint8Array) => void} send
 * @property {(code?: number, reason?: string) => void} close
 * @property {number} bufferedAmount
 * @property {string} protocol
 * @property {((event: any) => void) | null} onopen
 * @property {((event: {data: string | ArrayBuffer}) => void) | null} onmessage
 * @property {((event: {code: number, reason: string}) => void) | null} onclose
 * @property {((event: any) => void) | null} onerror
 */

/** @typedef {(url: string, subprotocols: string[]) => Socket} SocketFactory */

/** @type {SocketFactory} */
export function openWebSocket(url, subprotocols) {
  const socket = new WebSocket(url, subprotocols);
  socket.binaryType = "arraybuffer";
  return /** @type {Socket} */ (/** @type {unknown} */ (socket));
}
