import {
  call,
  comment,
  compared,
  moved,
  pad,
  reading,
  readingFunctions,
  stick,
  when,
} from "./mapping/mapper.js";

const NAME = "TopDownTelemetryMapper";

/** @type {import("../../packing/declarations.js").Behavior} */
export default {
  kind: "behavior",
  fullName: "Top-down telemetry mapper",
  description:
    "Controls a top-down character with a device: its stick, its tilt or its direction buttons.",
  objectType: "",
  properties: [
    moved(
      "TopDownMovement",
      "TopDownMovementBehavior::TopDownMovementBehavior",
      "Top-down movement",
    ),
    ...reading,
    ...pad,
  ],
  doStepPreEvents: {
    events: [
      comment("The farther the stick or the tilt, the faster the character."),
      when(
        [compared(stick().force, ">", "0")],
        [
          call(
            "TopDownMovementBehavior::SimulateStick",
            "Object",
            "TopDownMovement",
            stick().angle,
            stick().force,
          ),
        ],
      ),
    ],
  },
  functions: readingFunctions(NAME, { hasPad: true }),
};
