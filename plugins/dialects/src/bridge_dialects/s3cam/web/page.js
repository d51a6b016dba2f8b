// The page of the s3cam ports: one camera, its picture, figures and settings.

const RETRY_MS = 3000;
const FIGURES_MS = 2000;
const LABELS = {
  frames_received: "Pictures",
  frames_failed: "Failed pictures",
  total_bytes: "Bytes",
  fps: "Pictures per second",
  last_frame_time: "Last picture",
  camera_ip: "Camera's address",
  browsers_connected: "Pages",
  pending_commands: "Waiting commands",
  uptime_formatted: "Bridge on for",
};
const HEALTH_LABELS = {
  resolution: "Picture size",
  quality: "Quality",
  rssi: "Signal (dBm)",
  heap: "Free memory",
  uptime: "Camera on for",
  dropped: "Dropped by camera",
};
const NAMES = { resolution: "Picture size", mode: "Goes for" };
const ON_OFF = new Set(["exposure", "gain", "whitebalance", "hmirror", "vflip"]);

const byId = (id) => document.getElementById(id);
const query = location.search;
let shownUrl = "";

function say(text) {
  byId("said").textContent = text;
}

async function ask(path, options) {
  const answer = await fetch(path + query, options);
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.message ?? told.text ?? answer.statusText);
  return told;
}

async function command(name, value) {
  say(`${name} …`);
  try {
    await ask(`/api/command/${name}${value === "" ? "" : `/${value}`}`);
    say(value === "" ? `${name}: done` : `${name}: ${value}`);
  } catch (error) {
    say(`${name}: ${error.message}`);
  }
}

function labelled(text, ...inputs) {
  const label = document.createElement("label");
  label.append(text, ...inputs);
  return label;
}

function choice(name, options) {
  const select = document.createElement("select");
  select.append(new Option("–", "", true, true));
  select.options[0].disabled = true;
  for (const [value, text] of options) select.append(new Option(text, value));
  select.addEventListener("change", () => command(name, select.value));
  select.name = name;
  return labelled(NAMES[name], select);
}

function slider(name, about) {
  const input = document.createElement("input");
  const shown = document.createElement("output");
  [input.min, input.max] = about.range;
  Object.assign(input, { type: "range", step: 1, name });
  // What the camera is set to is not known before it says so.
  shown.textContent = "–";
  input.addEventListener("input", () => {
    shown.textContent = input.value;
  });
  input.addEventListener("change", () => command(name, input.value));
  return labelled(about.description, shown, input);
}

function tick(name, about) {
  const input = document.createElement("input");
  input.type = "checkbox";
  input.indeterminate = true;
  input.addEventListener("change", () => command(name, input.checked ? 1 : 0));
  return labelled(about.description, input);
}

function press(name, about) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = about.description;
  button.addEventListener("click", () => {
    if (name !== "reboot" || confirm("Restart the camera?")) command(name, "");
  });
  return button;
}

function control(name, about, sizes) {
  if (about.type === "trigger") return press(name, about);
  if (name === "resolution") return choice(name, Object.entries(sizes.resolutions));
  if (name === "mode") return choice(name, [["1", "stability"], ["0", "speed"]]);
  return ON_OFF.has(name) ? tick(name, about) : slider(name, about);
}

async function buildControls() {
  const [listed, sizes] = await Promise.all([ask("/api/commands"), ask("/api/resolutions")]);
  const made = Object.entries(listed.commands).map((entry) => control(...entry, sizes));
  byId("controls").replaceChildren(...made);
}

function showFigures(values, labels) {
  for (const [name, label] of Object.entries(labels)) {
    if (values[name] === undefined) continue;
    let shown = byId(`figure-${name}`);
    if (!shown) {
      const term = document.createElement("dt");
      shown = document.createElement("dd");
      shown.id = `figure-${name}`;
      term.textContent = label;
      byId("figures").append(term, shown);
    }
    const text = String(values[name] ?? "–");
    shown.textContent = name === "last_frame_time" ? text.replace(/^.*T|\..*$/g, "") : text;
  }
}

function showSettings(health) {
  const { quality, resolution } = byId("controls").elements;
  if (!quality || !resolution || byId("controls").contains(document.activeElement)) return;
  if (health.quality) {
    quality.value = health.quality;
    quality.previousElementSibling.textContent = quality.value;
  }
  const size = [...resolution.options].find((option) => option.text === health.resolution);
  if (size) size.selected = true;
}

function showLink(state, text) {
  byId("link").dataset.state = state;
  byId("link").textContent = text;
}

function showPicture(blob) {
  const url = URL.createObjectURL(blob);
  const picture = byId("picture");
  picture.onload = picture.onerror = () => URL.revokeObjectURL(url);
  if (shownUrl) URL.revokeObjectURL(shownUrl);
  shownUrl = url;
  picture.src = url;
  picture.hidden = false;
  byId("nothing").hidden = true;
}

function hear(message) {
  if (message.type === "camera_health") {
    showFigures(message.data, HEALTH_LABELS);
    showSettings(message.data);
  }
  if (message.type === "server_stats") showFigures(message.data, LABELS);
  if (message.type !== "status") return;
  showFigures(message.stats, LABELS);
  const isOn = message.camera_connected;
  showLink(isOn ? "on" : "off", isOn ? "Camera connected" : "No camera is connected");
}

function connect() {
  const socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/${query}`);
  socket.binaryType = "blob";
  let asking = 0;
  const send = (message) => socket.send(JSON.stringify({ ...message, timestamp: Date.now() }));
  socket.onopen = () => {
    send({ type: "register", device: "browser" });
    asking = setInterval(() => send({ type: "request_stats" }), FIGURES_MS);
  };
  socket.onmessage = (event) => {
    if (typeof event.data === "string") hear(JSON.parse(event.data));
    else showPicture(event.data);
  };
  socket.onclose = () => {
    clearInterval(asking);
    showLink("off", "The bridge is not reachable; trying again…");
    setTimeout(connect, RETRY_MS);
  };
}

function showSaving(isOn) {
  byId("saving").checked = isOn;
  byId("save").disabled = !isOn;
}

async function switchSaving() {
  const body = JSON.stringify({ enabled: byId("saving").checked });
  const headers = { "Content-Type": "application/json" };
  try {
    const told = await ask("/api/images/toggle", { method: "POST", headers, body });
    showSaving(told.enabled);
    say(told.message);
  } catch (error) {
    showSaving(false);
    say(error.message);
  }
}

async function save() {
  try {
    say((await ask("/api/images/save", { method: "POST" })).message);
  } catch (error) {
    say(error.message);
  }
}

byId("saving").addEventListener("change", switchSaving);
byId("save").addEventListener("click", save);
connect();
buildControls().catch((error) => say(error.message));
ask("/api/images/state").then((told) => showSaving(told.enabled)).catch(() => {});
