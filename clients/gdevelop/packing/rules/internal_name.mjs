/** The name that events contain: letters and digits, and not the word for what it is. */

/** @type {import("../lint.mjs").Rule} */
export default function internalName({ name }) {
  if (!/^[A-Z][A-Za-z0-9]*$/.test(name)) {
    return [`the name "${name}" must start with a capital and have letters and digits only`];
  }
  return name.endsWith("Extension") ? [`the name "${name}" must not end in "Extension"`] : [];
}
