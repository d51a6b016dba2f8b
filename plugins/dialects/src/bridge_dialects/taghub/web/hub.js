// The numbers of the tag hub, asked for once a second.

const QUERY = new URLSearchParams(location.search);

/** Asks for a JSON object; keeps the choice of the camera. */
export async function ask(path) {
  const camera = QUERY.get("camera");
  const query = camera ? `?${new URLSearchParams({ camera })}` : "";
  const answer = await fetch(`${path}${query}`, { cache: "no-store" });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

/** Fills a list of terms; texts only, whatever devices call themselves. */
export function fill(list, terms) {
  list.replaceChildren(
    ...Object.entries(terms).flatMap(([name, value]) => {
      const term = document.createElement("dt");
      const told = document.createElement("dd");
      term.textContent = name;
      told.textContent = String(value);
      return [term, told];
    }),
  );
}

/** Returns the terms that say how pictures come. */
export function videoTerms(stats) {
  return {
    size: stats.resolution,
    rate: `${stats.current_fps} per second, target ${stats.target_fps}`,
    jitter: `${Math.round(stats.jitter * 1000)} ms`,
    efficiency: `${stats.efficiency} %`,
    "time in the bridge": `${stats.avg_processing} ms, at most ${stats.max_processing} ms`,
    pictures: `${stats.total_frames}, missing ${stats.dropped_frames}`,
    advice: stats.recommendation,
  };
}

/** Repeats a task every second, and shows why it failed. */
export async function everySecond(task, fault) {
  for (;;) {
    try {
      await task();
      fault.textContent = "";
    } catch (error) {
      fault.textContent = `The bridge does not answer: ${error.message}`;
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

function rows(sessions) {
  return sessions.map((session) => {
    const row = document.createElement("tr");
    for (const key of ["connect_time", "disconnect_time", "duration_formatted"]) {
      const cell = document.createElement("td");
      cell.textContent = session[key];
      row.append(cell);
    }
    return row;
  });
}

async function showStatus() {
  const [status, uptime, history, stats] = await Promise.all([
    ask("/status"),
    ask("/connection_uptime"),
    ask("/connection_history"),
    ask("/video_stats"),
  ]);
  fill(document.getElementById("status"), {
    device: status.websocket.esp32_connected ? `here for ${uptime.uptime_formatted}` : "none",
    games: status.websocket.gdevelop_clients,
    "open WebSockets": status.websocket.active_connections,
    "hub runs for": `${status.uptime_seconds} s`,
  });
  fill(document.getElementById("video"), videoTerms(stats));
  document.getElementById("history").replaceChildren(...rows(history.sessions).reverse());
}

if (document.getElementById("status")) {
  everySecond(showStatus, document.getElementById("fault"));
}
