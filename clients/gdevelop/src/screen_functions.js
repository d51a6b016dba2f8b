/**
 * Functions that everything that shows a camera has, called alike.
 *
 * Knows: what developers read about them. Does not know: how a screen draws.
 * Whoever uses them keeps what draws as `state.screen`.
 */

import { stream } from "./parameters.js";

/** @typedef {import("../packing/declarations.js").InstanceFunction} InstanceFunction */

/**
 * @param {{of: "object" | "behavior"}} place behaviours count their own parameters from 2
 * @returns {InstanceFunction[]}
 */
export function screenFunctions({ of }) {
  const first = of === "behavior" ? "_PARAM2_" : "_PARAM1_";
  return [setStream(first), isShowingPicture, streamName];
}

/**
 * @param {{of: "object" | "behavior"}} place
 * @returns {InstanceFunction[]}
 */
export function fittingFunctions({ of }) {
  const first = of === "behavior" ? "_PARAM2_" : "_PARAM1_";
  return [setFit(first), setMirrored(first), isMirrored];
}

/** @param {string} first @returns {InstanceFunction} */
function setStream(first) {
  return {
    kind: "action",
    name: "SetStream",
    fullName: "Camera",
    description: "Change which camera is shown.",
    sentence: `Show camera ${first} on _PARAM0_`,
    parameters: [stream],
    run({ properties, args }) {
      properties.Stream = args.Stream;
    },
  };
}

/** @type {InstanceFunction} */
const isShowingPicture = {
  kind: "condition",
  name: "IsShowingPicture",
  fullName: "Picture is shown",
  description: "Check if there is a live picture.",
  sentence: "_PARAM0_ shows a live picture",
  run({ state }) {
    return state.screen?.isShowing;
  },
};

/** @type {InstanceFunction} */
const streamName = {
  kind: "textExpression",
  name: "StreamName",
  fullName: "Camera",
  description: "Which camera is shown.",
  run({ properties }) {
    return properties.Stream;
  },
};

/** @param {string} first @returns {InstanceFunction} */
function setFit(first) {
  return {
    kind: "action",
    name: "SetFit",
    fullName: "Fit",
    description: "Change how the picture fits.",
    sentence: `Fit the picture of _PARAM0_: ${first}`,
    parameters: [
      { name: "Fit", type: "choice", description: "Fit", choices: ["Contain", "Cover", "Stretch"] },
    ],
    run({ properties, args }) {
      properties.Fit = args.Fit;
    },
  };
}

/** @param {string} first @returns {InstanceFunction} */
function setMirrored(first) {
  return {
    kind: "action",
    name: "SetMirrored",
    fullName: "Mirror",
    description: "Show the picture as in a mirror, or as it is.",
    sentence: `Mirror the picture of _PARAM0_: ${first}`,
    parameters: [{ name: "Mirror", type: "yesorno", description: "Mirror" }],
    run({ properties, args }) {
      properties.Mirror = args.Mirror;
    },
  };
}

/** @type {InstanceFunction} */
const isMirrored = {
  kind: "condition",
  name: "IsMirrored",
  fullName: "Mirrored",
  description: "Check if the picture is shown as in a mirror.",
  sentence: "The picture of _PARAM0_ is mirrored",
  run({ properties }) {
    return properties.Mirror;
  },
};
