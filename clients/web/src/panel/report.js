/** Everything that the page knows about itself, as plain data for tests and bug reports. */

/**
 * @param {{client: import("../client.js").BridgeClient, feed: import("./feed.js").Feed, live: import("./live_view.js").LiveView}} panel
 */
export function report({ client, feed, live }) {
  const { camera, screen } = live;
  const { shown } = screen;
  return {
    link: {
      state: client.state,
      role: feed.role,
      roundTripUs: client.roundTripUs,
      clock: client.estimate(),
      ...client.statistics(),
    },
    isSecureContext: globalThis.isSecureContext,
    devices: feed.devices.list().map(({ id, state, hz }) => ({
      id,
      isHere: state?.online ?? false,
      hz,
    })),
    camera: camera && {
      deviceId: camera.deviceId,
      ...camera.statistics(),
      latency: { steps: camera.ledger.steps(), total: camera.ledger.total() },
    },
    screen: {
      ...screen.statistics(),
      shown: shown && {
        seq: shown.sample.seq,
        frameSeq: shown.frameSeq ?? null,
        capturedUs: shown.capturedUs,
        shownUs: shown.shownUs,
        widthPx: shown.widthPx,
        heightPx: shown.heightPx,
        isExact: shown.isExact,
        detectedFrameSeq: shown.detectedFrameSeq,
        corners: screen.drawnCorners,
      },
    },
  };
}
