import { bridge, fit, mirror, noSignal, stream } from "../properties.js";
import { fittingFunctions, screenFunctions } from "../screen_functions.js";

/** @type {import("../../packing/declarations.js").Behavior} */
export default {
  kind: "behavior",
  fullName: "Camera screen",
  description:
    "Shows the live picture of a camera on a Sprite, in place of its image. Points, collision mask and size of the Sprite stay as they are.",
  objectType: "Sprite",
  properties: [stream, { ...fit, defaultValue: "Cover" }, mirror, ...noSignal, bridge],
  doStepPreEvents({ bridge, object, properties, state, library }) {
    state.screen ??= new library.SpriteScreen(object);
    state.screen.draw(bridge, {
      stream: properties.Stream,
      fit: properties.Fit,
      mirror: properties.Mirror,
      noSignalAfterS: properties.NoSignalAfter,
      noSignalText: properties.NoSignalText,
    });
  },
  doStepPostEvents({ state }) {
    state.screen?.keep();
  },
  onDeActivate({ state }) {
    state.screen?.close();
    state.screen = null;
  },
  onDestroy({ state }) {
    state.screen?.close();
    state.screen = null;
  },
  functions: [...screenFunctions({ of: "behavior" }), ...fittingFunctions({ of: "behavior" })],
};
