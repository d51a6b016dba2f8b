/**
 * The page that shows H.264 in the best way that this browser has: its own Media Source
 * for transport streams, the panel's players, or JPEG pictures after all.
 */

import { run } from "./chooser.js";
import { JpegView } from "./jpeg_view.js";
import { PlayerView, loadPlayers } from "./player_view.js";
import { SourceView, isPlayable } from "./source_view.js";

// On ports of the system's own there is no panel, and asking for it would be an error.
const isPanelNear = location.pathname === "/gostream";
const players = isPanelNear && !isPlayable() ? await loadPlayers() : null;
const hasDecoder = players !== null && !players.usableKinds(globalThis, true)[0].startsWith("jpeg");
let hasFailed = false;

function open() {
  if (isPlayable()) return new SourceView();
  if (!hasDecoder || hasFailed) return new JpegView();
  /** @type {{close: () => void}} */
  let view = new PlayerView(players, () => {
    hasFailed = true;
    view.close();
    view = new JpegView();
  });
  return { close: () => view.close() };
}

run(open);
