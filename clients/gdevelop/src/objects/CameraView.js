import { bridge, fit, mirror, noSignal, stream } from "../properties.js";
import { fittingFunctions, screenFunctions } from "../screen_functions.js";

/** @type {import("../../packing/declarations.js").CustomObject} */
export default {
  kind: "object",
  fullName: "Camera view",
  description: "Shows the live picture of a camera. Give it any size and put it on any layer.",
  defaultName: "CameraView",
  widthPx: 320,
  heightPx: 240,
  properties: [stream, fit, mirror, ...noSignal, bridge],
  onCreated({ object, state, library }) {
    state.screen?.close();
    state.screen = new library.CameraView(object, 320, 240);
  },
  doStepPostEvents({ bridge, properties, state }) {
    state.screen?.draw(bridge, {
      stream: properties.Stream,
      fit: properties.Fit,
      mirror: properties.Mirror,
      noSignalAfterS: properties.NoSignalAfter,
      noSignalText: properties.NoSignalText,
    });
  },
  onDestroy({ state }) {
    state.screen?.close();
    state.screen = null;
  },
  functions: [
    ...screenFunctions({ of: "object" }),
    ...fittingFunctions({ of: "object" }),
    {
      kind: "action",
      name: "SetNoSignal",
      fullName: "No signal",
      description: "Change when and how the object says that there is no picture.",
      sentence: "Show _PARAM2_ in _PARAM0_ when there is no picture for _PARAM1_ seconds",
      parameters: [
        { name: "After", type: "number", description: "Seconds (0: never)" },
        { name: "Text", type: "string", description: "Text (empty: the last picture stays)" },
      ],
      run({ properties, args }) {
        properties.NoSignalAfter = args.After;
        properties.NoSignalText = args.Text;
      },
    },
    ...placeExpressions(),
  ],
};

/** @returns {import("../../packing/declarations.js").InstanceFunction[]} */
function placeExpressions() {
  const inPicture = [
    {
      name: "ImageX",
      type: /** @type {const} */ ("number"),
      description: "X in the picture, 0 to 1",
    },
    {
      name: "ImageY",
      type: /** @type {const} */ ("number"),
      description: "Y in the picture, 0 to 1",
    },
  ];
  const inScene = [
    { name: "SceneX", type: /** @type {const} */ ("number"), description: "X in the scene" },
    { name: "SceneY", type: /** @type {const} */ ("number"), description: "Y in the scene" },
  ];
  return [
    {
      kind: "expression",
      name: "SceneX",
      fullName: "X in the scene of a place in the picture",
      description: "Where in the scene a place of the picture is, for example that of a tag.",
      parameters: inPicture,
      run({ state, args }) {
        return state.screen?.sceneOf(args.ImageX, args.ImageY)[0];
      },
    },
    {
      kind: "expression",
      name: "SceneY",
      fullName: "Y in the scene of a place in the picture",
      description: "Where in the scene a place of the picture is, for example that of a tag.",
      parameters: inPicture,
      run({ state, args }) {
        return state.screen?.sceneOf(args.ImageX, args.ImageY)[1];
      },
    },
    {
      kind: "expression",
      name: "ImageX",
      fullName: "X in the picture of a place in the scene",
      description:
        "Which place of the picture is under a point of the scene, for example the cursor.",
      parameters: inScene,
      run({ state, args }) {
        return state.screen?.imageOf(args.SceneX, args.SceneY)[0];
      },
    },
    {
      kind: "expression",
      name: "ImageY",
      fullName: "Y in the picture of a place in the scene",
      description:
        "Which place of the picture is under a point of the scene, for example the cursor.",
      parameters: inScene,
      run({ state, args }) {
        return state.screen?.imageOf(args.SceneX, args.SceneY)[1];
      },
    },
  ];
}
