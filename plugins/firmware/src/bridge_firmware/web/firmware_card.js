/**
 * The card of firmware in the panel: images, what runs where, and updates
 * (plugins/firmware/README.md).
 *
 * Knows: the routes below /v1/firmware. Does not know: how an update is made.
 */

import { DeviceRow, ImageRow, setText } from "./firmware_rows.js";
import { ImageForm } from "./image_form.js";

/** @typedef {import("/panel/src/panel/card.js").CardPanel} CardPanel */
/** @typedef {import("./firmware_words.js").Image} Image */
/** @typedef {import("./firmware_words.js").ShownDevice} ShownDevice */

/**
 * Does what a button asked for and says what became of it: what `done` makes of the answer,
 * or why not.
 * @typedef {(done: (answer: any) => string, work: () => Promise<any>) => Promise<void>} Act
 */

// An update tells how far it is once a second.
const POLL_MS = 1000;

/**
 * @param {HTMLElement} place
 * @param {CardPanel} panel
 */
export default function card(place, panel) {
  panel.addStyle(new URL("firmware_card.css", import.meta.url));
  return new FirmwareCard(place, panel);
}

class FirmwareCard {
  #panel;
  #place;
  #devices;
  #images;
  #empty;
  #outcome;
  #isClosed = false;
  #timer = 0;

  /**
   * @param {HTMLElement} place
   * @param {CardPanel} panel
   */
  constructor(place, panel) {
    this.#panel = panel;
    this.#place = place;
    const { element } = panel;
    this.#empty = element("p", { class: "empty" });
    this.#outcome = element("p", { class: "firmware-outcome", role: "status" });
    const devices = element("ul", { "aria-label": "Devices and what they run" });
    const images = element("ul", { "aria-label": "Images" });
    this.#devices = panel.rows(
      devices,
      (/** @type {{device: ShownDevice}} */ { device }) => device.id,
      (shown) => new DeviceRow(panel, shown, this.#act),
    );
    this.#images = panel.rows(
      images,
      (/** @type {Image} */ { sha256 }) => sha256,
      (image) => new ImageRow(panel, image, this.#act),
    );
    const form = new ImageForm(panel, this.#act);
    const flash = element("a", {
      href: "/firmware/card/flash.html",
      target: "_blank",
      rel: "noopener",
    });
    flash.append("Prepare a board by cable");
    place.classList.add("firmware-card");
    place.append(this.#empty, devices, images, form.element, this.#outcome, flash);
    void this.#poll();
  }

  /** Take the card away. */
  close() {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#devices.show([]);
    this.#images.show([]);
  }

  async #poll() {
    if (!document.hidden) await this.#look();
    if (this.#isClosed) return;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#poll(), POLL_MS);
  }

  async #look() {
    const mayChange = ["operator", "admin"].includes(this.#panel.role);
    this.#place.classList.toggle("looks-only", !mayChange);
    if (!mayChange) {
      this.#show([], []);
      return setText(this.#empty, "Only an operator sees firmware.");
    }
    try {
      const { images, devices } = await this.#panel.rest.get("/v1/firmware");
      if (!this.#isClosed) this.#show(images, devices);
    } catch (error) {
      setText(this.#empty, `The bridge does not list its firmware: ${textOf(error)}`);
      this.#empty.hidden = false;
    }
  }

  /**
   * @param {Image[]} images
   * @param {ShownDevice[]} devices
   */
  #show(images, devices) {
    const byName = new Map(images.map((image) => [image.sha256, image]));
    this.#devices.show(devices.map((device) => ({ device, newest: byName.get(device.newest) })));
    this.#images.show(images);
    this.#empty.hidden = devices.length + images.length > 0;
    setText(this.#empty, "No image yet, and no device with gamebridge's own firmware.");
  }

  /** @type {Act} */
  #act = async (done, work) => {
    const outcome = this.#outcome;
    try {
      outcome.textContent = done(await work());
      outcome.dataset.state = "good";
    } catch (error) {
      outcome.dataset.state = "bad";
      outcome.textContent = textOf(error);
    }
    await this.#look();
  };
}

/** @param {unknown} error */
function textOf(error) {
  return error instanceof Error ? error.message : String(error);
}
