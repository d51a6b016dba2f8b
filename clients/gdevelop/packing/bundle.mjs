/**
 * One file out of everything that runs in a game.
 *
 * Knows: esbuild. Does not know: GDevelop.
 */

import { build } from "esbuild";
import { fileURLToPath } from "node:url";

/** `src/main.js`: the library. */
export const MAIN = new URL("../src/main.js", import.meta.url);

/**
 * Return the text of one script that defines `gdjs._gameBridge` unless it is there.
 * The same sources give the same text on every machine.
 * @param {URL} [entry]
 */
export async function bundleLibrary(entry = MAIN) {
  const folder = fileURLToPath(new URL("..", import.meta.url));
  const result = await build({
    entryPoints: [fileURLToPath(entry)],
    absWorkingDir: folder,
    bundle: true,
    write: false,
    format: "iife",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    treeShaking: true,
    logLevel: "silent",
  });
  const [file] = result.outputFiles;
  return `if (!gdjs._gameBridge) {\n${file.text.trimEnd()}\n}\n`;
}
