/**
 * The picture of the chosen camera, with its toolbar and its vital figures.
 *
 * Knows: cameras, the screen, which player to use. Does not know: how they work.
 */

import { isDrawable } from "../overlay.js";
import { chooseKind, usableKinds } from "../player.js";
import { Screen } from "../screen.js";
import { Camera } from "./camera.js";
import { nameOf } from "./devices.js";
import { element, find, setText } from "./page.js";
import { PlayerChoice } from "./player_choice.js";
import { TagReader } from "./tag_reader.js";
import { vitalsOf } from "./vitals.js";

/** @typedef {import("../player.js").PlayerKind} PlayerKind */
/** @typedef {import("./feed.js").Feed} Feed */
/** @typedef {import("../client.js").BridgeClient} BridgeClient */

// Longer than the slowest camera of the known families pauses between pictures.
const STALE_US = 3_000_000;

/**
 * @typedef {object} LiveOptions
 * @property {BridgeClient} client
 * @property {Feed} feed
 * @property {string | null} wantedPlayer
 * @property {(happening: import("./devices.js").Happening) => void} onHappening
 * @property {() => void} onCamera another camera or player is shown
 */

export class LiveView {
  #client;
  #feed;
  #onHappening;
  #onCamera;
  #choice;
  #figure = find("figure", "screen");
  #vitals = find("dl", "vitals");
  #openedUs = 0;
  #followed = "";
  #isPaused = false;
  /** @type {Set<PlayerKind>} */
  #failed = new Set();
  /** @type {Camera | null} */
  camera = null;
  /** @type {TagReader | null} of the device that is followed, camera or not */
  tags = null;
  screen;

  /** @param {LiveOptions} options */
  constructor({ client, feed, wantedPlayer, onHappening, onCamera }) {
    this.#client = client;
    this.#feed = feed;
    this.#onHappening = onHappening;
    this.#onCamera = onCamera;
    this.#choice = new PlayerChoice(wantedPlayer, () => this.#rechoose());
    this.screen = new Screen({
      picture: find("canvas", "picture"),
      overlay: find("canvas", "overlay"),
      nowUs: () => client.nowUs(),
      onShown: (shown) => this.#noteShown(shown),
    });
  }

  /** Let go of the camera while nobody can see it; nobody watching means no encoder. */
  pause() {
    this.#isPaused = true;
    this.camera?.close();
    this.camera = null;
    this.#followed = "";
    this.tags?.close();
    this.tags = null;
  }

  /** Take the camera up again with the next follow(). */
  resume() {
    this.#isPaused = false;
  }

  /** Choose the next player that works. */
  nextPlayer() {
    this.#choice.next();
  }

