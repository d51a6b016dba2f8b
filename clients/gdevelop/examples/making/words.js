/**
 * Words for the instructions that the examples use most, so that their events read as
 * sentences. Every other instruction is a `call` by the engine's name.
 */

import { call } from "../../packing/events.js";

/**
 * A text as the editor writes it.
 * @param {string} text
 */
export const quoted = (text) => JSON.stringify(text);

/**
 * An instruction of the extension: the scene before its parameters, and the context behind
 * them, are the engine's.
 * @param {string} name
 * @param {...string} parameters
 */
export const bridge = (name, ...parameters) =>
  call(`GameBridge::${name}`, "", ...parameters, "", "");

/**
 * The same for one that concerns no bridge.
 * @param {string} name
 * @param {...string} parameters
 */
export const ofExtension = (name, ...parameters) =>
  call(`GameBridge::${name}`, "", ...parameters, "");

/** @param {string} name @param {string} sign @param {string | number} value */
export const setNumber = (name, sign, value) =>
  call("SetNumberVariable", name, sign, String(value));

/** @param {string} name @param {string} sign @param {string | number} value */
export const number = (name, sign, value) => call("NumberVariable", name, sign, String(value));

/** @param {string} left @param {string} sign @param {string | number} right */
export const compare = (left, sign, right) =>
  call("BuiltinCommonInstructions::CompareNumbers", left, sign, String(right));

/** @param {string} object @param {string} expression */
export const write = (object, expression) =>
  call("TextContainerCapability::TextContainerBehavior::SetValue", object, "Text", "=", expression);

/** @param {string} object @param {string} x @param {string} y */
export const placeCenter = (object, x, y) => call("SetCenter", object, "=", x, "=", y);

/** @param {string} object @param {string} value 0 to 255 */
export const setOpacity = (object, value) =>
  call("OpacityCapability::OpacityBehavior::SetValue", object, "Opacity", "=", value);

/** @param {string} object @param {string} value @param {string} [sign] */
export const setScale = (object, value, sign = "=") =>
  call("ScalableCapability::ScalableBehavior::SetValue", object, "Scale", sign, value);

/** @param {string} object @param {string} sign @param {string} value degrees */
export const setAngle = (object, sign, value) => call("SetAngle", object, sign, value);

/** @param {string} object @param {string} animation */
export const setAnimation = (object, animation) =>
  call(
    "AnimatableCapability::AnimatableBehavior::SetName",
    object,
    "Animation",
    "=",
    quoted(animation),
  );

/** @param {string} object @param {string} on yes or no */
export const flip = (object, on) =>
  call("FlippableCapability::FlippableBehavior::FlipX", object, "Flippable", on);

/** @param {string} object @param {string} x @param {string} y @param {string} [layer] */
export const create = (object, x, y, layer = "") => call("Create", "", object, x, y, quoted(layer));

/** @param {string} object */
export const remove = (object) => call("Delete", object, "");

/** @param {string} object */
export const show = (object) => call("Show", object, "");

/** @param {string} object */
export const hide = (object) => call("Hide", object);

/** @param {string} key */
export const keyJustPressed = (key) => call("KeyFromTextJustPressed", "", quoted(key));

/** @param {string} key */
export const keyPressed = (key) => call("KeyFromTextPressed", "", quoted(key));

/** The mouse or a finger has just been lifted off an object. @param {string} object */
export const clicked = (object) => [
  call("SourisSurObjet", object, "", "yes", ""),
  call("MouseButtonFromTextReleased", "", quoted("Left")),
];

/** @param {string} one @param {string} other */
export const collide = (one, other) => call("CollisionNP", one, other, "", "", "");

/** @param {string} file @param {string | number} [volume] 0 to 100 @param {string | number} [pitch] */
export const playSound = (file, volume = 60, pitch = 1) =>
  call("PlaySound", "", file, "no", String(volume), String(pitch));

/** @param {string} name */
export const startTimer = (name) => call("ResetTimer", "", quoted(name));

/** @param {string} name @param {string} sign @param {string | number} seconds */
export const timer = (name, sign, seconds) =>
  call("CompareTimer", "", quoted(name), sign, String(seconds));
