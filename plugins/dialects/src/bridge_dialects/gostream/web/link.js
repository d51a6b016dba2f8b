/**
 * A link that is opened again when it ends, with pauses that grow.
 *
 * Knows: WebSockets. Does not know: what they carry.
 */

const FIRST_PAUSE_MS = 500;
const LAST_PAUSE_MS = 8000;

/**
 * @typedef {object} LinkEvents
 * @property {(bytes: Uint8Array) => void} onMessage
 * @property {(text: string) => void} onTold what a reader should know of the link
 * @property {() => void} onOpen
 */

export class Link {
  #path;
  #events;
  /** @type {WebSocket | null} */
  #socket = null;
  #pauseMs = FIRST_PAUSE_MS;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {string} path
   * @param {LinkEvents} events
   */
  constructor(path, events) {
    this.#path = path;
    this.#events = events;
    this.#open();
  }

  #open() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}${this.#path}`);
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    this.#events.onTold("Connecting …");
    socket.onopen = () => {
      this.#events.onOpen();
      this.#events.onTold("Connected; waiting for a picture.");
    };
    socket.onmessage = ({ data }) => {
      this.#pauseMs = FIRST_PAUSE_MS;
      if (data instanceof ArrayBuffer) this.#events.onMessage(new Uint8Array(data));
    };
    socket.onclose = () => {
      if (socket !== this.#socket) return;
      this.#events.onTold("The link is gone; trying again.");
      this.#timer = setTimeout(() => this.#open(), this.#pauseMs);
      this.#pauseMs = Math.min(LAST_PAUSE_MS, this.#pauseMs * 2);
    };
  }

  /** Begin anew, as after an error in the stream. */
  restart() {
    this.#end();
    this.#timer = setTimeout(() => this.#open(), this.#pauseMs);
  }

  close() {
    this.#end();
    this.#events.onTold("Disconnected.");
  }

  #end() {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }
}
