/** What the card says about firmware, and the pieces in which an image goes out. Pure. */

/**
 * @typedef {object} Image
 * @property {string} sha256
 * @property {number} size
 * @property {string} project
 * @property {string} version
 * @property {string} chip
 * @property {string} built
 * @property {string} idf
 * @property {boolean} is_signed
 * @property {boolean} is_whole whether it begins with the bootloader, for boards at a cable
 */

/**
 * @typedef {object} Firmware what a device says of itself
 * @property {string} project
 * @property {string} version
 * @property {string} chip
 * @property {string} slot
 * @property {string} stage
 * @property {string} next_version
 * @property {number} done_bytes
 * @property {number} size_bytes
 * @property {string} code
 * @property {string} text
 */

/**
 * @typedef {object} ShownDevice
 * @property {string} id
 * @property {string} name
 * @property {boolean} online
 * @property {Firmware} firmware
 * @property {string} newest SHA-256 of the image that an update would take, or empty
 */

// As base64 this fits into one request, with room for what is around it.
export const PIECE_BYTES = 45_000;
const MAX_IMAGE_BYTES = 8 * 1024 * 1024;
const IMAGE_MAGIC = 0xe9;
const UNDER_WAY = ["downloading", "restarting", "on_trial"];

/** @param {string} project */
export function boardOf(project) {
  return project.replace(/^gamebridge-/, "");
}

/**
 * Say what is plainly wrong with a file before it is sent, or "": the bridge looks closer.
 * @param {Uint8Array} bytes
 */
export function faultOf(bytes) {
  if (bytes.length === 0) return "The file is empty.";
  if (bytes.length > MAX_IMAGE_BYTES) return "The file is larger than any image.";
  if (bytes[0] !== IMAGE_MAGIC) return "This is no image for an ESP32: take the .bin of the build.";
  return "";
}

/**
 * Return the next piece of an image as the bridge takes it.
 * @param {Uint8Array} bytes
 * @param {number} at
 */
export function pieceAt(bytes, at) {
  const piece = bytes.subarray(at, at + PIECE_BYTES);
  let text = "";
  for (const byte of piece) text += String.fromCharCode(byte);
  return { at, data: btoa(text) };
}

/** @param {Image} image */
export function describeImage({ chip, built, size, is_signed: isSigned, is_whole: isWhole }) {
  const signed = isSigned ? ", signed" : "";
  const whole = isWhole ? ", whole flash" : "";
  return `${chip}, built ${built}, ${Math.round(size / 1024)} KB${signed}${whole}`;
}

/**
 * @param {ShownDevice} device
 * @param {Image | undefined} newest
 */
export function describeDevice({ online, firmware }, newest) {
  const { version, stage, text, next_version: next } = firmware;
  const runs = `${boardOf(firmware.project)} ${version}`;
  if (stage === "downloading") return `${runs}; loading ${next}`;
  if (stage === "restarting") return `${runs}; restarting into ${next}`;
  if (stage === "on_trial") return `${runs} is on trial: it has to stay for a minute`;
  if (stage === "failed" || stage === "rolled_back") return `${runs}; not ${next}: ${text}`;
  if (!online) return `${runs}; offline`;
  if (newest === undefined) return `${runs}; there is no image for this board`;
  return newest.version === version ? `${runs}; up to date` : runs;
}

/**
 * What the button of a device does: the version that it offers, or "" when there is nothing
 * to do now.
 * @param {ShownDevice} device
 * @param {Image | undefined} newest
 */
export function offerFor({ online, firmware }, newest) {
  if (!online || newest === undefined || UNDER_WAY.includes(firmware.stage)) return "";
  return newest.version === firmware.version ? "" : newest.version;
}

/** @param {Firmware} firmware */
export function isGood({ stage }) {
  return stage === "kept";
}

/** @param {Firmware} firmware */
export function isBad({ stage }) {
  return stage === "failed" || stage === "rolled_back";
}
