/**
 * One bridge, as a game uses it: its parts, put together, and what happens in a frame.
 *
 * Knows: the parts. Does not know: the engine. It belongs to no scene: a change of scenes
 * keeps link, values and streams.
 */

import { Commands } from "./commands.js";
import { Connection } from "./connection.js";
import { DeviceBook } from "./device_book.js";
import { Devices } from "./devices.js";
import { Diagnosis } from "./diagnosis.js";
import { Feed } from "./feed.js";
import { Recording } from "./recording.js";
import { Simulation } from "./simulation.js";
import { Streams } from "./streams.js";
import { Tags } from "./tags.js";
import { Values } from "./values.js";
import { World } from "./world.js";

/** @typedef {import("./platform.js").Platform} Platform */

export class GameBridge {
  #feed = new Feed();
  #book = new DeviceBook(this.#feed);
  #frameUs = 0;
  #bridgeAddress = "";

  /**
   * @param {string} name "" for the only one
   * @param {Platform} platform
   */
  constructor(name, platform) {
    const feed = this.#feed;
    const book = this.#book;
    const nowUs = () => this.#frameUs;
    this.connection = new Connection(platform, {
      onClient: (client) => feed.attach(client),
      onNewBoot: (shiftUs) => {
        feed.rebase(shiftUs);
        this.tags.rebase(shiftUs);
      },
      onOpened: () => this.#meet(),
      onLost: () => {},
    });
    const { connection } = this;
    this.values = new Values(feed, nowUs);
    this.devices = new Devices(feed, book);
    this.commands = new Commands(connection, book, platform.clock);
    this.streams = new Streams({
      platform,
      connection,
      book,
      findLens: (camera) => this.tags.lens(camera),
    });
    this.tags = new Tags(feed, book, nowUs, (device) => this.streams.sizeOf(device));
    this.world = new World(feed, nowUs);
    this.recording = new Recording(connection, feed, nowUs);
    this.simulation = new Simulation(connection, feed, book);
    this.diagnosis = new Diagnosis({ ...this, name, feed, nowUs });
  }

  /** A link is open: what another bridge said before is forgotten. */
  #meet() {
    const address = this.connection.address();
    if (this.#bridgeAddress !== "" && this.#bridgeAddress !== address) {
      this.#feed.clear();
      this.tags.clear();
    }
    this.#bridgeAddress = address;
  }

  /** Take the snapshot that all events of this frame see. */
  frame() {
    this.#frameUs = this.connection.nowUs();
    this.connection.frame();
    this.#feed.frame();
    this.#book.frame(this.connection.isConnected());
    this.devices.frame();
    this.commands.frame();
    this.streams.frame();
    this.tags.frame();
  }

  /** Send what the events of this frame have wished for. */
  endFrame() {
    this.#feed.flush();
    this.commands.flush();
  }

  /**
   * The pictures of a camera, for whatever draws them.
   * @param {string} [name] "" for the first camera
   */
  stream(name = "") {
    return this.streams.stream(name);
  }
}
