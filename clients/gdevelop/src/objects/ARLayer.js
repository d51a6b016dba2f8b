import { bridge, noSignal, stream } from "../properties.js";
import { screenFunctions } from "../screen_functions.js";

/** @type {import("../../packing/declarations.js").CustomObject} */
export default {
  kind: "object",
  fullName: "Augmented reality layer",
  description:
    "Shows the picture of a camera behind a 3D layer, whose own camera then sees exactly as the real one does: 3D objects that follow tags stand on them. Put one anywhere into the scene.",
  defaultName: "ARLayer",
  widthPx: 64,
  heightPx: 64,
  properties: [
    stream,
    {
      name: "TargetLayer",
      type: "String",
      label: "3D layer (empty: the base layer)",
      description: "What lies on layers below it is hidden by the picture.",
    },
    {
      name: "Fit",
      type: "Choice",
      label: "How the picture fits the screen",
      description: "Contain shows all of it, Cover fills the screen and cuts off what sticks out.",
      defaultValue: "Contain",
      choices: [{ value: "Contain" }, { value: "Cover" }],
    },
    ...noSignal,
    bridge,
  ],
  onCreated({ state, scene, library }) {
    state.screen?.close(scene);
    state.screen = new library.ArLayer();
  },
  doStepPostEvents({ bridge, properties, scene, state }) {
    const wish = {
      stream: properties.Stream,
      layer: properties.TargetLayer,
      fit: properties.Fit,
      noSignalAfterS: properties.NoSignalAfter,
      noSignalText: properties.NoSignalText,
    };
    state.screen?.draw(bridge, wish, scene);
  },
  onDestroy({ state, scene }) {
    state.screen?.close(scene);
    state.screen = null;
  },
  functions: [
    ...screenFunctions({ of: "object" }),
    {
      kind: "action",
      name: "SetTargetLayer",
      fullName: "3D layer",
      description: "Change which 3D layer sees as the camera does.",
      sentence: "Let the layer _PARAM1_ see as the camera of _PARAM0_ does",
      parameters: [{ name: "Layer", type: "layer", description: "3D layer" }],
      run({ properties, args }) {
        properties.TargetLayer = args.Layer;
      },
    },
  ],
};
