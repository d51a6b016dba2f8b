/**
 * Firefly: a stick flies it, a button lights it, a light sensor makes the night brighter,
 * and the board's lamp answers. The smallest game that uses values both ways.
 */

import { always, call, not, when } from "../../packing/events.js";
import { instance, label, pen, sprite, variable } from "../making/objects.js";
import { project, scene } from "../making/project.js";
import { atStart, either, group, once, repeat } from "../making/rows.js";
import {
  bridge,
  collide,
  create,
  keyJustPressed,
  keyPressed,
  number,
  placeCenter,
  playSound,
  quoted,
  remove,
  setAnimation,
  setNumber,
  setOpacity,
  setScale,
  startTimer,
  timer,
  write,
} from "../making/words.js";

const SPEED_PX = 340;
const DROPS = 6;
const GOAL = 10;

const someDrop = create("Dew", "RandomInRange(80, 860)", "RandomInRange(90, 430)");

const connection = group(
  "Connection",
  "An empty address finds the bridge by itself. Any board will do; without one, S starts a simulated board.",
  [
    when([atStart], [bridge("Connect", quoted(""), quoted("")), startTimer("waiting")]),
    when(
      [bridge("IsConnected")],
      [
        write(
          "Status",
          '"Connected to " + GameBridge::Address() + ", " + ToString(round(GameBridge::Latency())) + " ms away"',
        ),
      ],
    ),
    when(
      [not(bridge("IsConnected"))],
      [write("Status", '"No bridge yet: " + GameBridge::LastError() + " Use the arrow keys."')],
    ),
    when(
      [
        bridge("IsConnected"),
        not(bridge("IsDeviceConnected", quoted(""))),
        timer("waiting", ">", 2),
      ],
      [write("Status", '"Connected, but there is no board. Press S for a simulated one."')],
      [when([keyJustPressed("s")], [bridge("StartSimulation", quoted("pad"))])],
    ),
  ],
);

const firefly = group("Firefly", "The stick of whatever board is here, and the arrow keys.", [
  always(
    call("SetX", "Firefly", "+", `GameBridge::AxisValue("", "x") * ${SPEED_PX} * TimeDelta()`),
    call("SetY", "Firefly", "+", `-GameBridge::AxisValue("", "y") * ${SPEED_PX} * TimeDelta()`),
  ),
  when([keyPressed("Left")], [call("SetX", "Firefly", "-", `${SPEED_PX} * TimeDelta()`)]),
  when([keyPressed("Right")], [call("SetX", "Firefly", "+", `${SPEED_PX} * TimeDelta()`)]),
  when([keyPressed("Up")], [call("SetY", "Firefly", "-", `${SPEED_PX} * TimeDelta()`)]),
  when([keyPressed("Down")], [call("SetY", "Firefly", "+", `${SPEED_PX} * TimeDelta()`)]),
  always(
    call("SetX", "Firefly", "=", "clamp(Firefly.X(), 20, 876)"),
    call("SetY", "Firefly", "=", "clamp(Firefly.Y(), 60, 450)"),
    placeCenter("Glow", "Firefly.CenterX()", "Firefly.CenterY() + 10"),
  ),
]);

const button = group(
  "Button and lamp",
  "A button press is true for exactly one frame; holding it is another condition.",
  [
    when(
      [either(bridge("IsButtonPressed", quoted(""), quoted("a")), keyPressed("Space"))],
      [setAnimation("ButtonA", "down"), setScale("Glow", "1.7")],
    ),
    when(
      [not(bridge("IsButtonPressed", quoted(""), quoted("a"))), not(keyPressed("Space"))],
      [setAnimation("ButtonA", "up"), setScale("Glow", "1")],
    ),
    when(
      [bridge("IsButtonJustPressed", quoted(""), quoted("a"))],
      [
        bridge("SetLed", quoted(""), quoted("255;220;80")),
        bridge("Vibrate", quoted(""), "0.6", "0.15"),
      ],
    ),
    when(
      [bridge("IsButtonJustReleased", quoted(""), quoted("a"))],
      [bridge("SetLed", quoted(""), quoted("0;0;0"))],
    ),
  ],
);

