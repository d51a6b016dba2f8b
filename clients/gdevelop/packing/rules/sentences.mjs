/** The line in the events sheet shows what was filled in, and nothing that does not exist. */

import { isInstruction, parametersOf, publicFunctionsOf } from "../parts.mjs";

/** @type {import("../lint.mjs").Rule} */
export default function sentences(extension) {
  return publicFunctionsOf(extension)
    .filter(({ fn }) => isInstruction(fn))
    .flatMap((part) => [...unseen(part), ...unknown(part)]);
}

/** @param {import("../parts.mjs").FunctionPart} part */
function unseen(part) {
  return parametersOf(part)
    .filter(
      ({ index, parameter }) =>
        !parameter.optional && !part.fn.sentence.includes(`_PARAM${index}_`),
    )
    .map(
      ({ index, parameter }) =>
        `${part.place}: its sentence does not show the parameter ${parameter.name}: put _PARAM${index}_ where it belongs`,
    );
}

/** @param {import("../parts.mjs").FunctionPart} part */
function unknown({ place, fn, owner }) {
  const first = owner ? 0 : 1;
  const count = fn.parameters?.length ?? 0;
  return [...fn.sentence.matchAll(/_PARAM(\d+)_/g)]
    .filter(([, index]) => Number(index) < first || Number(index) >= count + first)
    .map(([mention]) => `${place}: its sentence names ${mention}, which is no parameter`);
}
