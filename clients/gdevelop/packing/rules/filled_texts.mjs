/** Everything that developers see has a text that says what it is for. */

import { isInstruction, ownersOf, parametersOf, publicFunctionsOf } from "../parts.mjs";

/** @type {import("../lint.mjs").Rule} */
export default function filledTexts(extension) {
  return [
    ...missing("the extension", extension, ["fullName", "description", "shortDescription"]),
    ...ownersOf(extension).flatMap(({ place, owner }) =>
      missing(place, owner, ["fullName", "description"]),
    ),
    ...publicFunctionsOf(extension).flatMap((part) => [
      ...missing(part.place, part.fn, ["fullName", "description", "functionType"]),
      ...(isInstruction(part.fn) ? missing(part.place, part.fn, ["sentence"]) : []),
      ...parametersOf(part).flatMap(({ parameter }) =>
        missing(`${part.place}, parameter ${parameter.name}`, parameter, [
          "name",
          "type",
          "description",
        ]),
      ),
    ]),
  ];
}

/**
 * @param {string} place
 * @param {any} thing
 * @param {string[]} fields
 */
function missing(place, thing, fields) {
  return fields
    .filter((field) => !String(thing[field] ?? "").trim())
    .map((field) => `${place} has no ${field}: say what a developer should know`);
}
