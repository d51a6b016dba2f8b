/** The folders of `src/functions`, and what GDevelop's lists call them. */

/** @type {Readonly<Record<string, string>>} */
export const groups = {
  connection: "Connection",
  values: "Values",
  devices: "Devices",
  commands: "Commands to hardware",
  camera: "Camera",
  tags: "Tags",
  world: "World poses",
  recording: "Recording and replay",
  simulation: "Simulation",
  ar: "Augmented reality",
  debug: "Debug",
  lifecycle: "",
};
