/** Descriptions are sentences and end with a dot; names and lines of events do not. */

import { isInstruction, ownersOf, parametersOf, publicFunctionsOf } from "../parts.mjs";

/** @type {import("../lint.mjs").Rule} */
export default function dots(extension) {
  return [
    ...withDot("the extension", extension, ["description", "shortDescription"]),
    ...withoutDot("the extension", extension, ["fullName"]),
    ...ownersOf(extension).flatMap(({ place, owner }) => [
      ...withDot(place, owner, ["description"]),
      ...withoutDot(place, owner, ["fullName"]),
    ]),
    ...publicFunctionsOf(extension).flatMap((part) => [
      ...withDot(part.place, part.fn, ["description"]),
      ...withoutDot(
        part.place,
        part.fn,
        isInstruction(part.fn) ? ["fullName", "sentence"] : ["fullName"],
      ),
      ...parametersOf(part).flatMap(({ parameter }) =>
        withoutDot(`${part.place}, parameter ${parameter.name}`, parameter, ["description"]),
      ),
    ]),
  ];
}

/**
 * @param {string} place
 * @param {any} thing
 * @param {string[]} fields
 */
function withDot(place, thing, fields) {
  return fields
    .filter((field) => thing[field] && !textOf(thing[field]).trim().endsWith("."))
    .map((field) => `${place}: its ${field} must end with a dot: "${textOf(thing[field])}"`);
}

/**
 * @param {string} place
 * @param {any} thing
 * @param {string[]} fields
 */
function withoutDot(place, thing, fields) {
  return fields
    .filter((field) => /(?<!\.\.)\.$/.test((thing[field] ?? "").trim()))
    .map((field) => `${place}: its ${field} must not end with a dot: "${thing[field]}"`);
}

/** @param {string | string[]} text */
function textOf(text) {
  return [text].flat().join("\n");
}
