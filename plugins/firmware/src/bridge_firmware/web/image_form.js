/** Where a person chooses an image, and how far it has gone to the bridge. */

import { faultOf, pieceAt } from "./firmware_words.js";

/** @typedef {import("/panel/src/panel/card.js").CardPanel} CardPanel */
/** @typedef {import("./firmware_words.js").Image} Image */

export class ImageForm {
  #panel;
  #act;
  #file;
  #bar;
  element;

  /**
   * @param {CardPanel} panel
   * @param {import("./firmware_card.js").Act} act
   */
  constructor(panel, act) {
    this.#panel = panel;
    this.#act = act;
    const { element } = panel;
    this.#file = element("input", { type: "file", accept: ".bin" });
    this.#file.addEventListener("change", () => void this.#add());
    this.#bar = element("progress", { max: 1, value: 0, hidden: true });
    this.#bar.setAttribute("aria-label", "Sent to the bridge");
    const label = element("label", {}, "Add an image (the .bin of the application)", this.#file);
    this.element = element("div", { class: "firmware-form changes" }, label, this.#bar);
  }

  async #add() {
    const file = this.#file.files?.[0];
    if (file === undefined) return;
    this.#file.disabled = true;
    const bytes = new Uint8Array(await file.arrayBuffer());
    await this.#act(
      (/** @type {Image} */ { project, version }) => `${project} ${version} was added.`,
      () => this.#send(bytes),
    );
    this.#bar.hidden = true;
    this.#file.disabled = false;
    this.#file.value = "";
  }

  /**
   * @param {Uint8Array} bytes
   * @returns {Promise<Image>}
   */
  async #send(bytes) {
    const fault = faultOf(bytes);
    if (fault) throw new Error(fault);
    const { rest } = this.#panel;
    let upload = await rest.post("/v1/firmware/uploads", { size: bytes.length });
    this.#bar.hidden = false;
    while (!upload.image) {
      this.#bar.value = upload.done_bytes / bytes.length;
      const piece = pieceAt(bytes, upload.done_bytes);
      upload = await rest.post(`/v1/firmware/uploads/${upload.id}`, piece);
    }
    return upload.image;
  }
}
