/** The bridge for web pages: what other programs may import. */

export { BridgeClient, webSocketUrl } from "./client.js";
export { ClockOffset } from "./clock.js";
export { LocalProtocolError, RemoteProtocolError } from "./errors.js";
export { anglesDeg, project, projectAxes, projectSquare } from "./geometry.js";
export { LatencyLedger, stepsOf } from "./latency.js";
export { Mailbox } from "./mailbox.js";
export { FrameMatcher } from "./match.js";
export { Overlay, isDrawable, tagColour } from "./overlay.js";
export { chooseKind, mediaOf, openPlayer, usableKinds } from "./player.js";
export { Pairing } from "./pairing.js";
export { Screen } from "./screen.js";
