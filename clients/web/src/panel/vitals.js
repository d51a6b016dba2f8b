/** The figures below the picture. Pure. */

import { formatCount, formatDuration, formatRate } from "./format.js";

/**
 * @param {ReturnType<import("./camera.js").Camera["statistics"]>} camera
 * @param {Pick<import("../screen.js").Screen, "shown" | "statistics">} screen
 * @param {{ledger: import("../latency.js").LatencyLedger}} ledgers
 * @returns {[string, string][]}
 */
export function vitalsOf(camera, screen, { ledger }) {
  const { shown } = screen;
  const { fps } = screen.statistics();
  const total = ledger.total();
  const lost = Object.values(camera.dropped.media).reduce((sum, count) => sum + count, 0);
  return [
    ["On screen", formatRate(fps)],
    ["Camera to screen", total.count ? formatDuration(total.p50Us) : "–"],
    ["Size", shown ? `${shown.widthPx} × ${shown.heightPx}` : "–"],
    ["Dropped", formatCount(lost + camera.player.skipped + camera.player.superseded)],
  ];
}
