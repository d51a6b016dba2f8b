/** What the card of sources says about a camera, and of what was found. Pure. */

/**
 * How a source is, as `GET /v1/sources` lists it.
 * @typedef {object} SourceStatus
 * @property {{name: string, id: string, kind: string, host: string, port: number, is_started: boolean, hz: number}} record
 * @property {boolean} is_active
 * @property {boolean} is_online
 * @property {number} fps
 * @property {number} viewers
 * @property {string} fault
 */

/**
 * A camera that was found, as `GET /v1/sources/found` lists it.
 * @typedef {object} FoundCamera
 * @property {string} key
 * @property {string} name
 * @property {string} address
 * @property {number} port
 * @property {string} kind
 * @property {string} how
 * @property {string} model
 * @property {"offered" | "unknown" | "suspicious"} standing
 * @property {string} note
 * @property {boolean} is_added
 */

/** @typedef {{mark: "good" | "warn" | "bad" | "off", word: string, note: string, fault: string}} Description */

/** @type {{[kind: string]: string}} */
const KINDS = {
  auto: "camera",
  cameraserver: "CameraWebServer",
  multicam: "multicam",
  esphome: "ESPHome",
  tasmota: "Tasmota",
  easytarget: "easytarget",
  m5: "M5 camera",
  esp32cam: "esp32cam",
  eloquent: "Eloquent",
  mjpeg: "MJPEG",
  snapshot: "single pictures",
  capture81: "capture81",
};
/** @type {{[how: string]: string}} */
const WAYS = { udp: "answered on UDP", mdns: "announced by mDNS" };

/** @param {string} kind */
export function nameKind(kind) {
  return KINDS[kind] ?? kind;
}

/**
 * @param {SourceStatus} source
 * @returns {Description}
 */
export function describeSource({ record, is_active, is_online, fps, viewers, fault }) {
  const readers = viewers > 0 ? `${viewers} reader${viewers === 1 ? "" : "s"}` : "";
  const note = [placeOf(record), readers].filter(Boolean).join(" · ");
  if (!record.is_started) return { mark: "off", word: "stopped", note, fault: "" };
  if (!is_online && fault) return { mark: "bad", word: "no answer", note, fault };
  if (!is_online) {
    const word = is_active ? "connecting" : "not asked yet";
    return { mark: is_active ? "warn" : "off", word, note, fault: "" };
  }
  const word =
    is_active && fps > 0 ? `${fps < 9.95 ? fps.toFixed(1) : fps.toFixed(0)} fps` : "ready";
  return { mark: "good", word, note, fault };
}

/**
 * Say what was added, now that the bridge knows what it is.
 * @param {SourceStatus} source
 */
export function describeAdded({ record }) {
  return `${record.name} was added: ${placeOf(record)}.`;
}

/** @param {{kind: string, host: string, port: number}} record */
function placeOf({ kind, host, port }) {
  const shown = host.includes(":") ? `[${host}]` : host;
  return `${nameKind(kind)} at ${shown}${port > 0 ? `:${port}` : ""}`;
}

/**
 * @param {FoundCamera} camera
 * @returns {{title: string, note: string, doubt: string, mayAdd: boolean}}
 */
export function describeFound({ name, address, port, kind, how, model, standing, note, is_added }) {
  const place = placeOf({ kind, host: address, port });
  const facts = [place, model, WAYS[how] ?? how].filter(Boolean);
  return {
    title: name || address,
    note: facts.join(" · "),
    doubt: note,
    mayAdd: standing !== "suspicious" && !is_added,
  };
}

/**
 * What is known of the neighbourhood, as `GET /v1/sources/found` answers.
 * @typedef {{found: FoundCamera[], is_searching: boolean, faults: string[]}} Neighbourhood
 */

/**
 * Say what a search brought.
 * @param {FoundCamera[]} cameras
 */
export function describeSearch(cameras) {
  const offered = cameras.filter(({ standing }) => standing === "offered");
  const fresh = offered.filter(({ is_added: isAdded }) => !isAdded).length;
  if (offered.length === 0) {
    return "No camera answered. Are they switched on, and in the same network as the bridge?";
  }
  const found = `${offered.length} camera${offered.length === 1 ? "" : "s"} found`;
  return fresh === offered.length ? `${found}.` : `${found}, ${fresh} of them new.`;
}

/**
 * Return the address of a source.
 * @param {string} name
 */
export function routeOf(name) {
  return `/v1/sources/${encodeURIComponent(name)}`;
}
