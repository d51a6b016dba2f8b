/** Values for people. Pure. */

/**
 * @param {number | null | undefined} us
 * @returns {string} `0.4 ms`, `12 ms`, `1.3 s`
 */
export function formatDuration(us) {
  if (us === null || us === undefined || !Number.isFinite(us)) return "–";
  const ms = us / 1000;
  const size = Math.abs(ms);
  if (size < 0.995) return `${ms.toFixed(2)} ms`;
  if (size < 9.95) return `${ms.toFixed(1)} ms`;
  if (size < 999.5) return `${ms.toFixed(0)} ms`;
  return `${(ms / 1000).toFixed(1)} s`;
}

/**
 * @param {number | null | undefined} us
 * @returns {string} `14 s`, `3 min`, `2 h 5 min`, `3 d 4 h`
 */
export function formatUptime(us) {
  if (us === null || us === undefined || !Number.isFinite(us) || us < 0) return "–";
  const s = Math.floor(us / 1e6);
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min`;
  if (s < 86_400) return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
  return `${Math.floor(s / 86_400)} d ${Math.floor((s % 86_400) / 3600)} h`;
}

/** @param {number} metres */
export function formatDistance(metres) {
  if (metres < 0.995) return `${(metres * 100).toFixed(1)} cm`;
  return `${metres.toFixed(2)} m`;
}

/** @param {number} degrees */
export function formatAngle(degrees) {
  const rounded = Math.round(degrees);
  return `${rounded === 0 ? 0 : rounded}°`.replace("-", "−");
}

/** @param {number} count */
export function formatCount(count) {
  if (count < 10_000) return String(count);
  return count < 1e6 ? `${(count / 1e3).toFixed(0)} k` : `${(count / 1e6).toFixed(1)} M`;
}

/** @param {number} bytes */
export function formatBytes(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(0)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}

/** @param {number} hz */
export function formatRate(hz) {
  return `${hz < 9.95 ? hz.toFixed(1) : hz.toFixed(0)} fps`;
}

/**
 * What a signal strength means, in a word.
 * @param {number} dbm
 */
export function signalWord(dbm) {
  if (dbm >= -60) return "strong";
  if (dbm >= -70) return "good";
  return dbm >= -80 ? "weak" : "very weak";
}

/** What cameras call their settings. @type {{[name: string]: string}} */
const SETTING_NAMES = {
  resolution: "Picture size",
  framesize: "Picture size",
  fps: "Pictures per second",
  led: "Light",
  led_intensity: "Strength of the light",
  hmirror: "Mirror",
  vflip: "Upside down",
  quality: "Compression",
  ae_level: "Exposure correction",
  aec: "Automatic exposure",
  aec2: "Automatic exposure, better",
  aec_value: "Exposure by hand",
  agc: "Automatic gain",
  agc_gain: "Gain by hand",
  gainceiling: "Highest gain",
  awb: "Automatic white balance",
  awb_gain: "Gain of white balance",
  wb_mode: "Kind of white balance",
  bpc: "Mend black pixels",
  wpc: "Mend white pixels",
  lenc: "Correct the lens",
  raw_gma: "Correct gamma",
  dcw: "Make smaller in the camera",
  colorbar: "Test picture",
};

/**
 * Turn a name of a program into one for people: `frame_size` → `Frame size`.
 * @param {string} name
 */
export function formatName(name) {
  if (Object.hasOwn(SETTING_NAMES, name)) return SETTING_NAMES[name];
  const words = name.replace(/[_-]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** @param {Date} date */
export function formatClock(date) {
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => String(part).padStart(2, "0"))
    .join(":");
}

/** @type {{[reason: string]: string}} */
const REASONS = {
  replaced: "A newer one was there first",
  age: "Too old to be of use",
  bytes: "More bytes than this reader takes",
  count: "More waited than was asked for",
  rate: "Above the rate that was asked for",
  key_frame: "Not decodable before the next key frame",
  incomplete: "The rest of its picture came too late",
  refused: "Damaged, or not what it should be",
  closed: "Still waiting when the reader left",
  skipped: "Arrived before a key frame",
  superseded: "This page had a newer one already",
};

/** @param {string} reason */
export function explainDrop(reason) {
  return REASONS[reason] ?? "";
}

/**
 * Name a feature. A frame size without names is a number that means another size on each
 * board, and shall not pass for the size itself.
 * @param {{name: string, type: string}} feature
 */
export function formatFeature({ name, type }) {
  const title = formatName(name);
  return name === "framesize" && type === "int" ? `${title}, as a number` : title;
}

/**
 * Return what a page is called when it asks to be let in: `Panel on Android`.
 * @param {string} userAgent
 */
export function nameOfPage(userAgent) {
  // A phone with Android says Linux as well, and says it first.
  const known = ["Android", "iPhone", "iPad", "CrOS", "Windows", "Macintosh", "Linux"];
  const found = known.find((word) => userAgent.includes(word));
  return found ? `Panel on ${found}` : "Panel";
}
