import { stream } from "../../parameters.js";

/** @type {import("../../../packing/declarations.js").Action} */
export default {
  kind: "action",
  fullName: "Start a camera",
  description:
    "Ask the bridge for the pictures of a camera. The objects and behaviours that show cameras do this by themselves; use it to start early or to choose the rate.",
  sentence: "Start camera _PARAM1_ with at most _PARAM2_ pictures per second, format _PARAM3_",
  parameters: [
    stream,
    {
      name: "MaxFPS",
      type: "number",
      description: "Most pictures per second",
      optional: true,
      defaultValue: "30",
    },
    {
      name: "Format",
      type: "choice",
      description: "Format",
      choices: ["auto", "jpeg", "h264"],
      optional: true,
      defaultValue: '"auto"',
      longDescription: "auto takes what this browser shows best",
    },
    {
      name: "Width",
      type: "number",
      description: "Width to shrink pictures to, in pixels (0: as they are)",
      optional: true,
      defaultValue: "0",
    },
  ],
  run({ bridge, args }) {
    bridge.streams.start(args.Stream, {
      maxFps: args.MaxFPS,
      format: args.Format,
      widthPx: args.Width,
    });
  },
};
