/** The live events on the plain WebSocket, joined again after every loss. */

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;

export class LiveEvents {
  #wanted = new Set();
  #socket = null;
  #pauseMs = FIRST_PAUSE_MS;
  #hear;
  #tellState;

  /**
   * @param {(event: string, content: any) => void} hear is called with each event.
   * @param {(isOpen: boolean) => void} tellState is called when the link opens and ends.
   */
  constructor(hear, tellState) {
    this.#hear = hear;
    this.#tellState = tellState;
    this.#open();
  }

  /** Show these streams and no others. @param {Iterable<string>} names */
  show(names) {
    const next = new Set(names);
    for (const name of this.#wanted) {
      if (!next.has(name)) this.#say("leave_stream", name);
    }
    for (const name of next) {
      if (!this.#wanted.has(name)) this.#say("join_stream", name);
    }
    this.#wanted = next;
  }

  /** @param {string} event @param {string} name */
  #say(event, name) {
    if (this.#socket?.readyState === WebSocket.OPEN) {
      this.#socket.send(JSON.stringify({ event, data: { stream_name: name } }));
    }
  }

  #open() {
    const address = new URL("/events", location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(address);
    this.#socket = socket;
    socket.onopen = () => {
      this.#pauseMs = FIRST_PAUSE_MS;
      this.#tellState(true);
      for (const name of this.#wanted) this.#say("join_stream", name);
    };
    socket.onmessage = (message) => {
      const { event, data } = JSON.parse(message.data);
      this.#hear(event, data);
    };
    socket.onclose = () => {
      this.#tellState(false);
      setTimeout(() => this.#open(), this.#pauseMs);
      this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
    };
  }
}

/** Return a picture as something that an image can show. @param {string} base64 */
export function pictureOf(base64) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  return new Blob([bytes], { type: "image/jpeg" });
}
