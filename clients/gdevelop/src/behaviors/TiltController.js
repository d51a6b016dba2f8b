import { device as deviceParameter } from "../parameters.js";
import { bridge, device } from "../properties.js";

/** @type {import("../../packing/declarations.js").Behavior} */
export default {
  kind: "behavior",
  fullName: "Tilt controller",
  description:
    "Turns or moves an object as a board with a motion sensor is tilted: like a steering wheel, a joystick, or a tray with a marble on it.",
  objectType: "",
  properties: [
    device,
    {
      name: "Use",
      type: "Choice",
      label: "What the tilt changes",
      description:
        "Angle turns the object, Speed moves it while the board is tilted, Acceleration lets it roll.",
      defaultValue: "Speed",
      choices: [{ value: "Angle" }, { value: "Speed" }, { value: "Acceleration" }],
    },
    {
      name: "Directions",
      type: "Choice",
      label: "Directions",
      defaultValue: "Both",
      choices: [{ value: "Both" }, { value: "Horizontal" }, { value: "Vertical" }],
    },
    {
      name: "FullTilt",
      type: "Number",
      label: "Tilt for full effect",
      unit: "DegreeAngle",
      defaultValue: "30",
    },
    {
      name: "DeadZone",
      type: "Number",
      label: "Tilt without effect (dead zone)",
      unit: "DegreeAngle",
      defaultValue: "3",
    },
    {
      name: "AngleFactor",
      type: "Number",
      label: "Degrees of the object per degree of the board (Angle)",
      unit: "Dimensionless",
      defaultValue: "1",
    },
    {
      name: "MaxSpeed",
      type: "Number",
      label: "Maximum speed",
      unit: "PixelSpeed",
      defaultValue: "300",
    },
    {
      name: "Acceleration",
      type: "Number",
      label: "Acceleration at full tilt",
      unit: "PixelAcceleration",
      defaultValue: "600",
    },
    {
      name: "Friction",
      type: "Number",
      label: "Share of the speed lost per second, 0 to 1 (Acceleration)",
      unit: "Dimensionless",
      defaultValue: "0.5",
    },
    { name: "InvertX", type: "Boolean", label: "Invert left and right", defaultValue: "false" },
    { name: "InvertY", type: "Boolean", label: "Invert up and down", defaultValue: "false" },
    bridge,
  ],
  doStepPreEvents({ bridge, object, properties, state, library }) {
    state.control ??= new library.TiltControl(object);
    const wish = {
      use: properties.Use,
      directions: properties.Directions,
      fullTiltDeg: properties.FullTilt,
      deadZoneDeg: properties.DeadZone,
      angleFactor: properties.AngleFactor,
      maxSpeed: properties.MaxSpeed,
      acceleration: properties.Acceleration,
      friction: properties.Friction,
      invertX: properties.InvertX,
      invertY: properties.InvertY,
    };
    const tiltX = bridge.devices.tiltX(properties.Device);
    const tiltY = bridge.devices.tiltY(properties.Device);
    state.control.step(tiltX, tiltY, wish, object.getElapsedTime() / 1000);
  },
  onDeActivate({ state }) {
    state.control?.stop();
  },
  functions: [
    {
      kind: "action",
      name: "SetDevice",
      fullName: "Device",
      description: "Change which device controls the object.",
      sentence: "Let device _PARAM2_ control _PARAM0_",
      parameters: [deviceParameter],
      run({ properties, args }) {
        properties.Device = args.Device;
      },
    },
    {
      kind: "action",
      name: "Calibrate",
      fullName: "Calibrate",
      description: "From now on, the way the board is held now means no tilt.",
      sentence: "Calibrate the tilt of _PARAM0_",
      run({ bridge, properties }) {
        bridge.devices.calibrate(properties.Device);
      },
    },
    {
      kind: "action",
      name: "Stop",
      fullName: "Stop",
      description: "Take away the speed that the tilt has given to the object.",
      sentence: "Stop the movement of _PARAM0_ by tilt",
      run({ state }) {
        state.control?.stop();
      },
    },
    {
      kind: "condition",
      name: "IsDeviceConnected",
      fullName: "Device is connected",
      description: "Check if the device that controls the object is connected.",
      sentence: "The device that controls _PARAM0_ is connected",
      run({ bridge, properties }) {
        return bridge.devices.isConnected(properties.Device);
      },
    },
    {
      kind: "numberValue",
      name: "TiltX",
      fullName: "Tilt to the right",
      description: "How far the right edge of the board is down, in degrees.",
      sentence: "the tilt to the right that controls _PARAM0_",
      run({ bridge, properties }) {
        return bridge.devices.tiltX(properties.Device);
      },
    },
    {
      kind: "numberValue",
      name: "TiltY",
      fullName: "Tilt towards the player",
      description: "How far the lower edge of the board is down, in degrees.",
      sentence: "the tilt towards the player that controls _PARAM0_",
      run({ bridge, properties }) {
        return bridge.devices.tiltY(properties.Device);
      },
    },
    {
      kind: "expression",
      name: "TiltSpeed",
      fullName: "Speed by tilt",
      description: "Speed that the tilt has given to the object, in pixels per second.",
      run({ state }) {
        return state.control?.speed;
      },
    },
  ],
};
