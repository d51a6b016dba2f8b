import {
  button,
  call,
  comment,
  compared,
  is,
  moved,
  own,
  pad,
  pressed,
  reading,
  readingFunctions,
  when,
} from "./mapping/mapper.js";

const NAME = "PlatformerTelemetryMapper";
// A character that only knows left, right and still starts at a third of the way.
const PRESSED = "0.3";

const simulate = (/** @type {string} */ key) =>
  call(`PlatformBehavior::Simulate${key}Key`, "Object", "PlatformerObject");

/** @type {import("../../packing/declarations.js").Behavior} */
export default {
  kind: "behavior",
  fullName: "Platformer telemetry mapper",
  description:
    "Controls a platformer character with a device: its stick, its tilt or its direction buttons, and a button to jump.",
  objectType: "",
  properties: [
    moved("PlatformerObject", "PlatformBehavior::PlatformerObjectBehavior", "Platformer character"),
    ...reading,
    ...pad,
    button("JumpButton", "Button to jump", "a"),
  ],
  doStepPreEvents: {
    events: [
      when([compared(own("Horizontal"), "<", `-${PRESSED}`)], [simulate("Left")]),
      when([compared(own("Horizontal"), ">", PRESSED)], [simulate("Right")]),
      comment("A board is never level enough to climb by: tilt moves left and right only."),
      when(
        [is("Control", "Stick")],
        [],
        [
          when(
            [compared(own("Vertical"), "<", `-${PRESSED}`)],
            [simulate("Up"), simulate("Ladder")],
          ),
          when([compared(own("Vertical"), ">", PRESSED)], [simulate("Down")]),
        ],
      ),
      when(pressed("JumpButton"), [simulate("Jump")]),
    ],
  },
  functions: readingFunctions(NAME, { hasPad: true }),
};
