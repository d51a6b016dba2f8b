/**
 * Keys as text (docs/protocol.md §10). They stay in this tab: a key in storage that lasts
 * could be read by the next person at this computer.
 */

const FORM = /^(gbd1|gbs1)_([a-z0-9_-]{1,32})_[A-Za-z0-9_-]{43}_[A-Za-z0-9_-]{4}$/;
const STORED = "gamebridge.key";

/**
 * Return whose key this is, or null when it is none.
 * @param {string} text
 */
export function keyOwner(text) {
  // Ids and secrets may hold underscores, but what follows the id has a fixed length.
  return FORM.exec(text.trim())?.[2] ?? null;
}

/** Return the key of this tab, or null. */
export function storedKey() {
  try {
    return sessionStorage.getItem(STORED);
  } catch {
    return null;
  }
}

/** @param {string | null} key */
export function storeKey(key) {
  try {
    if (key === null) sessionStorage.removeItem(STORED);
    else sessionStorage.setItem(STORED, key);
  } catch {
    // Then it is asked for again after a reload.
  }
}

/**
 * Take the key out of an address such as `/#key=…`, so that it is neither bookmarked nor
 * sent to anyone.
 * @param {Location} location
 * @param {History} history
 */
export function takeKeyFromAddress(location, history) {
  const url = new URL(location.href);
  const hash = new URLSearchParams(url.hash.slice(1));
  const key = hash.get("key") ?? url.searchParams.get("key");
  if (key === null) return null;
  hash.delete("key");
  url.searchParams.delete("key");
  url.hash = hash.toString();
  history.replaceState(null, "", url);
  return key;
}
