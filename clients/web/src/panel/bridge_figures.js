/** How the bridge itself feels, from its once-a-second statistics. Pure. */

import { formatBytes, formatDuration, formatUptime } from "./format.js";

/**
 * What `sys/statistics` says, as far as it is shown.
 * @typedef {object} BridgeStatistics
 * @property {number} uptime_us
 * @property {number} cpu_s
 * @property {number} rss_bytes
 * @property {number} bytes_in
 * @property {number} bytes_out
 * @property {number} [loop_stalls]
 * @property {number} [worst_stall_us]
 */

/**
 * Return what changed between two looks in words, or less when there was only one.
 * @param {BridgeStatistics | null} before
 * @param {BridgeStatistics} now
 */
export function describeBridge(before, now) {
  const facts = [`up ${formatUptime(now.uptime_us)}`, `${formatBytes(now.rss_bytes)} of memory`];
  const passedS = before === null ? 0 : (now.uptime_us - before.uptime_us) / 1e6;
  if (before !== null && passedS > 0) {
    const cores = (now.cpu_s - before.cpu_s) / passedS;
    const inRate = formatBytes(Math.round((now.bytes_in - before.bytes_in) / passedS));
    const outRate = formatBytes(Math.round((now.bytes_out - before.bytes_out) / passedS));
    facts.push(`${Math.round(cores * 100)} % of a core`, `in ${inRate}/s`, `out ${outRate}/s`);
  }
  const worstUs = now.worst_stall_us ?? 0;
  if (now.loop_stalls)
    facts.push(`stood still ${now.loop_stalls} times, ${formatDuration(worstUs)} at most`);
  return facts.join(" · ");
}
