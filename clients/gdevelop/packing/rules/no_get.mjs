/** An expression is named for what it gives: `TagX`, not `GetTagX`. */

import { functionsOf } from "../parts.mjs";

/** @type {import("../lint.mjs").Rule} */
export default function noGet(extension) {
  return functionsOf(extension)
    .filter(({ fn }) => /Expression/.test(fn.functionType) && /^Get[A-Z]/.test(fn.name))
    .map(({ place, fn }) => `${place}: an expression needs no "Get": call it ${fn.name.slice(3)}`);
}
