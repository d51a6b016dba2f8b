import { bridge, camera, lost, mirror, tagId } from "../properties.js";
import { followedTag, isFollowing, setTag } from "./following/shared.js";

/** @type {import("../../packing/declarations.js").Behavior} */
export default {
  kind: "behavior",
  fullName: "Tag follower",
  description:
    "Moves a 2D object to where an AprilTag is in the camera's picture: over the whole screen, or within the picture that another object shows.",
  objectType: "",
  properties: [
    tagId,
    camera,
    {
      name: "Scale",
      type: "Number",
      label: "Scale of movements (1: the picture fills the screen)",
      unit: "Dimensionless",
      defaultValue: "1",
      group: "Position",
    },
    {
      name: "OffsetX",
      type: "Number",
      label: "Offset X",
      unit: "Pixel",
      defaultValue: "0",
      group: "Position",
    },
    {
      name: "OffsetY",
      type: "Number",
      label: "Offset Y",
      unit: "Pixel",
      defaultValue: "0",
      group: "Position",
    },
    {
      name: "Smoothing",
      type: "Number",
      label: "Smoothing time (0: none)",
      description: "How long the object takes to catch up; more is calmer and later.",
      unit: "Second",
      defaultValue: "0.04",
      group: "Position",
    },
    { ...mirror, group: "Position" },
    {
      name: "Rotate",
      type: "Boolean",
      label: "Turn with the tag",
      defaultValue: "true",
      group: "Angle",
    },
    {
      name: "AngleOffset",
      type: "Number",
      label: "Turned further by",
      unit: "DegreeAngle",
      defaultValue: "0",
      group: "Angle",
    },
    {
      name: "Resize",
      type: "Boolean",
      label: "Change size with the tag",
      defaultValue: "false",
      group: "Size",
    },
    {
      name: "SizeScale",
      type: "Number",
      label: "Width of the object, in widths of the tag",
      unit: "Dimensionless",
      defaultValue: "1",
      group: "Size",
    },
    ...lost,
    bridge,
  ],
  doStepPreEvents({ bridge, object, properties, scene, state, library }) {
    state.follower ??= new library.TagFollower(object);
    const wish = {
      id: properties.TagId,
      camera: properties.Camera,
      scale: properties.Scale,
      offsetX: properties.OffsetX,
      offsetY: properties.OffsetY,
      smoothingS: properties.Smoothing,
      mirror: properties.Mirror,
      rotate: properties.Rotate,
      angleOffset: properties.AngleOffset,
      resize: properties.Resize,
      sizeScale: properties.SizeScale,
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
      name: "FollowWithin",
      fullName: "Follow within a picture",
      description:
        "Follow the tag within the picture that an object shows, instead of over the whole screen. A camera view is followed with its fit, mirror and angle, other objects as if the picture was stretched over them.",
      sentence: "Let _PARAM0_ follow its tag within _PARAM2_",
      parameters: [
        { name: "Picture", type: "object", description: "Object that shows the picture" },
      ],
      run({ object, args, state, library }) {
        state.follower ??= new library.TagFollower(object);
        state.follower.followWithin(args.Picture[0]);
      },
    },
    {
      kind: "action",
      name: "SetOffset",
      fullName: "Offset",
      description: "Change how far from the tag the object is.",
      sentence: "Keep _PARAM0_ at _PARAM2_ ; _PARAM3_ pixels from its tag",
      parameters: [
        { name: "X", type: "number", description: "X, in pixels" },
        { name: "Y", type: "number", description: "Y, in pixels" },
      ],
      run({ properties, args }) {
        properties.OffsetX = args.X;
        properties.OffsetY = args.Y;
      },
    },
    {
      kind: "action",
      name: "SetScale",
      fullName: "Scale of movements",
      description: "Change how far the object moves when the tag does.",
      sentence: "Scale the movements of _PARAM0_ by _PARAM2_",
      parameters: [
        { name: "Scale", type: "number", description: "Scale (1: the picture fills the screen)" },
      ],
      run({ properties, args }) {
        properties.Scale = args.Scale;
      },
    },
    isFollowing,
    followedTag,
  ],
};
