/** Conditions state something, and say "Check if" where they are described. */

import { publicFunctionsOf } from "../parts.mjs";

/** @type {import("../lint.mjs").Rule} */
export default function affirmative(extension) {
  return publicFunctionsOf(extension)
    .filter(({ fn }) => fn.functionType === "Condition")
    .flatMap(({ place, fn }) => [
      ...(/^(Is|Are|Does|Has|Check)\b|\?$/.test(fn.sentence)
        ? [`${place}: state what holds instead of asking: "${fn.sentence}"`]
        : []),
      ...(/^Check (if|whether) /.test(fn.description)
        ? []
        : [`${place}: the description of a condition starts with "Check if": "${fn.description}"`]),
    ]);
}
