/**
 * Photo booth: the camera of an ESP32 in a game, with frames drawn over it and the camera's
 * own settings and lamp commanded from the game.
 */

import { always, call, not, when } from "../../packing/events.js";
import { instance, label, object, sprite, variable } from "../making/objects.js";
import { project, scene } from "../making/project.js";
import { atStart, either, group, once } from "../making/rows.js";
import {
  bridge,
  clicked,
  compare,
  keyJustPressed,
  number,
  playSound,
  quoted,
  setAnimation,
  setNumber,
  setOpacity,
  startTimer,
  timer,
  write,
} from "../making/words.js";

const CAMERA = "GameBridge::CameraId(Chosen)";

/** A key, or a click on its button. */
const wants = (/** @type {string} */ key, /** @type {string} */ button) => {
  const [onButton, released] = clicked(button);
  const both = { ...call("BuiltinCommonInstructions::And"), subInstructions: [onButton, released] };
  return either(keyJustPressed(key), both);
};

const connection = group(
  "Connection and camera",
  "The first camera is shown as soon as there is one. Without hardware, S starts a simulated camera.",
  [
    when([atStart], [bridge("Connect", quoted(""), quoted("")), startTimer("waiting")]),
    when(
      [bridge("IsConnected"), compare("GameBridge::CameraCount()", ">", 0)],
      [call("GameBridge::CameraView::SetStream", "Picture", CAMERA, "")],
    ),
    when(
      [
        bridge("IsConnected"),
        compare("GameBridge::CameraCount()", "=", 0),
        timer("waiting", ">", 2),
      ],
      [write("Status", '"Connected, but there is no camera. Press S for a simulated one."')],
      [when([keyJustPressed("s")], [bridge("StartSimulation", quoted("camera"))])],
    ),
    when(
      [not(bridge("IsConnected"))],
      [write("Status", '"No bridge yet: " + GameBridge::LastError()')],
    ),
    when(
      [bridge("IsStreamLive", CAMERA)],
      [
        write(
          "Status",
          `GameBridge::DeviceName(${CAMERA}) + "   " + ToString(GameBridge::StreamWidth(${CAMERA})) + " × " + ToString(GameBridge::StreamHeight(${CAMERA})) + "   " + ToString(round(GameBridge::StreamFPS(${CAMERA}))) + " pictures/s   " + ToString(round(GameBridge::StreamDelay(${CAMERA}))) + " ms old"`,
        ),
      ],
    ),
    when(
      [wants("c", "ButtonCamera")],
      [setNumber("Chosen", "=", "mod(Chosen + 1, max(1, GameBridge::CameraCount()))")],
    ),
  ],
);

const frames = group("Frames", "What is drawn over the picture is an ordinary sprite.", [
  when(
    [wants("f", "ButtonFrame")],
    [setNumber("Frame", "=", "mod(Frame + 1, 3)")],
    [
      when([number("Frame", "=", 0)], [setAnimation("Over", "stars")]),
      when([number("Frame", "=", 1)], [setAnimation("Over", "film")]),
      when([number("Frame", "=", 2)], [setAnimation("Over", "none")]),
    ],
  ),
]);

const camera = group(
  "The camera's own settings",
  "Commands go to the board, and the board says what became of them.",
  [
    when(
      [wants("m", "ButtonMirror")],
      [setNumber("Mirrored", "=", "1 - Mirrored")],
      [
        when([number("Mirrored", "=", 1)], [bridge("SendYesNo", CAMERA, quoted("hmirror"), "yes")]),
        when([number("Mirrored", "=", 0)], [bridge("SendYesNo", CAMERA, quoted("hmirror"), "no")]),
      ],
    ),
    when(
      [wants("l", "ButtonLamp")],
      [setNumber("Lamp", "=", "1 - Lamp")],
      [
        when([number("Lamp", "=", 1)], [bridge("SendYesNo", CAMERA, quoted("led"), "yes")]),
        when([number("Lamp", "=", 0)], [bridge("SendYesNo", CAMERA, quoted("led"), "no")]),
      ],
    ),
    when(
      [bridge("CommandFailed", CAMERA, quoted("led"))],
      [write("Message", `GameBridge::LastCommandError(${CAMERA}, "led")`)],
    ),
    when(
      [bridge("CommandApplied", CAMERA, quoted("led"))],
      [write("Message", quoted("The lamp obeys."))],
    ),
    when(
      [bridge("CommandApplied", CAMERA, quoted("hmirror"))],
      [write("Message", quoted("Mirrored by the camera."))],
    ),
  ],
);

