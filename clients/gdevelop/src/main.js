/**
 * Where the library starts: everything that runs in a game, under one name.
 *
 * The packer makes one file of this and what it imports, and the extension runs that file
 * once, before the first scene's events.
 */

import { BridgeLibrary } from "./core/index.js";
import * as render from "./render/index.js";
import { runForInstance, runInstruction } from "./guard.js";

/** @typedef {import("./guard.js").Use} Use */
/** @typedef {import("./guard.js").InstanceUse} InstanceUse */

const bridges = new BridgeLibrary();
bridges.install({ gameName: () => gdjs.projectData?.properties?.name ?? "" });

export const library = Object.assign(bridges, render, {
  /** @type {(use: Use, body: (call: any) => any) => any} */
  run: (use, body) => runInstruction(use, body, bridges),
  /** @type {(use: InstanceUse, body: (call: any) => any) => any} */
  runForInstance: (use, body) => runForInstance(use, body, bridges),
});

gdjs._gameBridge = library;
