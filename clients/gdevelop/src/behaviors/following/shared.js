/**
 * What both tag followers let events do and ask.
 */

import { camera, tagId } from "../../parameters.js";

/** @typedef {import("../../../packing/declarations.js").InstanceFunction} BehaviorFunction */

/** @type {BehaviorFunction} */
export const setTag = {
  kind: "action",
  name: "SetTag",
  fullName: "Tag",
  description: "Change which tag the object follows.",
  sentence: "Let _PARAM0_ follow tag _PARAM2_ (camera: _PARAM3_)",
  parameters: [tagId, camera],
  run({ properties, args }) {
    properties.TagId = args.Id;
    properties.Camera = args.Camera;
  },
};

/** @type {BehaviorFunction} */
export const isFollowing = {
  kind: "condition",
  name: "IsFollowing",
  fullName: "Tag is seen",
  description: "Check if the tag that the object follows is seen, or was a moment ago.",
  sentence: "The tag of _PARAM0_ is seen",
  run({ state }) {
    return state.follower?.isSeen;
  },
};

/** @type {BehaviorFunction} */
export const followedTag = {
  kind: "expression",
  name: "TagId",
  fullName: "Tag",
  description: "Id of the tag that the object follows.",
  run({ properties }) {
    return properties.TagId;
  },
};
