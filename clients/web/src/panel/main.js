/**
 * The panel: puts client, feed and views together and says what each button does.
 */

import { BridgeClient } from "../client.js";
import { systemClock } from "../system.js";
import { togetherWith } from "./attention.js";
import { AttentionView } from "./attention_view.js";
import { Cards } from "./cards.js";
import { addCopyButtons, showHelp, toast } from "./dialogs.js";
import { DevicesView } from "./devices_view.js";
import { DropsView } from "./drops_view.js";
import { EventsView } from "./events_view.js";
import { Feed } from "./feed.js";
import { keyOwner, storeKey, storedKey, takeKeyFromAddress } from "./keys.js";
import { InputsView } from "./inputs_view.js";
import { LatencyView } from "./latency_view.js";
import { LinkView } from "./link_view.js";
import { LiveView } from "./live_view.js";
import { find } from "./page.js";
import { Recorder } from "./recorder.js";
import { Replays } from "./replays.js";
import { ReplaysView } from "./replays_view.js";
import { RecordingsView } from "./recordings_view.js";
import { report } from "./report.js";
import { Rest } from "./rest.js";
import { SettingsView } from "./settings_view.js";
import { listenForKeys } from "./shortcuts.js";
import { SignIn } from "./sign_in.js";
import { StagesView } from "./stages_view.js";
import { TagsView } from "./tags_view.js";
import { nextTheme } from "./theme.js";

// Longer than a glance at another tab.
const HIDDEN_MS = 5000;
// Four times a second: figures that change faster cannot be read.
const SHOW_MS = 250;
/** Least to most; without a key the bridge may allow less than the first wish. */
const ROLES = /** @type {const} */ (["operator", "viewer"]);

