/** The list of recordings, with their films. */

import { formatBytes, formatUptime } from "./format.js";
import { Rows, element, find, setText } from "./page.js";

/** @typedef {import("./recorder.js").Recording} Recording */

const SHOWN = 5;
const MARKS = { recording: "warn", finished: "good", failed: "bad", recovered: "warn" };

export class RecordingsView {
  #mayPlay = false;
  #card = find("section", "recordings");
  #count = find("span", "recording-count");
  #empty = find("p", "recordings-empty");
  #rows = new Rows(
    find("ul", "recording-list"),
    (/** @type {Recording} */ { id, state }) => `${id} ${state === "recording"} ${this.#mayPlay}`,
    (recording) => buildRow(recording, this.#mayPlay ? this.#play : null),
  );
  #play;

  /** @param {(id: string) => void} play begins to play a recording */
  constructor(play) {
    this.#play = play;
  }

  /**
   * @param {import("./recorder.js").Recorder} recorder
   * @param {boolean} mayPlay false for those who only watch
   */
  show({ isThere, recordings }, mayPlay) {
    this.#mayPlay = mayPlay;
    this.#card.hidden = !isThere;
    this.#rows.show(recordings.slice(0, SHOWN));
    this.#empty.hidden = recordings.length > 0;
    const text = recordings.length > SHOWN ? `newest ${SHOWN} of ${recordings.length}` : "";
    setText(this.#count, text);
  }
}

/**
 * @param {Recording} recording
 * @param {((id: string) => void) | null} play
 */
function buildRow({ id, state, ...recording }, play) {
  const mark = element("span", { class: "mark", "aria-hidden": true });
  const title = element("span", {});
  const links = element("span", { class: "links" });
  const note = element("span", { class: "note" });
  const path = `/v1/recordings/${encodeURIComponent(id)}`;
  if (state !== "recording") {
    if (play !== null) {
      const label = `Play ${titleOf({ id, state, ...recording })}`;
      const button = element("button", { type: "button", class: "plain", "aria-label": label });
      button.append("Play");
      button.addEventListener("click", () => play(id));
      links.append(button);
    }
    links.append(
      element("a", { href: `${path}.mp4`, download: true }, "Film"),
      element("a", { href: path, download: true }, "All"),
    );
  }
  const update = (/** @type {Recording} */ recording) => {
    row.dataset.state = MARKS[recording.state] ?? "off";
    setText(title, titleOf(recording));
    setText(note, noteOf(recording));
  };
  const row = element("li", {}, mark, title, links, note);
  return { element: row, update };
}

/** @param {Recording} recording */
function titleOf({ name, started_wall_us: startedUs }) {
  if (name) return name;
  const date = new Date(startedUs / 1000);
  return startedUs
    ? date.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" })
    : "Recording";
}

/** @param {Recording} recording */
function noteOf({ state, reason, duration_us: durationUs, size_bytes: bytes }) {
  const facts = [formatUptime(durationUs), formatBytes(bytes)];
  if (state === "recording") facts.unshift("recording");
  if (reason) facts.push(reason);
  return facts.join(" · ");
}
