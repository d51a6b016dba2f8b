/** Names in events look alike: EachWordWithACapital. */

import { functionsOf, ownersOf } from "../parts.mjs";

const PASCAL = /^[A-Z][A-Za-z0-9]*$/;

/** @type {import("../lint.mjs").Rule} */
export default function pascalCase(extension) {
  const named = [
    ...ownersOf(extension).map(({ place, owner }) => ({ place, name: owner.name })),
    ...functionsOf(extension)
      .filter(({ isLifecycle }) => !isLifecycle)
      .map(({ place, fn }) => ({ place, name: fn.name })),
  ];
  return named
    .filter(({ name }) => !PASCAL.test(name))
    .map(({ place, name }) => `${place}: write the name "${name}" LikeThis`);
}
