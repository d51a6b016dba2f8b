/**
 * What the mappers share: properties, and the events by which they read a device.
 *
 * Knows: axes, tilt and buttons of devices. Does not know: what is moved.
 * Everything is made of events, so that developers can open a mapper in GDevelop, read how it
 * works, and change it.
 */

import { always, call, comment, when } from "../../../packing/events.js";
import { device as deviceParameter } from "../../parameters.js";
import { bridge, device } from "../../properties.js";

/** @typedef {import("../../../packing/declarations.js").InstanceFunction} InstanceFunction */
/** @typedef {import("../../../packing/declarations.js").Property} Property */
/** @typedef {import("../../../packing/events.js").Event} Event */
/** @typedef {import("../../../packing/events.js").Instruction} Instruction */

/** The value of a property, as an expression. @param {string} name */
export const property = (name) => `Object.Behavior::Property${name}()`;

/** One's own expression, as an expression. @param {string} name */
export const own = (name) => `Object.Behavior::${name}()`;

/**
 * The stock behaviour that is moved.
 * @param {string} name
 * @param {string} behaviorType
 * @param {string} label
 * @returns {Property}
 */
export function moved(name, behaviorType, label) {
  return { name, type: "Behavior", label, behaviorType };
}

/** @type {Property} */
const control = {
  name: "Control",
  type: "Choice",
  label: "Controlled by",
  description: "A stick of the device, or the tilt of a board with a motion sensor.",
  defaultValue: "Stick",
  choices: [
    { value: "Stick", label: "Stick (two axes)" },
    { value: "Tilt", label: "Tilt of the board" },
  ],
};

/**
 * How a device is read; the axes are called as on the device, without `axis-`.
 * @type {readonly Property[]}
 */
export const reading = [
  device,
  control,
  text("HorizontalAxis", "Axis for left and right", "x", "Stick"),
  text("VerticalAxis", "Axis for up and down", "y", "Stick"),
  {
    name: "DeadZone",
    type: "Number",
    label: "Dead zone, 0 to 0.9: share of the way without effect",
    unit: "Dimensionless",
    defaultValue: "0.15",
  },
  {
    name: "FullTilt",
    type: "Number",
    label: "Tilt for full effect",
    unit: "DegreeAngle",
    defaultValue: "30",
    group: "Tilt",
  },
  {
    name: "Invert",
    type: "Boolean",
    label: "Invert up and down",
    defaultValue: "false",
  },
  bridge,
];

/** @type {readonly Property[]} */
export const pad = [
  button("LeftButton", "Button for left", "left"),
  button("RightButton", "Button for right", "right"),
  button("UpButton", "Button for up", "up"),
  button("DownButton", "Button for down", "down"),
];

/**
 * @param {string} name
 * @param {string} label
 * @param {string} defaultValue
 * @param {string} group
 * @returns {Property}
 */
export function text(name, label, defaultValue, group) {
  return { name, type: "String", label, defaultValue, group };
}

/**
 * A button as it is called on the device, without `button-`.
 * @param {string} name
 * @param {string} label
 * @param {string} defaultValue
 * @returns {Property}
 */
export function button(name, label, defaultValue) {
  return text(name, `${label} (empty: none)`, defaultValue, "Buttons");
}

/** A property's text is this. @param {string} name @param {string} value */
export function is(name, value) {
  return call("BuiltinCommonInstructions::CompareStrings", property(name), "=", `"${value}"`);
}

/** The button that a property names is pressed. @param {string} name */
export function pressed(name) {
  return [
    call("BuiltinCommonInstructions::CompareStrings", property(name), "!=", '""'),
    call(
      "GameBridge::IsButtonPressed",
      "",
      property("Device"),
      property(name),
      property("Bridge"),
      "",
    ),
  ];
}

/** The value is beyond this. @param {string} value @param {string} sign @param {string} bound */
export function compared(value, sign, bound) {
  return call("BuiltinCommonInstructions::CompareNumbers", value, sign, bound);
}

/**
 * Expressions of −1 to 1 without the dead zone: right and down are positive.
 * @param {string} mapper its name
 * @param {{hasPad: boolean}} has
 * @returns {InstanceFunction[]}
 */
export function readingFunctions(mapper, { hasPad }) {
  const buttons = (/** @type {string} */ less, /** @type {string} */ more) =>
    hasPad ? [when(pressed(less), [give("-1")]), when(pressed(more), [give("1")])] : [];
  return [
    {
      kind: "expression",
      name: "Horizontal",
      fullName: "Left and right",
      description: "How far the device is moved to the right: −1 to 1, below 0 to the left.",
      events: [...axisEvents("HorizontalAxis", "TiltX"), ...buttons("LeftButton", "RightButton")],
    },
    {
      kind: "expression",
      name: "Vertical",
      fullName: "Up and down",
      description: "How far the device is moved down or towards the player: −1 to 1, below 0 up.",
      events: [
        ...axisEvents("VerticalAxis", "TiltY", `GameBridge::${mapper}::PropertyInvert`),
        ...buttons("UpButton", "DownButton"),
      ],
    },
    setDevice,
  ];
}

/** @type {InstanceFunction} */
const setDevice = {
  kind: "action",
  name: "SetDevice",
  fullName: "Device",
  description: "Change which device controls the object.",
  sentence: "Let device _PARAM2_ control _PARAM0_",
  parameters: [deviceParameter],
  run({ properties, args }) {
    properties.Device = args.Device;
  },
};

/**
 * @param {string} axis the property that names it
 * @param {string} tilt the extension's expression
 * @param {string} [invert] the condition under which it is turned around
 */
function axisEvents(axis, tilt, invert) {
  const device = `${property("Device")}`;
  const bridgeName = property("Bridge");
  const stick = `GameBridge::AxisValue(${device}, ${property(axis)}, ${bridgeName})`;
  const tilted = `GameBridge::${tilt}(${device}, ${bridgeName}) / max(1, ${property("FullTilt")})`;
  const read = (/** @type {string} */ value, /** @type {string} */ sign) =>
    give(`${sign}${beyondDeadZone(value)}`);
  const byControl = (/** @type {string} */ sign, /** @type {Instruction[]} */ also) => [
    when([is("Control", "Stick"), ...also], [read(stick, sign)]),
    when([is("Control", "Tilt"), ...also], [read(tilted, sign)]),
  ];
  if (invert === undefined) return byControl("", []);
  const isInverted = call(invert, "Object", "Behavior");
  return [
    ...byControl("", []),
    comment("Some hold the board like a steering wheel, others like a tray."),
    ...byControl("-", [isInverted]),
  ];
}

/**
 * What is left begins at 0 again, so that nothing jumps at the edge of the zone.
 * @param {string} value
 */
function beyondDeadZone(value) {
  const zone = property("DeadZone");
  return `sign(${value}) * clamp((abs(${value}) - ${zone}) / max(0.1, 1 - ${zone}), 0, 1)`;
}

/** @param {string} value */
function give(value) {
  return call("SetReturnNumber", value);
}

/**
 * How far a stick is from its middle, at most 1, and where it points.
 * @returns {{force: string, angle: string}}
 */
export function stick() {
  const [x, y] = [own("Horizontal"), own("Vertical")];
  return {
    force: `min(1, DistanceBetweenPositions(0, 0, ${x}, ${y}))`,
    angle: `AngleBetweenPositions(0, 0, ${x}, ${y})`,
  };
}

export { always, call, comment, when };
