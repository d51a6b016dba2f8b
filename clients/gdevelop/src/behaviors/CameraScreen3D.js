import { bridge, fit, mirror, noSignal, stream } from "../properties.js";
import { fittingFunctions, screenFunctions } from "../screen_functions.js";

const FACES = ["Front", "Back", "Left", "Right", "Top", "Bottom", "All"];

/** @type {import("../../packing/declarations.js").Behavior} */
export default {
  kind: "behavior",
  fullName: "Camera screen 3D",
  description:
    "Shows the live picture of a camera on a face of a 3D box, or on all. Faces that are not visible stay so.",
  objectType: "Scene3D::Cube3DObject",
  properties: [
    stream,
    {
      name: "Face",
      type: "Choice",
      label: "Face of the box",
      defaultValue: "Front",
      choices: FACES.map((value) => ({ value })),
    },
    fit,
    mirror,
    ...noSignal,
    bridge,
  ],
  doStepPreEvents({ bridge, object, properties, state, library }) {
    state.screen ??= new library.BoxScreen(object);
    state.screen.draw(bridge, {
      stream: properties.Stream,
      face: properties.Face,
      fit: properties.Fit,
      mirror: properties.Mirror,
      noSignalAfterS: properties.NoSignalAfter,
      noSignalText: properties.NoSignalText,
    });
  },
  onDeActivate({ state }) {
    state.screen?.close();
    state.screen = null;
  },
  onDestroy({ state }) {
    state.screen?.close();
    state.screen = null;
  },
  functions: [
    ...screenFunctions({ of: "behavior" }),
    ...fittingFunctions({ of: "behavior" }),
    {
      kind: "action",
      name: "SetFace",
      fullName: "Face",
      description: "Change which face of the box shows the camera.",
      sentence: "Show the camera on the face _PARAM2_ of _PARAM0_",
      parameters: [{ name: "Face", type: "choice", description: "Face", choices: FACES }],
      run({ properties, args }) {
        properties.Face = args.Face;
      },
    },
  ],
};
