/** Versions that can be compared, and a word to users about each. */

const SEMVER = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?$/;

/** @type {import("../lint.mjs").Rule} */
export default function version({ version: present, changelog }) {
  if (!SEMVER.test(present)) {
    return [`the version "${present}" must be three numbers with dots, as in 1.2.0`];
  }
  const isTold = changelog?.some((/** @type {any} */ entry) => entry.version === present);
  return isTold ? [] : [`the changelog has no entry for ${present}: add one`];
}