class Panel {
  #address = new URLSearchParams(location.search);
  #key = takeKeyFromAddress(location, history) ?? storedKey();
  #roleAt = 0;
  #chosen = this.#address.get("device") ?? "";
  #isPersonsChoice = this.#address.has("device");
  rest = new Rest(location.origin, isSecureContext);
  client = new BridgeClient({
    url: location.origin,
    role: ROLES[0],
    id: this.#key === null ? "panel" : (keyOwner(this.#key) ?? "panel"),
    name: "Panel",
    key: this.#key ?? undefined,
  });
  recorder = new Recorder(this.rest, this.client, () => this.#showRecording());
  replays = new Replays(
    this.rest,
    this.client,
    () => this.#showRecording(),
    ({ name, recording, note, state }) =>
      this.events.add({
        level: state === "failed" ? "error" : "info",
        source: "recorder",
        text: `replay of ${name || recording}: ${note}`,
      }),
  );
  events = new EventsView();
  feed = new Feed({
    client: this.client,
    rest: this.rest,
    clock: systemClock,
    onHappening: (happening) => this.events.add(happening),
    onChange: () => this.#chooseDevice(),
  });
  live = new LiveView({
    client: this.client,
    feed: this.feed,
    wantedPlayer: this.#address.get("player"),
    onHappening: (happening) => this.events.add(happening),
    onCamera: () => this.#forgetCamera(),
  });
  #attention = new AttentionView();
  /** @type {Map<import("./card.js").Card, import("./attention.js").CardWords>} */
  #cardWords = new Map();
  #link = new LinkView(this.client);
  #devices = new DevicesView((id) => this.choose(id));
  #inputs = new InputsView();
  #tags = new TagsView();
  #tagsCard = find("section", "tags-card");
  #latency = new LatencyView();
  #settings = new SettingsView(this.client, (happening) => this.events.add(happening));
  #stages = new StagesView();
  #drops = new DropsView();
  #recordings = new RecordingsView((id) => void this.replays.start(id));
  #replays = new ReplaysView(this.replays);
  #cards = new Cards({
    client: this.client,
    rest: this.rest,
    role: () => this.feed.role,
    attend: (card, words) => {
      if (words === null) this.#cardWords.delete(card);
      else this.#cardWords.set(card, words);
      this.show();
    },
    choose: (id) => {
      this.choose(id);
      find("section", "live").focus();
    },
  });
  #signIn = new SignIn((key, owner) => this.#useKey(key, owner));

  start() {
    if (this.#key !== null) storeKey(this.#key);
    this.client.on("state", (change) => this.#follow(change));
    addCopyButtons();
    this.#bindButtons();
    setInterval(() => this.show(), SHOW_MS);
    this.#watchVisibility();
    this.client.open();
    this.show();
  }

  #watchVisibility() {
    let cancelPause = () => {};
    document.addEventListener("visibilitychange", () => {
      cancelPause();
      if (document.hidden) cancelPause = systemClock.after(() => this.live.pause(), HIDDEN_MS);
      else {
        this.live.resume();
        this.#chooseDevice();
      }
    });
  }

  /** @param {import("../client.js").ClientEvents["state"]} change */
  #follow({ state, code, reason }) {
    if (state === "open") {
      this.rest.useKey(this.#key, this.feed.role === "viewer");
      void this.recorder.look().then(() => this.#showRecording());
    }
    if (state !== "refused" || code !== 4401) return;
    // Whoever may not operate may still watch.
    if (this.#roleAt + 1 < ROLES.length) {
      this.#roleAt++;
      queueMicrotask(() => this.client.identify({ role: ROLES[this.#roleAt] }));
      return;
    }
    this.#signIn.ask(reason || "The bridge does not admit this page.");
  }

  /**
   * @param {string} key
   * @param {string} owner
   */
  #useKey(key, owner) {
    this.#key = key;
    this.#roleAt = 0;
    this.client.identify({ key, id: owner, role: ROLES[0] });
  }

  /** Choose the first camera, or else what is there, and keep to what a person chose. */
  #chooseDevice() {
    const devices = this.feed.devices.list();
    const isKnown = devices.some(({ id }) => id === this.#chosen);
    // Devices become known one by one: until a picture is seen, an earlier one may come.
    if (!isKnown || (!this.#isPersonsChoice && this.live.screen.shown === null)) {
      const here = devices.filter(({ state }) => state?.online);
      const first = here.find(({ id }) => this.feed.hasCamera(id)) ?? here[0];
      this.#chosen = first?.id ?? (isKnown ? this.#chosen : "");
    }
    this.live.follow(this.#chosen);
  }

  /** @param {string} id of a device */
  choose(id) {
    this.#chosen = id;
    this.#isPersonsChoice = true;
    this.live.follow(id);
    this.show();
  }

  /** @param {number} step 1 or -1 */
  chooseNext(step) {
    const ids = this.feed.devices.list().map(({ id }) => id);
    if (ids.length === 0) return;
    const at = ids.indexOf(this.#chosen);
    this.choose(ids[(at + step + ids.length) % ids.length]);
  }

  #forgetCamera() {
    this.#tags.clear();
    this.#latency.clear();
  }

  /** Bring all figures up to date. */
  show() {
    if (document.hidden) return;
    const nowUs = this.client.nowUs();
    const { camera, tags } = this.live;
    const device = this.feed.devices.find(this.#chosen);
    const statistics = camera?.statistics();
    this.#link.show();
    this.#attention.show(togetherWith(this.feed.health, [...this.#cardWords.values()]));
    this.#devices.show(this.feed.devices.list(), this.#chosen, this.feed.topics !== null);
    this.live.show();
    this.#inputs.show(device, nowUs);
    this.#tagsCard.hidden = camera === null && (device?.inputs.size ?? 0) > 0;
    this.#tags.show(tags?.newest ?? null, tags?.hz ?? 0, nowUs);
    this.#latency.show(camera?.ledger ?? null, nowUs);
    this.#settings.show(device, this.feed.role !== "viewer" && this.feed.role !== "game");
    this.#stages.show(this.feed);
    this.#cards.show(this.feed.cards);
    this.#drops.show({
      "To this page": statistics && {
        ...statistics.dropped.media,
        skipped: statistics.player.skipped,
        superseded: statistics.player.superseded,
      },
      "Tags to this page": tags?.dropped,
      "In the bridge": this.feed.statistics?.drops,
      [`On ${this.#chosen || "the device"}`]: device?.health?.drops,
    });
  }

  #showRecording() {
    const button = find("button", "record-button");
    const { isThere, isRecording } = this.recorder;
    button.hidden = !isThere || this.feed.role === "viewer";
    button.setAttribute("aria-pressed", String(isRecording));
    find("span", "hud-recording").hidden = !isRecording;
    button.querySelector("use")?.setAttribute("href", isRecording ? "#i-stop" : "#i-record");
    const text = button.querySelector("span");
    if (text) text.textContent = isRecording ? "Stop" : "Record";
    const mayChange = this.feed.role !== "viewer";
    this.#recordings.show(this.recorder, mayChange);
    this.#replays.show(this.replays.running, mayChange);
    const { fault } = this.replays;
    if (fault) {
      this.replays.fault = "";
      this.events.add({ level: "error", source: "recorder", text: fault });
      toast(fault);
    }
  }

  async toggleRecording() {
    if (!this.recorder.isThere) return;
    await this.recorder.toggle();
    this.#showRecording();
    const { fault, isRecording } = this.recorder;
    const text = fault || (isRecording ? "recording began" : "recording ended");
    this.events.add({ level: fault ? "error" : "info", source: "recorder", text });
  }

  toggleOverlay() {
    const { screen } = this.live;
    screen.showsOverlay = !screen.showsOverlay;
    find("button", "overlay-button").setAttribute("aria-pressed", String(screen.showsOverlay));
  }

  async saveSnapshot() {
    const blob = await this.live.screen.snapshot();
    if (blob === null) return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    const { shown } = this.live.screen;
    link.download = `${this.#chosen}-${shown?.frameSeq ?? shown?.sample.seq ?? 0}.png`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    toast(`Saved ${link.download}`);
  }

  async toggleFullScreen() {
    if (document.fullscreenElement) await document.exitFullscreen();
    else await find("figure", "screen").requestFullscreen?.();
  }

  mark() {
    const sent = this.client.publish("session/panel/mark", { text: "marked in the panel" });
    toast(sent ? "Marked this moment" : "Not marked: there is no link");
  }

  #bindButtons() {
    const help = () => {
      const { server, role } = this.feed;
      showHelp(shortcuts, server ? `${server.name} ${server.version}, signed in as ${role}` : "");
    };
    const theme = () => toast(`Colours: ${nextTheme()}`);
    const shortcuts = [
      { keys: "O", text: "Outlines and axes of tags", run: () => this.toggleOverlay() },
      { keys: "S", text: "Save this picture", run: () => void this.saveSnapshot() },
      { keys: "R", text: "Record, or stop", run: () => void this.toggleRecording() },
      { keys: "K", text: "Pause a replay, or go on", run: () => void this.replays.togglePause() },
      {
        keys: "J L",
        text: "Replay: 5 seconds back and forward",
        run: (/** @type {string} */ key) => void this.replays.skip(key === "J" ? -1 : 1),
      },
      { keys: ".", text: "Replay: next picture", run: () => void this.replays.step() },
      { keys: "M", text: "Mark this moment", run: () => this.mark() },
      { keys: "F", text: "Full screen", run: () => void this.toggleFullScreen() },
      { keys: "P", text: "Next player", run: () => this.live.nextPlayer() },
      {
        keys: "[ ]",
        text: "Previous and next device",
        run: (/** @type {string} */ key) => this.chooseNext(key === "[" ? -1 : 1),
      },
      { keys: "T", text: "Light or dark", run: theme },
      { keys: "?", text: "This help", run: help },
    ];
    listenForKeys(shortcuts);
    /** @type {[string, () => void][]} */
    const buttons = [
      ["overlay-button", () => this.toggleOverlay()],
      ["snapshot-button", () => void this.saveSnapshot()],
      ["record-button", () => void this.toggleRecording()],
      ["mark-button", () => this.mark()],
      ["full-button", () => void this.toggleFullScreen()],
      ["theme-button", theme],
      ["help-button", help],
      ["sign-in-button", () => this.#signIn.ask()],
    ];
    for (const [id, run] of buttons) find("button", id).addEventListener("click", run);
  }
}

const panel = new Panel();
panel.start();
// For tests and for people who ask what is going on (plugins/panel/README.md, Diagnosis).
Object.defineProperty(window, "gamebridgePanel", {
  value: Object.freeze({ report: () => report(panel), client: panel.client }),
});
