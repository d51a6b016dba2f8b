/**
 * A board on a page of its own: a phone becomes the controller in front of a game. It needs
 * no more rights than a game.
 */

import { BridgeClient } from "/panel/src/client.js";
import { keyOwner, storeKey, storedKey, takeKeyFromAddress } from "/panel/src/panel/keys.js";
import { element, find } from "/panel/src/panel/page.js";
import { PadView } from "./pad_view.js";

const device = decodeURIComponent(location.pathname.split("/").pop() ?? "");
const key = takeKeyFromAddress(location, history) ?? storedKey() ?? undefined;
if (key) storeKey(key);
document.title = `${device} – controller`;
find("h1", "pad-name").textContent = device;

const client = new BridgeClient({
  url: location.origin,
  role: "game",
  // Two phones are two peers, also when neither has a key.
  id: (key && keyOwner(key)) || `phone-${Math.random().toString(36).slice(2, 8)}`,
  name: "Controller page",
  key,
});
const word = find("p", "pad-state");
const form = find("form", "pad-key-form");
let isHere = false;
let away = `The bridge knows no ${device}.`;
const view = new PadView({ device, client, element });
find("main", "pad-place").append(view.element);

client.on("state", ({ state, reason }) => {
  /** @type {{[state: string]: string}} */
  const words = {
    open: isHere ? "" : away,
    waiting: "No link to the bridge; trying again.",
    refused: reason,
  };
  word.textContent = words[state] ?? "Connecting";
  form.hidden = state !== "refused";
});
client.subscribe(
  { topics: [`device/${device}/state`] },
  {
    onSample: ({ value }) => {
      isHere = value.online;
      away = `${device} is not here: ${value.reason || "away"}`;
      word.textContent = isHere ? "" : away;
    },
  },
);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const given = find("input", "pad-key").value.trim();
  const owner = keyOwner(given);
  if (owner === null) {
    word.textContent = "That is no key. A key looks like gbs1_name_… and is pasted whole.";
    return;
  }
  storeKey(given);
  client.identify({ key: given, id: owner });
});
client.open();
Object.defineProperty(window, "gamebridgePad", { value: Object.freeze({ client }) });
