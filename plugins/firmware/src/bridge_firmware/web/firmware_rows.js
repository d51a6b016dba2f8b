/** One image, and one device, of the card. */

import {
  boardOf,
  describeDevice,
  describeImage,
  isBad,
  isGood,
  offerFor,
} from "./firmware_words.js";

/** @typedef {import("/panel/src/panel/card.js").CardPanel} CardPanel */
/** @typedef {import("./firmware_words.js").Image} Image */
/** @typedef {import("./firmware_words.js").ShownDevice} ShownDevice */
/** @typedef {import("./firmware_card.js").Act} Act */

export class ImageRow {
  #title;
  #note;
  element;

  /**
   * @param {CardPanel} panel
   * @param {Image} image
   * @param {Act} act
   */
  constructor(panel, image, act) {
    const { element } = panel;
    this.#title = element("strong", {});
    this.#note = element("span", { class: "note" });
    const remove = element("button", { type: "button", class: "plain changes" }, "Remove");
    const name = `${boardOf(image.project)} ${image.version}`;
    remove.setAttribute("aria-label", `Remove ${name}`);
    remove.addEventListener("click", () => {
      void act(
        () => `${name} was removed.`,
        () => panel.rest.delete(`/v1/firmware/images/${image.sha256}`),
      );
    });
    this.element = element("li", {}, this.#title, this.#note, remove);
  }

  /** @param {Image} image */
  update(image) {
    setText(this.#title, `${boardOf(image.project)} ${image.version}`);
    setText(this.#note, describeImage(image));
  }
}

export class DeviceRow {
  #panel;
  #act;
  #name;
  #note;
  #bar;
  #update;
  #offer = "";
  element;

  /**
   * @param {CardPanel} panel
   * @param {{device: ShownDevice, newest: Image | undefined}} shown
   * @param {Act} act
   */
  constructor(panel, { device }, act) {
    this.#panel = panel;
    this.#act = act;
    const { element } = panel;
    this.#name = element("strong", {});
    this.#note = element("span", { class: "note", role: "status" });
    this.#bar = element("progress", { max: 1, value: 0, hidden: true });
    this.#bar.setAttribute("aria-label", `Loaded by ${device.id}`);
    this.#update = element("button", { type: "button", class: "primary changes" }, "Update");
    this.#update.addEventListener("click", () => void this.#offerIt(device.id));
    this.element = element("li", {}, this.#name, this.#note, this.#bar, this.#update);
  }

  /** @param {{device: ShownDevice, newest: Image | undefined}} shown */
  update({ device, newest }) {
    const { firmware } = device;
    setText(this.#name, device.name || device.id);
    setText(this.#note, describeDevice(device, newest));
    this.#note.dataset.state = isBad(firmware) ? "bad" : isGood(firmware) ? "good" : "";
    this.#bar.hidden = firmware.stage !== "downloading";
    this.#bar.value = firmware.size_bytes ? firmware.done_bytes / firmware.size_bytes : 0;
    this.#offer = offerFor(device, newest);
    this.#update.hidden = this.#offer === "";
    setText(this.#update, `Update to ${this.#offer}`);
    this.#update.setAttribute("aria-label", `Update ${device.id} to ${this.#offer}`);
  }

  /** @param {string} id */
  async #offerIt(id) {
    const version = this.#offer;
    this.#update.hidden = true;
    await this.#act(
      () => `${id} takes ${version}.`,
      () => this.#panel.rest.post(`/v1/firmware/devices/${encodeURIComponent(id)}/update`),
    );
  }
}

/**
 * Set a text only when it differs, so that a reader's selection survives.
 * @param {Element} target
 * @param {string} text
 */
export function setText(target, text) {
  if (target.textContent !== text) target.textContent = text;
}
