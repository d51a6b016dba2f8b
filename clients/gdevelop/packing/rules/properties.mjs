/** Numbers in a behaviour's form have a unit, so that nobody has to guess. */

import { ownersOf } from "../parts.mjs";

/** @type {import("../lint.mjs").Rule} */
export default function properties(extension) {
  return ownersOf(extension).flatMap(({ place, owner }) =>
    owner.propertyDescriptors
      .filter((/** @type {any} */ p) => !p.hidden)
      .flatMap((/** @type {any} */ property) => [
        ...(property.label ? [] : [`${place}: the property ${property.name} needs a label`]),
        ...(property.type === "Number" && !property.unit
          ? [
              `${place}: the property ${property.name} needs a unit ("Dimensionless" if it has none)`,
            ]
          : []),
      ]),
  );
}
