/** A clock that is moved by hand, and a bridge without a network. For tests of pages too. */

/** Time stands still until `advance`. Timers fire in their order. */
export class FakeClock {
  #nowUs = 1_000_000;
  /** @type {{atUs: number, fn: () => void}[]} */
  #timers = [];

  nowUs() {
    return this.#nowUs;
  }

  /**
   * @param {() => void} fn
   * @param {number} delayMs
   */
  after(fn, delayMs) {
    const timer = { atUs: this.#nowUs + delayMs * 1000, fn };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** How many timers wait. */
  get waiting() {
    return this.#timers.length;
  }

  /** @param {number} milliseconds */
  advance(milliseconds) {
    const endUs = this.#nowUs + milliseconds * 1000;
    for (;;) {
      const due = this.#timers
        .filter((timer) => timer.atUs <= endUs)
        .sort((a, b) => a.atUs - b.atUs)[0];
      if (due === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== due);
      this.#nowUs = Math.max(this.#nowUs, due.atUs);
      due.fn();
    }
    this.#nowUs = endUs;
  }
}

/** One end of a socket whose other end is the test. */
export class FakeSocket {
  bufferedAmount = 0;
  /** @type {any} */
  onopen = null;
  /** @type {any} */
  onmessage = null;
  /** @type {any} */
  onclose = null;
  /** @type {any} */
  onerror = null;
  /** @type {any[]} control messages that were sent and not answered by the fake bridge */
  sent = [];
  /** @type {{code?: number, reason?: string} | null} */
  closed = null;

  /**
   * @param {string} url
   * @param {string[]} subprotocols
   * @param {(message: any) => any[]} answer
   */
  constructor(url, subprotocols, answer) {
    this.url = url;
    this.protocol = subprotocols[0];
    this.answer = answer;
  }

  /** @param {string | Uint8Array} data */
  send(data) {
    const message = typeof data === "string" ? JSON.parse(data) : data;
    const answers = this.answer(message);
    if (answers.length === 0) this.sent.push(message);
    for (const answer of answers) this.say(answer);
  }

  /**
   * @param {number} [code]
   * @param {string} [reason]
   */
  close(code, reason) {
    this.closed = { code, reason };
  }

  /** The 101 answer has come. */
  open() {
    this.onopen?.({});
  }

  /**
   * Receive a message from the other end.
   * @param {object | Uint8Array} message
   */
  say(message) {
    const data = message instanceof Uint8Array ? message.slice().buffer : JSON.stringify(message);
    this.onmessage?.({ data });
  }

  /**
   * The other end closes.
   * @param {number} code
   * @param {string} [reason]
   */
  end(code, reason = "") {
    this.onclose?.({ code, reason });
  }
}

/** A bridge that welcomes, tells the time and remembers everything else. */
export class FakeBridge {
  /** @type {FakeSocket[]} newest last */
  sockets = [];
  boot = "boot-1";
  role = "viewer";
  /** The bridge's clock minus the client's. */
  offsetUs = 5_000_000_000;

  /** @param {FakeClock} clock */
  constructor(clock) {
    this.clock = clock;
  }

  /** @type {import("../src/system.js").SocketFactory} */
  socketFactory = (url, subprotocols) => {
    const socket = new FakeSocket(url, subprotocols, (message) => this.answer(message));
    this.sockets.push(socket);
    return socket;
  };

  /** The newest socket. */
  get socket() {
    return this.sockets[this.sockets.length - 1];
  }

  /**
   * What the bridge says to a message at once; nothing means that the test answers.
   * @param {any} message
   * @returns {any[]}
   */
  answer(message) {
    if (message.op === "hello" && message.nonce === undefined) return [this.welcome()];
    if (message.op === "sync") {
      const nowUs = this.clock.nowUs() + this.offsetUs;
      return [{ op: "sync", t0: message.t0, t1: nowUs, t2: nowUs }];
    }
    return [];
  }

  /** @param {object} [more] */
  welcome(more = {}) {
    return {
      op: "welcome",
      session: "s1",
      id: "browser",
      role: this.role,
      server: { name: "gamebridge", version: "0.1.0", boot: this.boot },
      protocol: "1.0",
      now_us: this.clock.nowUs() + this.offsetUs,
      wall_us: 0,
      capabilities: [],
      limits: {},
      ...more,
    };
  }
}