const dew = group("Dew", "Every drop is a point, and the board's lamp turns blue for it.", [
  when([atStart], [], [repeat(DROPS, [someDrop])]),
  when(
    [collide("Firefly", "Dew")],
    [
      remove("Dew"),
      setNumber("Drops", "+", 1),
      playSound("dew.wav"),
      bridge("SetLed", quoted(""), quoted("60;140;255")),
      someDrop,
    ],
  ),
  always(write("Score", `"Dew  " + ToString(Drops) + " / ${GOAL}"`)),
  when(
    [number("Drops", ">=", GOAL), once],
    [
      playSound("done.wav"),
      write("Title", quoted("The meadow is awake!  R: once more")),
      bridge("MarkMoment", quoted("the meadow is awake")),
    ],
  ),
  when([keyJustPressed("r")], [call("Scene", "", quoted("Meadow"), "no")]),
]);

const numbers = group(
  "What the board says",
  "Every expression gives the newest value, the same for all rows of one frame.",
  [
    always(
      setOpacity("Glow", 'clamp(70 + GameBridge::InputValue("", "light") / 4, 70, 255)'),
      write(
        "Values",
        '"stick  " + ToString(roundTo(GameBridge::AxisValue("", "x"), 2)) + "  " + ToString(roundTo(GameBridge::AxisValue("", "y"), 2)) + NewLine() + "light  " + ToString(round(GameBridge::InputValue("", "light"))) + " lx" + NewLine() + "boards  " + ToString(GameBridge::DeviceCount())',
      ),
      call("PrimitiveDrawing::FillColor", "Bars", quoted("20;26;48")),
      call("PrimitiveDrawing::RoundedRectangle", "Bars", "740", "16", "940", "120", "12"),
      call("PrimitiveDrawing::FillColor", "Bars", quoted("110;230;190")),
      call(
        "PrimitiveDrawing::Rectangle",
        "Bars",
        "840",
        "104",
        '840 + 90 * GameBridge::AxisValue("", "x")',
        "110",
      ),
    ),
  ],
);

export default project({
  slug: "telemetry-hello",
  name: "Firefly",
  description:
    "Values of a board in a game, and back: a stick flies a firefly, a button lights it, a lamp answers.",
  packageName: "com.example.Firefly",
  assets: [
    "meadow.png",
    "firefly-1.png",
    "firefly-2.png",
    "glow.png",
    "dew.png",
    "button-up.png",
    "button-down.png",
    "dew.wav",
    "done.wav",
  ],
  scenes: [
    scene("Meadow", {
      variables: [variable("Drops", 0)],
      objects: [
        sprite("Meadow", { night: ["meadow.png"] }),
        sprite("Glow", { glow: ["glow.png"] }),
        sprite("Dew", { dew: ["dew.png"] }),
        sprite("Firefly", { fly: ["firefly-1.png", "firefly-2.png"] }, { secondsPerPicture: 0.08 }),
        sprite("ButtonA", { up: ["button-up.png"], down: ["button-down.png"] }),
        pen("Bars"),
        label("Title", "Collect the dew. Hold A to shine.", { size: 22 }),
        label("Score", "", { size: 30, bold: true, color: "190;235;255" }),
        label("Values", "", { size: 17, color: "220;230;255" }),
        label("Status", "", { size: 15, color: "190;200;225" }),
      ],
      instances: [
        instance("Meadow", 0, 0, { z: -10 }),
        instance("Glow", 352, 142, { z: 1 }),
        instance("Firefly", 448, 238, { z: 12 }),
        instance("Bars", 0, 0, { z: 8 }),
        instance("ButtonA", 868, 440, { z: 9 }),
        instance("Title", 24, 52, { z: 9 }),
        instance("Score", 24, 14, { z: 9 }),
        instance("Values", 756, 24, { z: 9 }),
        instance("Status", 24, 510, { z: 9 }),
      ],
      events: [connection, firefly, button, dew, numbers],
    }),
  ],
});
