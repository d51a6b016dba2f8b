/**
 * How things are, in lines for people: what works, what does not, and what to do.
 *
 * Knows: the parts of a bridge. Does not know: how lines are drawn.
 */

/** @typedef {"good" | "info" | "warning" | "error"} Level */
/** @typedef {{level: Level, text: string, remedy: string}} Line */

/**
 * What is looked at.
 * @typedef {object} Parts
 * @property {string} name of the bridge, "" for the only one
 * @property {import("./connection.js").Connection} connection
 * @property {import("./feed.js").Feed} feed
 * @property {import("./values.js").Values} values
 * @property {import("./devices.js").Devices} devices
 * @property {import("./commands.js").Commands} commands
 * @property {import("./streams.js").Streams} streams
 * @property {import("./recording.js").Recording} recording
 * @property {import("./simulation.js").Simulation} simulation
 * @property {() => number} nowUs
 */

const MAX_TOPICS = 8;
const OLD_S = 2;
const CALM = new Set(["asking", "waiting"].map((state) => `pairing_${state}`));

export class Diagnosis {
  #parts;

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  /** @returns {Line[]} */
  lines() {
    return [
      this.#linkLine(),
      ...this.#troubleLines(),
      ...this.#deviceLines(),
      ...this.#streamLines(),
      ...this.#topicLines(),
      ...this.#dropLines(),
    ];
  }

  /** @returns {Line} */
  #linkLine() {
    const { connection, name } = this.#parts;
    const who = name === "" ? "Bridge" : `Bridge "${name}"`;
    const trouble = connection.trouble();
    if (trouble !== null) {
      const level =
        trouble.kind.startsWith("pairing_") && CALM.has(trouble.kind) ? "info" : "error";
      return { level, text: `${who}: ${trouble.text}`, remedy: trouble.remedy };
    }
    const address = connection
      .address()
      .replace(/^wss?:\/\//, "")
      .replace(/\/v1$/, "");
    if (connection.isConnected()) {
      const text = `${who} ${connection.bridgeVersion()} at ${address}, ${connection.latencyMs().toFixed(1)} ms`;
      return { level: "good", text, remedy: "" };
    }
    if (connection.state() === "off") {
      const remedy = 'Use the action "Connect" at the beginning of the scene.';
      return { level: "info", text: `${who}: not connected`, remedy };
    }
    return {
      level: "info",
      text: `${who}: connecting to ${address || "the bridge"} …`,
      remedy: "",
    };
  }

  /** @returns {Line[]} */
  #troubleLines() {
    const { feed, values, commands, recording, simulation } = this.#parts;
    const lines = values.badNames.map((name) =>
      warning(`"${name}" is no topic.`, "A topic is like pad-1/input/axis-x: a-z, 0-9, _ and -."),
    );
    if (feed.refusal !== "") lines.push(warning(`The bridge refuses to tell: ${feed.refusal}`, ""));
    for (const { trouble } of [commands, recording, simulation]) {
      if (trouble !== "") lines.push(warning(trouble, ""));
    }
    return lines;
  }

  /** @returns {Line[]} */
  #deviceLines() {
    const { connection, devices } = this.#parts;
    if (!connection.isConnected()) return [];
    const count = devices.count();
    if (count === 0) {
      return [
        {
          level: "warning",
          text: "No device is here.",
          remedy: 'Switch a board on, or use the action "Start a simulation".',
        },
      ];
    }
    const names = Array.from({ length: Math.min(count, 6) }, (_, i) =>
      devices.name(devices.idAt(i)),
    );
    const more = count > names.length ? ` and ${count - names.length} more` : "";
    return [{ level: "good", text: `Devices: ${names.join(", ")}${more}`, remedy: "" }];
  }

  /** @returns {Line[]} */
  #streamLines() {
    return this.#parts.streams.used().map(([name, stream]) => {
      const title = `Camera ${name || "(first)"}`;
      if (stream.isLive) {
        const { fps, widthPx, heightPx, delayMs, kind } = stream;
        const text = `${title}: ${widthPx}×${heightPx} ${kind}, ${fps.toFixed(0)} pictures/s, ${delayMs.toFixed(0)} ms old`;
        return { level: /** @type {const} */ ("good"), text, remedy: "" };
      }
      const why = stream.trouble === "" ? "no pictures" : stream.trouble;
      return warning(`${title}: ${why}`, "Look in the bridge's panel whether the camera sends.");
    });
  }

  /** @returns {Line[]} */
  #topicLines() {
    const { feed, nowUs } = this.#parts;
    const topics = [...feed.facts()]
      .filter(([topic]) => !topic.endsWith("/state"))
      .slice(-MAX_TOPICS);
    return topics.map(([topic, { sample }]) => {
      const ageS = Math.max(0, (nowUs() - sample.capturedUs) / 1e6);
      return {
        level: /** @type {Level} */ (ageS > OLD_S ? "info" : "good"),
        text: `${topic.replace(/^device\//, "")}: ${ageS < 10 ? ageS.toFixed(2) : ageS.toFixed(0)} s old`,
        remedy: "",
      };
    });
  }

  /** @returns {Line[]} */
  #dropLines() {
    const dropped = Object.entries(this.#parts.feed.droppedOnTheWay());
    // Older values that newer ones replaced are no loss.
    const lost = dropped.filter(
      ([reason, count]) => count > 0 && reason !== "replaced" && reason !== "rate",
    );
    if (lost.length === 0) return [];
    const text = `Dropped on the way: ${lost.map(([reason, count]) => `${count} ${reason}`).join(", ")}`;
    return [{ level: "info", text, remedy: "" }];
  }
}

/**
 * @param {string} text
 * @param {string} remedy
 * @returns {Line}
 */
function warning(text, remedy) {
  return { level: "warning", text, remedy };
}