  #rechoose() {
    this.#failed.clear();
    this.follow(this.tags?.deviceId ?? "");
  }

  /**
   * Show a device's camera by the best player; nothing happens when it is shown so already.
   * @param {string} deviceId empty for none
   */
  follow(deviceId) {
    const usable = this.#usable(deviceId);
    if (usable === null || this.#isPaused) return;
    this.#followTags(deviceId);
    const kind = chooseKind(usable, this.#choice.wanted, this.#failed);
    this.#choice.show(usable, deviceId ? kind : null);
    const hasCamera = deviceId !== "" && this.#feed.hasCamera(deviceId);
    const wanted = hasCamera ? `${deviceId} ${kind}` : "";
    if (wanted === this.#followed) return;
    this.#followed = wanted;
    if (this.camera?.deviceId !== deviceId) this.#failed.clear();
    this.camera?.close();
    this.camera = null;
    this.#openedUs = this.#client.nowUs();
    if (hasCamera) this.#open(deviceId, kind);
    else this.screen.clear();
    this.#onCamera();
  }

  /** @param {string} deviceId empty for none */
  #followTags(deviceId) {
    if ((this.tags?.deviceId ?? "") === deviceId) return;
    this.tags?.close();
    this.tags = deviceId
      ? new TagReader(this.#client, deviceId, (sample) => this.#learnTags(sample))
      : null;
    this.#onCamera();
  }

  /** @param {import("../subscription.js").Sample} sample */
  #learnTags({ frameSeq, capturedUs, value }) {
    // No picture waits for what cannot be drawn on it.
    if (this.camera === null || !isDrawable(value)) return;
    this.screen.learn({ frameSeq: frameSeq ?? value.frame_seq, capturedUs, value });
  }

  /**
   * @param {string} deviceId
   * @returns {PlayerKind[] | null} null while it is not known
   */
  #usable(deviceId) {
    if (!deviceId) return usableKinds(globalThis, true);
    const hasH264 = this.#feed.hasH264(deviceId);
    return hasH264 === null ? null : usableKinds(globalThis, hasH264);
  }

  /**
   * @param {string} deviceId
   * @param {PlayerKind} kind
   */
  #open(deviceId, kind) {
    this.camera = new Camera({
      client: this.#client,
      screen: this.screen,
      video: find("video", "video"),
      deviceId,
      kind,
      onGivenUp: (text) => this.#giveUp(deviceId, kind, text),
      onMissing: () => this.#doWithout(deviceId, kind),
    });
  }

  /**
   * @param {string} deviceId
   * @param {PlayerKind} kind
   */
  #doWithout(deviceId, kind) {
    // A topic that is on the bridge's list only waits for its device to come back.
    if (kind === "jpeg" || this.#feed.isListed(deviceId)) return;
    this.#failed.add("webcodecs").add("mse");
    queueMicrotask(() => this.follow(deviceId));
  }

  /**
   * @param {string} deviceId
   * @param {PlayerKind} kind
   * @param {string} text
   */
  #giveUp(deviceId, kind, text) {
    this.#failed.add(kind);
    this.#onHappening({ level: "warning", source: deviceId, text: `${kind} gave up: ${text}` });
    // Not from inside the player that failed.
    queueMicrotask(() => this.follow(deviceId));
  }

  /** @param {import("../screen.js").Shown} shown */
  #noteShown(shown) {
    this.camera?.noteShown(shown);
    const aspect = `${shown.widthPx} / ${shown.heightPx}`;
    if (this.#figure.style.getPropertyValue("--aspect") !== aspect) {
      this.#figure.style.setProperty("--aspect", aspect);
    }
    this.#figure.dataset.state = "live";
  }

  /** Show the state of now around the picture. */
  show() {
    const device = this.camera ? this.#feed.devices.find(this.camera.deviceId) : undefined;
    setText(find("span", "hud-name"), device ? nameOf(device) : "");
    const { state, text, detail, command } = this.#noticeOf();
    this.#figure.dataset.state = state;
    this.#figure.classList.toggle("slim", this.camera === null && this.tags !== null);
    setText(find("p", "notice-text"), text);
    setText(find("p", "notice-detail"), detail);
    find("div", "notice-command").hidden = !command;
    const isEmpty = state === "empty";
    for (const button of this.#figure.querySelectorAll("button.glass")) {
      button.toggleAttribute("disabled", isEmpty && button.id !== "overlay-button");
    }
    const figures = this.camera ? vitalsOf(this.camera.statistics(), this.screen, this.camera) : [];
    this.#showVitals(figures);
    find("div", "vitals-row").hidden = this.camera === null;
  }

  /** @param {[string, string][]} figures */
  #showVitals(figures) {
    const shape = figures.map(([name]) => name).join();
    if (this.#vitals.dataset.shape !== shape) {
      this.#vitals.dataset.shape = shape;
      this.#vitals.replaceChildren(
        ...figures.map(([name]) => element("div", {}, element("dt", {}, name), element("dd", {}))),
      );
    }
    const places = this.#vitals.querySelectorAll("dd");
    figures.forEach(([, value], i) => setText(places[i], value));
  }

  /** @returns {{state: "live" | "stale" | "empty", text: string, detail: string, command?: boolean}} */
  #noticeOf() {
    const { shown } = this.screen;
    const nowUs = this.#client.nowUs();
    const isConnected = this.#client.state === "open";
    if (this.camera === null) return this.#emptyNotice(isConnected);
    const device = this.#feed.devices.find(this.camera.deviceId);
    const name = device ? nameOf(device) : this.camera.deviceId;
    if (shown !== null && nowUs - shown.shownUs < STALE_US) {
      return { state: "live", text: "", detail: "" };
    }
    const state = shown === null ? "empty" : "stale";
    if (!isConnected)
      return { state, text: "The link to the bridge is gone", detail: "Trying again." };
    if (device?.state && !device.state.online) {
      return { state, text: `${name} is away`, detail: device.state.reason ?? "" };
    }
    const waitedS = Math.round((nowUs - (shown?.shownUs ?? this.#openedUs)) / 1e6);
    if (waitedS < 2) return { state, text: `Waiting for ${name}`, detail: "" };
    return {
      state,
      text: `No picture from ${name} for ${waitedS} s`,
      detail: "The device is here, but sends none.",
    };
  }

  /** @param {boolean} isConnected */
  #emptyNotice(isConnected) {
    const state = /** @type {const} */ ("empty");
    if (!isConnected) return { state, text: "Waiting for the bridge", detail: "" };
    const devices = this.#feed.devices.list();
    if (devices.length > 0) {
      return {
        state,
        text: "No camera here",
        detail: "This device sends what it measures or finds, but no pictures.",
      };
    }
    return {
      state,
      text: "No device has joined yet",
      detail: "Give a camera a key, then power it up or simulate it. “Add a device” has the steps.",
      command: true,
    };
  }
}
