/** The dashboard: all cameras with live pictures, those that were found, one form to add. */

import { LiveEvents, pictureOf } from "./live.js";

const LOOK_EVERY_MS = 3000;
const find = (/** @type {string} */ selector) => document.querySelector(selector);

/** Cards by stream name. @type {Map<string, {card: HTMLElement, row: any, isSeen: boolean}>} */
const cards = new Map();
/** Cameras that were found, by address. @type {Map<string, any>} */
const found = new Map();

const live = new LiveEvents(hear, (isOpen) => {
  find("#link").textContent = isOpen ? "Live" : "The bridge is away; trying again";
  find("#link").dataset.state = isOpen ? "live" : "lost";
});

const sight = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    const known = cards.get(entry.target.dataset.name);
    if (known) known.isSeen = entry.isIntersecting;
  }
  showWhatIsSeen();
});

function showWhatIsSeen() {
  const names = [];
  for (const [name, { row, isSeen }] of cards) {
    if (isSeen && row.is_active && !document.hidden) names.push(name);
  }
  live.show(names);
}

/** @param {string} event @param {any} content */
function hear(event, content) {
  if (event === "frame") showPicture(content);
  if (event === "camera_discovered") {
    found.set(`${content.ip}:${content.port}`, content);
    showFound();
  }
}

/** @param {{stream_name: string, frame_data: string}} content */
function showPicture(content) {
  const card = cards.get(content.stream_name)?.card;
  const image = card?.querySelector("img");
  // A picture that is still being decoded goes first; this one would only queue behind it.
  if (!image || image.dataset.busy) return;
  const address = URL.createObjectURL(pictureOf(content.frame_data));
  image.dataset.busy = "yes";
  image.onload = image.onerror = () => {
    URL.revokeObjectURL(address);
    delete image.dataset.busy;
  };
  image.src = address;
  image.hidden = false;
  card.querySelector(".dark").hidden = true;
}

/** Ask the bridge; null and a note on the page if it says no. @param {any} [body] */
async function ask(/** @type {string} */ method, /** @type {string} */ path, body) {
  try {
    const answer = await fetch(path, {
      method,
      headers: body ? { "Content-Type": "application/json" } : {},
      body: body && JSON.stringify(body),
    });
    const content = await answer.json();
    if (answer.ok) return content;
    say(content.error ?? content.text ?? `The bridge said ${answer.status}`);
  } catch {
    if (method !== "GET") say("The bridge does not answer");
  }
  return null;
}

/** @param {string} text */
function say(text) {
  find("#said").textContent = text;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => (find("#said").textContent = ""), 8000);
}

const pathOf = (/** @type {string} */ name, verb = "") =>
  `/api/streams/${encodeURIComponent(name)}${verb && `/${verb}`}`;

async function look() {
  const rows = await ask("GET", "/api/streams");
  if (rows === null) return;
  const names = new Set(rows.map((/** @type {any} */ row) => row.name));
  for (const [name, { card }] of cards) {
    if (!names.has(name)) {
      sight.unobserve(card);
      card.remove();
      cards.delete(name);
    }
  }
  for (const row of rows) showRow(row);
  find("#none").hidden = rows.length > 0;
  showWhatIsSeen();
  showFound();
}

/** @param {any} row */
function showRow(row) {
  const known = cards.get(row.name) ?? addCard(row);
  known.row = row;
  const { card } = known;
  // Cameras that send by themselves have no port of their own to be asked at.
  const isSource = row.port > 0;
  const shown = [row.ip_address + (isSource ? `:${row.port}` : "")];
  shown.push(row.is_active ? `${Math.round(row.fps)} fps` : "resting");
  shown.push(`${row.connected_clients} watching`);
  card.querySelector(".facts").textContent = shown.join(" · ");
  card.querySelector(".start").hidden = !isSource || row.is_active;
  card.querySelector(".stop").hidden = !isSource || !row.is_active;
  card.querySelector(".remove").hidden = !isSource;
  const isDark = !row.is_active || card.querySelector("img").hidden;
  card.querySelector("img").hidden = isDark;
  card.querySelector(".dark").hidden = !isDark;
  card.querySelector(".dark").textContent = row.is_active ? "Waiting for a picture" : "Resting";
}

/** @param {any} row */
function addCard(row) {
  const card = find("#camera").content.cloneNode(true).firstElementChild;
  card.dataset.name = row.name;
  card.querySelector("h3").textContent = row.name;
  card.querySelector("img").alt = `Live picture of ${row.name}`;
  card.querySelector(".snapshot").href = pathOf(row.name, "snapshot");
  for (const verb of ["start", "stop"]) {
    card.querySelector(`.${verb}`).onclick = () => change("POST", pathOf(row.name, verb));
  }
  card.querySelector(".remove").onclick = () => remove(row.name);
  find("#cameras").append(card);
  const known = { card, row, isSeen: false };
  cards.set(row.name, known);
  sight.observe(card);
  return known;
}

/** @param {string} method @param {string} path @param {any} [body] */
async function change(method, path, body) {
  const answer = await ask(method, path, body);
  await look();
  return answer;
}

/** @param {string} name */
function remove(name) {
  const dialog = find("#sure");
  find("#sure-text").textContent = `Remove ${name}? Nobody can watch it until it is added again.`;
  dialog.onclose = () => {
    if (dialog.returnValue === "yes") change("DELETE", pathOf(name));
  };
  dialog.returnValue = "no";
  dialog.showModal();
}

/** @param {{name: string, ip_address: string, port: number}} camera */
async function add(camera) {
  if ((await change("POST", "/api/streams", camera)) === null) return false;
  await change("POST", pathOf(camera.name, "start"));
  return true;
}

function showFound() {
  const added = new Set([...cards.values()].map(({ row }) => `${row.ip_address}:${row.port}`));
  const lines = [];
  const keys = [];
  for (const [key, camera] of found) {
    if (added.has(key)) continue;
    const line = document.createElement("li");
    const text = document.createElement("span");
    text.textContent = `${camera.name} at ${key}`;
    const button = document.createElement("button");
    button.className = "main";
    button.textContent = "Add";
    button.setAttribute("aria-label", `Add ${camera.name}`);
    button.onclick = async () => {
      button.disabled = true;
      button.disabled = await add({
        name: camera.name,
        ip_address: camera.ip,
        port: camera.port,
      });
    };
    line.append(text, button);
    lines.push(line);
    keys.push(key);
  }
  const list = find("#found-list");
  // Lines that stay keep their place, and the focus that may be on one of them.
  if (list.dataset.keys !== keys.join()) list.replaceChildren(...lines);
  list.dataset.keys = keys.join();
  find("#found").hidden = lines.length === 0;
}

find("#add").onsubmit = async (/** @type {SubmitEvent} */ event) => {
  event.preventDefault();
  const form = find("#add");
  const typed = Object.fromEntries(new FormData(form));
  if (await add({ ...typed, port: Number(typed.port) })) form.reset();
};

document.addEventListener("visibilitychange", showWhatIsSeen);
setInterval(() => document.hidden || look(), LOOK_EVERY_MS);
look();
