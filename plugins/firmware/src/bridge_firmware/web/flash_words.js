/** What the page about boards at a cable says. Pure. */

/**
 * Say whether this browser could write to a board.
 * @param {boolean} hasSerial
 * @param {boolean} isSecure
 */
export function describeSerial(hasSerial, isSecure) {
  if (hasSerial) return "This browser can talk to boards at a cable (Web Serial).";
  if (!isSecure) {
    return "Browsers talk to boards at a cable (Web Serial) on https pages and on localhost only: open this page on the bridge's own machine, or give the bridge a certificate.";
  }
  return "This browser cannot talk to boards at a cable; Chrome and Edge can (Web Serial).";
}

/**
 * @param {import("./firmware_words.js").Image[]} images
 */
export function wholeImages(images) {
  return images.filter(({ is_whole: isWhole }) => isWhole);
}
