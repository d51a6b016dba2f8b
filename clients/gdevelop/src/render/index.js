/** What touches the engine's renderers and objects: pictures, poses, the overlay. */

export { ArLayer } from "./ar_layer.js";
export { BoxScreen } from "./box_screen.js";
export { CameraView } from "./camera_view.js";
export { SpriteScreen } from "./sprite_screen.js";
export { TagFollower } from "./tag_follower.js";
export { TagFollower3D } from "./tag_follower_3d.js";
export { TiltControl } from "./tilt_control.js";
export {
  drawScene,
  matchCameraToStream,
  moveCameraWithTag,
  resetLayerCamera,
} from "./scene_view.js";
export { isStatusOverlayShown, showStatusOverlay } from "./status_overlay.js";
