import {
  always,
  button,
  call,
  comment,
  moved,
  own,
  pad,
  pressed,
  reading,
  readingFunctions,
  when,
} from "./mapping/mapper.js";

const NAME = "PhysicsCar3DTelemetryMapper";

const simulate = (/** @type {string} */ what, /** @type {string[]} */ ...force) =>
  call(`Physics3D::PhysicsCar3D::Simulate${what}`, "Object", "Car", ...force);

/** @type {import("../../packing/declarations.js").Behavior} */
export default {
  kind: "behavior",
  fullName: "3D car telemetry mapper",
  description:
    "Drives a 3D physics car with a device: stick or tilt to steer and accelerate, buttons for the pedals and the hand brake.",
  objectType: "",
  properties: [
    moved("Car", "Physics3D::PhysicsCar3D", "3D physics car"),
    ...reading,
    ...pad,
    button("AccelerateButton", "Button to accelerate", "a"),
    button("BrakeButton", "Button to brake and reverse", "b"),
    button("HandBrakeButton", "Button for the hand brake", "x"),
  ],
  doStepPreEvents: {
    events: [
      comment("Up on the stick, or away from the player, is forward."),
      always(
        simulate("SteeringStick", own("Horizontal")),
        simulate("AcceleratorStick", `-${own("Vertical")}`),
      ),
      when(pressed("AccelerateButton"), [simulate("AcceleratorStick", "1")]),
      when(pressed("BrakeButton"), [simulate("AcceleratorStick", "-1")]),
      when(pressed("HandBrakeButton"), [simulate("HandBrakeKey")]),
    ],
  },
  functions: readingFunctions(NAME, { hasPad: true }),
};
