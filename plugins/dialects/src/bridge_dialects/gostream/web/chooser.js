/**
 * The page's controls: which camera is shown (`?camera=` of the address), and whether.
 *
 * Knows: elements. Does not know: pictures.
 */

const LOOK_EVERY_MS = 5000;

/** @param {string} id */
export function element(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found;
}

/** @param {string} text */
export function tell(text) {
  const told = element("told");
  if (told.textContent !== text) told.textContent = text;
}

/** What the page's address asks for, for the addresses of links. */
export function wish() {
  const camera = new URLSearchParams(location.search).get("camera");
  return camera === null ? "" : `?camera=${encodeURIComponent(camera)}`;
}

/**
 * Show the choice when there is one, and the switch.
 * @param {() => {close: () => void}} open starts to show the camera that is wished for
 */
export function run(open) {
  /** @type {{close: () => void} | null} */
  let shown = open();
  linkOtherPage();
  const button = element("switch");
  const select = /** @type {HTMLSelectElement} */ (element("camera"));
  button.onclick = () => {
    if (shown === null) shown = open();
    else {
      shown.close();
      shown = null;
    }
    button.textContent = shown === null ? "Connect" : "Disconnect";
  };
  select.onchange = () => {
    const { value } = select;
    history.replaceState(null, "", value ? `?camera=${encodeURIComponent(value)}` : "?");
    linkOtherPage();
    shown?.close();
    shown = open();
    button.textContent = "Disconnect";
  };
  void look(select);
}

/** The way to the other page keeps the choice. */
function linkOtherPage() {
  const other = document.getElementById("other");
  if (other instanceof HTMLAnchorElement) other.search = location.search;
}

/** @param {HTMLSelectElement} select */
async function look(select) {
  for (;;) {
    try {
      const answer = await fetch("/gostream/cameras");
      if (answer.ok) offer(select, await answer.json());
    } catch {
      // The link says already that the bridge is gone.
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

/**
 * @param {HTMLSelectElement} select
 * @param {{id: string, name: string}[]} cameras
 */
function offer(select, cameras) {
  element("choice").hidden = cameras.length < 2;
  const wanted = new URLSearchParams(location.search).get("camera");
  const entries = cameras.map(({ id, name }) => ({ id, text: name || id }));
  if (wanted === null) entries.unshift({ id: "", text: "any" });
  const key = JSON.stringify(entries);
  if (select.dataset.entries === key) return;
  select.dataset.entries = key;
  select.replaceChildren(...entries.map(({ id, text }) => new Option(text, id)));
  const chosen = cameras.find(({ id, name }) => id === wanted || name === wanted);
  select.value = chosen?.id ?? "";
}
