import {
  button,
  call,
  comment,
  compared,
  moved,
  pad,
  pressed,
  reading,
  readingFunctions,
  stick,
  when,
} from "./mapping/mapper.js";

const NAME = "Platformer3DTelemetryMapper";

/** @type {import("../../packing/declarations.js").Behavior} */
export default {
  kind: "behavior",
  fullName: "3D platformer telemetry mapper",
  description:
    "Controls a 3D physics character with a device: its stick, its tilt or its direction buttons, and a button to jump.",
  objectType: "",
  properties: [
    moved("Character", "Physics3D::PhysicsCharacter3D", "3D physics character"),
    ...reading,
    ...pad,
    button("JumpButton", "Button to jump", "a"),
  ],
  doStepPreEvents: {
    events: [
      comment("Up on the stick is forward for the character."),
      when(
        [compared(stick().force, ">", "0")],
        [
          call(
            "Physics3D::PhysicsCharacter3D::SimulateStick",
            "Object",
            "Character",
            stick().angle,
            stick().force,
          ),
        ],
      ),
      when(pressed("JumpButton"), [
        call("Physics3D::PhysicsCharacter3D::SimulateJumpKey", "Object", "Character"),
      ]),
    ],
  },
  functions: readingFunctions(NAME, { hasPad: true }),
};
