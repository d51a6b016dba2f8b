import { bridge, camera, lost, object3D, tagId } from "../properties.js";
import { followedTag, isFollowing, setTag } from "./following/shared.js";

/** @type {import("../../packing/declarations.js").Behavior} */
export default {
  kind: "behavior",
  fullName: "Tag follower 3D",
  description:
    "Moves and turns a 3D object with an AprilTag: over the camera's picture (augmented reality), or as a controller that is held in the hand.",
  objectType: "",
  properties: [
    object3D,
    tagId,
    camera,
    {
      name: "Mode",
      type: "Choice",
      label: "Mode",
      description:
        "AR lays the object over the picture. Free moves it from where it stands in the scene, as far as the tag is from the middle of the picture. Calibrate moves it as far as the tag is from where it was first seen. Locked only turns it.",
      defaultValue: "AR",
      choices: [
        { value: "AR", label: "AR (over the picture)" },
        { value: "Free" },
        { value: "Calibrate" },
        { value: "Locked" },
      ],
    },
    {
      name: "PixelsPerMetre",
      type: "Number",
      label: "Pixels per metre",
      description: "Tags farther away than the far plane of the layer's camera are not drawn.",
      unit: "Dimensionless",
      defaultValue: "1000",
    },
    {
      name: "HomeDistance",
      type: "Number",
      label: "Mode Free: metres from the camera at which the object is where it was placed",
      unit: "Dimensionless",
      defaultValue: "0.5",
    },
    { name: "Turn", type: "Boolean", label: "Turn with the tag", defaultValue: "true" },
    {
      name: "FitToTag",
      type: "Boolean",
      label: "Make the object as wide as the tag",
      description: "Its proportions stay.",
      defaultValue: "true",
      group: "Size and place",
    },
    {
      name: "StandOnTag",
      type: "Boolean",
      label: "Stand on the tag (instead of being centered in it)",
      defaultValue: "true",
      group: "Size and place",
    },
    {
      name: "OffsetX",
      type: "Number",
      label: "Offset to the right of the tag",
      unit: "Pixel",
      defaultValue: "0",
      group: "Size and place",
    },
    {
      name: "OffsetY",
      type: "Number",
      label: "Offset downwards on the tag",
      unit: "Pixel",
      defaultValue: "0",
      group: "Size and place",
    },
    {
      name: "OffsetZ",
      type: "Number",
      label: "Offset out of the tag's paper",
      unit: "Pixel",
      defaultValue: "0",
      group: "Size and place",
    },
    ...lost,
    bridge,
  ],
  doStepPreEvents({ bridge, object, properties, scene, state, library }) {
    state.follower ??= new library.TagFollower3D(object);
    const wish = {
      id: properties.TagId,
      camera: properties.Camera,
      mode: properties.Mode,
      pixelsPerMetre: properties.PixelsPerMetre,
      homeDistanceM: properties.HomeDistance,
      turn: properties.Turn,
      fitToTag: properties.FitToTag,
      standOnTag: properties.StandOnTag,
      offset: [properties.OffsetX, properties.OffsetY, properties.OffsetZ],
      hideWhenLost: properties.HideWhenLost,
      lostAfterS: properties.LostAfter,
    };
    state.follower.step(bridge.tags, scene, wish, object.getElapsedTime() / 1000);
  },
  onDeActivate({ state }) {
    state.follower?.show();
  },
  functions: [
    setTag,
    {
      kind: "action",
      name: "SetMode",
      fullName: "Mode",
      description: "Change how the object follows its tag.",
      sentence: "Let _PARAM0_ follow its tag in mode _PARAM2_",
      parameters: [
        {
          name: "Mode",
          type: "choice",
          description: "Mode",
          choices: ["AR", "Free", "Calibrate", "Locked"],
        },
      ],
      run({ properties, args }) {
        properties.Mode = args.Mode;
      },
    },
    {
      kind: "action",
      name: "Calibrate",
      fullName: "Calibrate",
      description:
        "From now on, the tag's present place and turn mean where the object is now (modes Free and Calibrate).",
      sentence: "Calibrate the tag of _PARAM0_",
      run({ object, state, library }) {
        state.follower ??= new library.TagFollower3D(object);
        state.follower.calibrate();
      },
    },
    {
      kind: "action",
      name: "SetOffset",
      fullName: "Offset",
      description: "Change how far from the tag the object is.",
      sentence: "Keep _PARAM0_ at _PARAM2_ ; _PARAM3_ ; _PARAM4_ pixels from its tag",
      parameters: [
        { name: "X", type: "number", description: "To the right of the tag, in pixels" },
        { name: "Y", type: "number", description: "Downwards on the tag, in pixels" },
        { name: "Z", type: "number", description: "Out of the tag's paper, in pixels" },
      ],
      run({ properties, args }) {
        properties.OffsetX = args.X;
        properties.OffsetY = args.Y;
        properties.OffsetZ = args.Z;
      },
    },
    isFollowing,
    followedTag,
  ],
};
