/** The library is defined here, before the first scene's events, and needs nothing more. */

/** @type {import("../../../packing/declarations.js").Lifecycle} */
export default {
  kind: "lifecycle",
  run() {},
};