const photo = group(
  "A photo",
  "Three, two, one: a flash, the camera's best picture, and a mark in the recording.",
  [
    when([wants("Space", "ButtonPhoto")], [startTimer("photo"), setNumber("Counting", "=", 1)]),
    when(
      [number("Counting", "=", 1)],
      [write("Count", 'ToString(3 - floor(TimerElapsedTime("photo")))')],
    ),
    when(
      [number("Counting", "=", 1), timer("photo", ">=", 3)],
      [
        setNumber("Counting", "=", 0),
        write("Count", quoted("")),
        setOpacity("Flash", "255"),
        playSound("shutter.wav"),
        setNumber("Photos", "+", 1),
        bridge("RunDeviceAction", CAMERA, quoted("capture")),
        bridge("MarkMoment", '"photo " + ToString(Photos)'),
        write("Message", '"Photo " + ToString(Photos)'),
      ],
    ),
    always(setOpacity("Flash", "max(0, Flash.Opacity() - 400 * TimeDelta())")),
    when([atStart, once], [setOpacity("Flash", "0")]),
  ],
);

const button = (/** @type {string} */ name, /** @type {string} */ file) =>
  sprite(name, { up: [file] });

export default project({
  slug: "esp32-camera-viewer",
  name: "Photo booth",
  description: "The camera of an ESP32 inside a game: frames, a countdown, and the camera's lamp.",
  packageName: "com.example.PhotoBooth",
  assets: [
    "booth.png",
    "frame-stars.png",
    "frame-film.png",
    "frame-none.png",
    "flash.png",
    "button-photo.png",
    "button-camera.png",
    "button-frame.png",
    "button-mirror.png",
    "button-lamp.png",
    "shutter.wav",
  ],
  scenes: [
    scene("Booth", {
      variables: ["Chosen", "Frame", "Mirrored", "Lamp", "Counting", "Photos"].map((name) =>
        variable(name, 0),
      ),
      objects: [
        sprite("Booth", { booth: ["booth.png"] }),
        object("Picture", "GameBridge::CameraView"),
        sprite("Over", {
          stars: ["frame-stars.png"],
          film: ["frame-film.png"],
          none: ["frame-none.png"],
        }),
        sprite("Flash", { white: ["flash.png"] }),
        button("ButtonPhoto", "button-photo.png"),
        button("ButtonCamera", "button-camera.png"),
        button("ButtonFrame", "button-frame.png"),
        button("ButtonMirror", "button-mirror.png"),
        button("ButtonLamp", "button-lamp.png"),
        label("Count", "", { size: 160, bold: true, align: "center" }),
        label("Title", "Photo booth", { size: 26, bold: true }),
        label("Message", "", { size: 16, color: "255;214;120" }),
        label("Status", "", { size: 15, color: "200;205;230" }),
      ],
      instances: [
        instance("Booth", 0, 0, { z: -10 }),
        instance("Picture", 34, 30, { z: 1, width: 640, height: 480 }),
        instance("Over", 34, 30, { z: 2 }),
        instance("Count", 300, 160, { z: 4 }),
        instance("Flash", 34, 30, { z: 5, width: 640, height: 480 }),
        instance("Title", 728, 44, { z: 6 }),
        instance("ButtonPhoto", 724, 96, { z: 6 }),
        instance("ButtonFrame", 724, 166, { z: 6 }),
        instance("ButtonMirror", 724, 236, { z: 6 }),
        instance("ButtonLamp", 724, 306, { z: 6 }),
        instance("ButtonCamera", 724, 376, { z: 6 }),
        instance("Message", 728, 448, { z: 6 }),
        instance("Status", 40, 514, { z: 6 }),
      ],
      events: [connection, frames, camera, photo],
    }),
  ],
});
