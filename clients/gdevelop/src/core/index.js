/** The core of the extension: what the rest of it may import. */

export { GameBridge } from "./bridge.js";
export { BridgeLibrary } from "./library.js";
export { anglesOf, groundOf, objectOf, scenePoint, sceneRotation, viewOf } from "./pose_mapping.js";
