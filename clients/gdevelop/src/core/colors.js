/** Colours as GDevelop writes them. Knows: texts and numbers. */

/**
 * The number 0xRRGGBB of `255;128;0`, `#ff8000`, `#f80` or `0xff8000`; black for anything else.
 * @param {string} text
 */
export function colorNumber(text) {
  const plain = String(text).trim();
  const parts = plain.split(";").map((part) => Number(part));
  if (parts.length === 3 && parts.every(Number.isFinite)) {
    const [r, g, b] = parts.map((part) => Math.max(0, Math.min(255, Math.round(part))));
    return (r << 16) | (g << 8) | b;
  }
  const digits = /^(?:#|0x)?([0-9a-f]{6}|[0-9a-f]{3})$/i.exec(plain)?.[1];
  if (digits === undefined) return 0;
  return parseInt(digits.length === 3 ? digits.replace(/./g, "$&$&") : digits, 16);
}
