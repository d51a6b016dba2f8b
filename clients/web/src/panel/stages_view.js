/** Plugins and the stages that they run. */

import { countAttention, markOf } from "./attention.js";
import { describeBridge } from "./bridge_figures.js";
import { formatCount, formatDuration } from "./format.js";
import { Rows, element, find, setText } from "./page.js";

/** @type {{[state: string]: {mark: string, word: string}}} */
const STAGE_STATES = {
  idle: { mark: "off", word: "idle" },
  starting: { mark: "warn", word: "starting" },
  running: { mark: "good", word: "running" },
  yielding: { mark: "off", word: "the device does it" },
  quarantined: { mark: "bad", word: "set aside" },
  given_up: { mark: "bad", word: "given up" },
};

/** @type {{[state: string]: {mark: string, word: string}}} */
const PLUGIN_STATES = {
  loaded: { mark: "good", word: "" },
  disabled: { mark: "off", word: "disabled" },
  failed: { mark: "bad", word: "failed" },
};

export class StagesView {
  #count = find("span", "plugin-count");
  #empty = find("p", "stages-empty");
  #bridge = find("p", "bridge-figures");
  #stages = new Rows(
    find("ul", "stage-list"),
    (/** @type {any} */ { stage, topic }) => `${stage} ${topic}`,
    () => buildRow(describeStage),
  );
  #plugins = new Rows(
    find("ul", "plugin-list"),
    (/** @type {any} */ { name }) => String(name),
    () => buildRow(describePlugin),
  );

  /** @param {import("./feed.js").Feed} feed */
  show({ plugins, stages, health, statistics, statisticsBefore }) {
    setText(this.#bridge, statistics ? describeBridge(statisticsBefore, statistics) : "");
    this.#stages.show(stages);
    this.#plugins.show(
      plugins.map((plugin) => ({
        ...plugin,
        health: health.filter((item) => item.plugin === plugin.name),
      })),
    );
    this.#empty.hidden = plugins.length + stages.length > 0;
    const failed = plugins.filter(({ state }) => state === "failed").length;
    setText(this.#count, failed ? `${failed} failed` : plugins.length ? `${plugins.length}` : "");
  }
}

/** @typedef {{mark: string, title: string, word: string, note: string}} Description */

/** @param {(item: any) => Description} describe */
function buildRow(describe) {
  const mark = element("span", { class: "mark", "aria-hidden": true });
  const title = element("span", {});
  const word = element("span", { class: "count" });
  const note = element("span", { class: "note" });
  const row = element("li", {}, mark, title, word, note);
  const update = (/** @type {any} */ item) => {
    const found = describe(item);
    row.dataset.state = found.mark;
    setText(title, found.title);
    setText(word, found.word);
    setText(note, found.note);
    note.hidden = found.note === "";
  };
  return { element: row, update };
}

/**
 * @param {any} stage
 * @returns {Description}
 */
function describeStage(stage) {
  const state = STAGE_STATES[stage.state] ?? { mark: "warn", word: String(stage.state) };
  const isRunning = stage.state === "running";
  const cost = `${formatDuration(stage.cpu_us_p50)} of ${formatDuration(stage.budget_us)}`;
  const failures = stage.failures ? `, ${formatCount(stage.failures)} failed` : "";
  const note = isRunning ? `${cost} each, ${formatCount(stage.samples)} done${failures}` : "";
  return {
    mark: state.mark,
    title: `${stage.stage} of ${deviceOf(stage.topic)}`,
    word: state.word,
    note: stage.reason ? String(stage.reason) : note,
  };
}

/** @param {unknown} topic */
function deviceOf(topic) {
  const [root, id] = String(topic).split("/");
  return root === "device" && id ? id : String(topic);
}

/**
 * @param {any} plugin
 * @returns {Description}
 */
function describePlugin(plugin) {
  const state = PLUGIN_STATES[plugin.state] ?? { mark: "warn", word: String(plugin.state) };
  const isLoaded = plugin.state === "loaded";
  return {
    mark: (isLoaded && markOf(plugin.health)) || state.mark,
    title: String(plugin.name),
    word: state.word || countAttention(plugin.health) || String(plugin.version ?? ""),
    note: String(plugin.error ?? ""),
  };
}
