import {
  always,
  button,
  call,
  comment,
  compared,
  moved,
  pad,
  pressed,
  property,
  reading,
  readingFunctions,
  stick,
  text,
  when,
} from "./mapping/mapper.js";
import { object3D } from "../properties.js";

const NAME = "FirstPersonTelemetryMapper";
const LAYER = "Object.Layer()";

const look = (/** @type {string} */ axis) =>
  `GameBridge::AxisValue(${property("Device")}, ${property(axis)}, ${property("Bridge")})`;

/** @type {import("../../packing/declarations.js").Behavior} */
export default {
  kind: "behavior",
  fullName: "First person telemetry mapper",
  description:
    "Controls a 3D physics character and the camera in its eyes with a device: one stick, the tilt or buttons to walk, another stick to look around.",
  objectType: "",
  properties: [
    object3D,
    moved("Character", "Physics3D::PhysicsCharacter3D", "3D physics character"),
    ...reading,
    ...pad,
    button("JumpButton", "Button to jump", "a"),
    text("LookHorizontalAxis", "Axis to turn left and right", "look-x", "Look"),
    text("LookVerticalAxis", "Axis to look up and down", "look-y", "Look"),
    {
      name: "TurnSpeed",
      type: "Number",
      label: "Speed of turning",
      unit: "AngularSpeed",
      defaultValue: "150",
      group: "Look",
    },
    {
      name: "MaxPitch",
      type: "Number",
      label: "How far one can look up and down",
      unit: "DegreeAngle",
      defaultValue: "80",
      group: "Look",
    },
    {
      name: "EyeHeight",
      type: "Number",
      label: "Height of the eyes above the middle of the object",
      unit: "Pixel",
      defaultValue: "0",
      group: "Look",
    },
    {
      name: "MovesCamera",
      type: "Boolean",
      label: "Look through the character's eyes",
      defaultValue: "true",
      group: "Look",
    },
    {
      name: "Pitch",
      type: "Number",
      label: "Pitch",
      unit: "DegreeAngle",
      defaultValue: "0",
      isHidden: true,
    },
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
      comment("The other stick turns the character, and lets it look up and down."),
      always(
        call(
          "SetAngle",
          "Object",
          "+",
          `${look("LookHorizontalAxis")} * ${property("TurnSpeed")} * TimeDelta()`,
        ),
        call(
          `GameBridge::${NAME}::SetPropertyPitch`,
          "Object",
          "Behavior",
          "=",
          `clamp(${property("Pitch")} - ${look("LookVerticalAxis")} * ${property("TurnSpeed")} * TimeDelta(), -${property("MaxPitch")}, ${property("MaxPitch")})`,
        ),
      ),
    ],
  },
  doStepPostEvents: {
    events: [
      comment("The camera stands in the character's eyes after everything has moved."),
      when(
        [call(`GameBridge::${NAME}::PropertyMovesCamera`, "Object", "Behavior")],
        [
          call("SetCameraX", "", "=", "Object.CenterX()", LAYER, "0"),
          call("SetCameraY", "", "=", "Object.CenterY()", LAYER, "0"),
          call(
            "Scene3D::SetCameraZ",
            "",
            "=",
            `Object.Object3D::CenterZ() + ${property("EyeHeight")}`,
            LAYER,
            "0",
          ),
          call("Scene3D::SetCameraRotationX", "", "=", `90 + ${property("Pitch")}`, LAYER, "0"),
          call("Scene3D::SetCameraRotationY", "", "=", "0", LAYER, "0"),
          call("SetCameraAngle", "", "=", "Object.Angle() + 90", LAYER, "0"),
        ],
      ),
    ],
  },
  functions: readingFunctions(NAME, { hasPad: true }),
};
