/**
 * Everything that the page knows of the bridge but the picture: its devices, topics,
 * plugins, statistics, and what happened.
 *
 * Knows: which subscriptions and requests it takes. Does not know: elements.
 */

import { Devices } from "./devices.js";
import { RestError } from "./rest.js";

/** @typedef {import("./devices.js").Happening} Happening */

const POLL_MS = 2000;
// The bridge asks its plugins no more often.
const HEALTH_POLLS = 5;

/**
 * What a plugin says about itself. `show` brings a reader to where it can be mended.
 * @typedef {{plugin: string, level: "ok" | "warning" | "error", text: string, remedy: string, show?: () => void}} HealthItem
 */

/**
 * @typedef {object} FeedOptions
 * @property {import("../client.js").BridgeClient} client
 * @property {import("./rest.js").Rest} rest
 * @property {(happening: Happening) => void} onHappening
 * @property {() => void} onChange something else is to be shown; called often
 * @property {import("../system.js").Clock} clock
 */

export class Feed {
  #client;
  #rest;
  #onHappening;
  #onChange;
  #clock;
  #cancelPoll = () => {};
  devices = new Devices();
  /** @type {any[] | null} null until the bridge has told */
  topics = null;
  #mayList = true;
  /** @type {any[]} */
  plugins = [];
  /** @type {any[]} */
  stages = [];
  /** @type {import("./card.js").CardEntry[]} */
  cards = [];
  /** @type {HealthItem[]} empty for those who cannot mend anything */
  health = [];
  #polls = 0;
  /** @type {any} */
  statistics = null;
  /** @type {any} those before them */
  statisticsBefore = null;
  /** @type {any} */
  server = null;
  role = "";
  #boot = "";

  /** @param {FeedOptions} options */
  constructor({ client, rest, onHappening, onChange, clock }) {
    this.#client = client;
    this.#rest = rest;
    this.#onHappening = onHappening;
    this.#onChange = onChange;
    this.#clock = clock;
    this.#subscribe();
    client.on("welcome", (welcome) => this.#greet(welcome));
    client.on("state", ({ state }) => this.#follow(state));
    client.on("status", (status) => this.#tellStatus(status));
  }

  #subscribe() {
    const learn = (/** @type {import("../subscription.js").Sample} */ sample) => {
      const happening = this.devices.learn(sample);
      if (happening !== null) this.#onHappening(happening);
      this.#onChange();
    };
    const client = this.#client;
    client.subscribe({ topics: ["device/*/state", "device/*/health", "device/*/clock"] }, learn);
    client.subscribe({ topics: ["device/*/input/*"], hz: 10 }, learn);
    client.subscribe({ topics: ["device/*/log"], mode: "ring", depth: 64 }, learn);
    client.subscribe({ topics: ["session/*/mark"], mode: "ring", depth: 64 }, ({ value }) => {
      this.#onHappening({ level: "info", source: "mark", text: String(value?.text ?? "") });
    });
    client.subscribe({ topics: ["sys/statistics"] }, ({ value }) => {
      this.statisticsBefore = this.statistics;
      this.statistics = value;
      this.#onChange();
    });
  }

  /** @param {any} welcome */
  #greet(welcome) {
    this.server = welcome.server ?? null;
    this.role = String(welcome.role ?? "");
    const boot = String(this.server?.boot ?? "");
    if (this.#boot !== "" && boot !== this.#boot) {
      this.devices.clear();
      this.statistics = this.statisticsBefore = null;
    }
    this.#boot = boot;
  }

  /** @param {string} state */
  #follow(state) {
    this.#cancelPoll();
    this.#polls = 0;
    if (state === "open") void this.#poll();
    this.#onChange();
  }

  /** @param {any} status */
  #tellStatus({ level, text, hint, code }) {
    const sentence = [text, hint].filter(Boolean).join(". ");
    this.#onHappening({
      level: level === "error" || level === "warning" ? level : "info",
      source: "bridge",
      text: sentence || String(code),
    });
  }

  async #poll() {
    const isHealthDue = this.#polls++ % HEALTH_POLLS === 0;
    await Promise.all([
      this.#pollTopics(),
      this.#pollPlugins(),
      isHealthDue ? this.#pollHealth() : null,
    ]);
    this.#onChange();
    this.#cancelPoll();
    if (this.#client.state !== "open") return;
    this.#cancelPoll = this.#clock.after(() => void this.#poll(), POLL_MS);
  }

  async #pollTopics() {
    const found = await this.#get("/v1/topics");
    this.#mayList = Array.isArray(found?.topics);
    this.topics = this.#mayList ? found.topics : (this.topics ?? []);
    this.devices.learnRates(this.topics ?? []);
  }

  async #pollPlugins() {
    const found = await this.#get("/v1/plugins");
    if (Array.isArray(found?.plugins)) this.plugins = found.plugins;
    if (Array.isArray(found?.stages)) this.stages = found.stages;
    if (Array.isArray(found?.cards)) this.cards = found.cards;
  }

  async #pollHealth() {
    const mayAsk = this.role === "operator" || this.role === "admin";
    const found = mayAsk ? await this.#get("/v1/health") : { items: [] };
    if (Array.isArray(found?.items)) this.health = found.items;
  }

  /**
   * Ask for something that this page can live without.
   * @param {string} path
   */
  async #get(path) {
    try {
      return await this.#rest.get(path);
    } catch (error) {
      if (error instanceof RestError || error instanceof TypeError) return null;
      throw error;
    }
  }

  /**
   * Whether the bridge can make H.264 of a device's pictures; null while it is not known.
   * Where the bridge lists nothing to this page, it is worth a try.
   * @param {string} id
   */
  hasH264(id) {
    if (this.topics === null) return null;
    if (!this.#mayList) return true;
    return this.topics.some(({ topic }) => topic === `device/${id}/camera/h264`);
  }

  /**
   * Whether the bridge's list says that there is H.264 of a device.
   * @param {string} id
   */
  isListed(id) {
    return this.#mayList && this.hasH264(id) === true;
  }

  /**
   * Whether a device has a camera, as far as is known.
   * @param {string} id
   */
  hasCamera(id) {
    const named = this.devices.find(id)?.state?.topics ?? [];
    const start = `device/${id}/camera/`;
    return (
      !this.#mayList ||
      named.some((topic) => topic.startsWith(start)) ||
      (this.topics ?? []).some(({ topic }) => topic.startsWith(start))
    );
  }
}
