/**
 * The page that shows H.264 in the best way that there is: the panel's players, which stay
 * closest to now; the browser's own Media Source for transport streams; or JPEG pictures.
 */

import { run } from "./chooser.js";
import { JpegView } from "./jpeg_view.js";
import { PlayerView, loadPlayers } from "./player_view.js";
import { SourceView, isPlayable } from "./source_view.js";

// On ports of the system's own there is no panel, and asking for it would be an error.
const isPanelNear = location.pathname === "/gostream";
const players = isPanelNear ? await loadPlayers() : null;
let hasPlayer = players !== null && players.usableKinds(globalThis, true)[0] !== "jpeg";

function open() {
  if (!hasPlayer) return isPlayable() ? new SourceView() : new JpegView();
  /** @type {{close: () => void}} */
  let view = new PlayerView(players, () => {
    hasPlayer = false;
    view.close();
    view = open();
  });
  return { close: () => view.close() };
}

run(open);
