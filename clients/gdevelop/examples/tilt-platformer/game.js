/**
 * Fox on a tray: a platformer steered by tilting a board. The engine's own platformer
 * behaviour moves the fox; the extension's mapper feeds it.
 */

import { always, call, not, when } from "../../packing/events.js";
import { behavior, instance, label, sprite, tiled, variable } from "../making/objects.js";
import { layer, project, scene } from "../making/project.js";
import { atStart, either, group, once } from "../making/rows.js";
import {
  bridge,
  collide,
  compare,
  flip,
  keyJustPressed,
  number,
  playSound,
  quoted,
  remove,
  setAnimation,
  setNumber,
  startTimer,
  timer,
  write,
} from "../making/words.js";

const COINS = 12;

/** Platforms: left, top, width, height in pixels. @type {[number, number, number, number][]} */
const PLATFORMS = [
  [-64, 476, 640, 128],
  [640, 476, 448, 128],
  [1216, 412, 256, 192],
  [1536, 476, 512, 128],
  [2176, 380, 256, 224],
  [2496, 476, 640, 128],
  [320, 316, 192, 32],
  [832, 284, 192, 32],
  [1280, 220, 128, 32],
  [1792, 300, 192, 32],
];
/** @type {[number, number][]} */
const SPIKES = [
  [864, 444],
  [1664, 444],
  [1728, 444],
  [2624, 444],
];
/** @type {[number, number][]} */
const COIN_PLACES = [
  [240, 420],
  [380, 260],
  [440, 260],
  [720, 420],
  [890, 228],
  [950, 228],
  [1326, 164],
  [1326, 356],
  [1580, 420],
  [1860, 244],
  [2280, 324],
  [2780, 420],
];

const jumps = call("PlatformBehavior::IsJumping", "Fox", "Platformer");

const connection = group(
  "Connection",
  "Tilt left and right to run, button A jumps. Arrow keys work too; S starts a simulated board.",
  [
    when([atStart], [bridge("Connect", quoted(""), quoted("")), startTimer("waiting")]),
    when(
      [bridge("IsDeviceConnected", quoted(""))],
      [
        write(
          "Status",
          '"Tilt " + ToString(round(GameBridge::TiltX(""))) + "°     C: this is level"',
        ),
      ],
    ),
    when(
      [not(bridge("IsDeviceConnected", quoted("")))],
      [write("Status", quoted("Arrow keys and Space. With a bridge, S starts a board to tilt."))],
      [
        when(
          [bridge("IsConnected"), keyJustPressed("s")],
          [bridge("StartSimulation", quoted("pad"))],
        ),
      ],
    ),
    when([keyJustPressed("c")], [bridge("CalibrateDevice", quoted(""))]),
  ],
);

const fox = group("The fox", "Pictures and sounds for what the platformer behaviour does.", [
  when([compare("Fox.Platformer::CurrentSpeed()", ">", 20)], [flip("Fox", "no")]),
  when([compare("Fox.Platformer::CurrentSpeed()", "<", -20)], [flip("Fox", "yes")]),
  when(
    [
      call("PlatformBehavior::IsOnFloor", "Fox", "Platformer"),
      call("PlatformBehavior::IsMoving", "Fox", "Platformer"),
    ],
    [setAnimation("Fox", "run")],
  ),
  when(
    [
      call("PlatformBehavior::IsOnFloor", "Fox", "Platformer"),
      not(call("PlatformBehavior::IsMoving", "Fox", "Platformer")),
    ],
    [setAnimation("Fox", "stand")],
  ),
  when([jumps], [setAnimation("Fox", "jump")], [when([once], [playSound("jump.wav", 35)])]),
  always(call("SetCameraCenterX", "", "=", "clamp(Fox.CenterX(), 480, 2600)", quoted(""), "0")),
]);

const coins = group("Coins", "The board's lamp shines gold for each.", [
  when(
    [collide("Fox", "Coin")],
    [
      remove("Coin"),
      setNumber("Coins", "+", 1),
      playSound("coin.wav", 50),
      bridge("SetLed", quoted(""), quoted("255;190;0")),
    ],
  ),
  always(write("Score", `"Coins  " + ToString(Coins) + " / ${COINS}"`)),
]);

const dangers = group("Dangers", "Spikes and holes: back to the start, and the board shakes.", [
  when(
    [either(collide("Fox", "Spikes"), compare("Fox.Y()", ">", 620))],
    [
      call("SetXY", "Fox", "=", "90", "=", "360"),
      playSound("hurt.wav", 60),
      setNumber("Falls", "+", 1),
      bridge("Vibrate", quoted(""), "1", "0.4"),
      bridge("SetLed", quoted(""), quoted("255;0;0")),
    ],
  ),
]);

const goal = group("The flag", "A mark in the recording says when it was reached.", [
  when(
    [collide("Fox", "Flag"), once],
    [
      playSound("win.wav", 70),
      bridge("SetLed", quoted(""), quoted("0;255;120")),
      bridge("MarkMoment", '"flag with " + ToString(Coins) + " coins"'),
      startTimer("won"),
      setNumber("Won", "=", 1),
    ],
  ),
  when(
    [number("Won", "=", 1)],
    [
      write(
        "Title",
        '"The flag! " + ToString(Coins) + " coins, " + ToString(Falls) + " falls.   R: again"',
      ),
    ],
  ),
  when([keyJustPressed("r")], [call("Scene", "", quoted("Level"), "no")]),
  when([number("Won", "=", 1), timer("won", ">", 6)], [call("Scene", "", quoted("Level"), "no")]),
]);

export default project({
  slug: "tilt-platformer",
  name: "Fox on a tray",
  description: "A platformer steered by tilting a board: the engine's behaviour, fed by a mapper.",
  packageName: "com.example.FoxOnATray",
  assets: [
    "sky.png",
    "ground.png",
    "spikes.png",
    "coin.png",
    "flag.png",
    "hero-1.png",
    "hero-2.png",
    "hero-3.png",
    "coin.wav",
    "jump.wav",
    "hurt.wav",
    "win.wav",
  ],
  scenes: [
    scene("Level", {
      background: [110, 198, 255],
      layers: [layer("Sky"), layer(""), layer("Words")],
      variables: ["Coins", "Falls", "Won"].map((name) => variable(name, 0)),
      objects: [
        sprite("Sky", { day: ["sky.png"] }),
        tiled("Ground", "ground.png", 64, 64, {
          behaviors: [
            behavior("Platform", "PlatformBehavior::PlatformBehavior", {
              platformType: "NormalPlatform",
              canBeGrabbed: false,
              yGrabOffset: 0,
            }),
          ],
        }),
        sprite("Spikes", { spikes: ["spikes.png"] }),
        sprite("Coin", { coin: ["coin.png"] }),
        sprite("Flag", { flag: ["flag.png"] }),
        sprite(
          "Fox",
          { stand: ["hero-1.png"], run: ["hero-2.png", "hero-3.png"], jump: ["hero-2.png"] },
          {
            behaviors: [
              behavior("Platformer", "PlatformBehavior::PlatformerObjectBehavior", {
                acceleration: 1600,
                deceleration: 1600,
                gravity: 1500,
                jumpSpeed: 760,
                jumpSustainTime: 0.15,
                maxFallingSpeed: 900,
                maxSpeed: 320,
                slopeMaxAngle: 60,
                ladderClimbingSpeed: 150,
                canGrabPlatforms: false,
                canGrabWithoutMoving: false,
                canGoDownFromJumpthru: false,
                ignoreDefaultControls: false,
                useLegacyTrajectory: false,
                useRepeatedJump: false,
                xGrabTolerance: 10,
                yGrabOffset: 0,
              }),
              behavior("Mapper", "GameBridge::PlatformerTelemetryMapper", {
                PlatformerObject: "Platformer",
                Control: "Tilt",
              }),
            ],
          },
        ),
        label("Title", "Tilt to run, A to jump. To the flag!", { size: 24, bold: true }),
        label("Score", "", { size: 24, bold: true, color: "255;235;150" }),
        label("Status", "", { size: 15, color: "255;255;255" }),
      ],
      instances: [
        instance("Sky", 0, 0, { layer: "Sky" }),
        ...PLATFORMS.map(([x, y, width, height]) =>
          instance("Ground", x, y, { width, height, z: 1 }),
        ),
        ...SPIKES.map(([x, y]) => instance("Spikes", x, y, { z: 2 })),
        ...COIN_PLACES.map(([x, y]) => instance("Coin", x, y, { z: 2 })),
        instance("Flag", 3000, 348, { z: 2 }),
        instance("Fox", 90, 360, { z: 3 }),
        instance("Title", 24, 16, { layer: "Words" }),
        instance("Score", 24, 52, { layer: "Words" }),
        instance("Status", 24, 510, { layer: "Words" }),
      ],
      events: [connection, fox, coins, dangers, goal],
    }),
  ],
});
