/**
 * Table of tones: printed tags on a table are instruments. Where a tag lies says when it
 * sounds and how high, and nothing but the hand decides. Tangible tags in two dimensions.
 */

import { always, call, not, when } from "../../packing/events.js";
import { instance, label, sprite, variable } from "../making/objects.js";
import { project, scene } from "../making/project.js";
import { atStart, forEach, group } from "../making/rows.js";
import {
  bridge,
  compare,
  create,
  keyJustPressed,
  number,
  placeCenter,
  playSound,
  quoted,
  remove,
  setAngle,
  setNumber,
  setOpacity,
  setScale,
  startTimer,
  timer,
  write,
} from "../making/words.js";

const WIDTH = 960;
const HEIGHT = 540;

/** @typedef {{name: string, tag: number, sound: string, lowest: number, highest: number}} Instrument */

/** @type {Instrument[]} pitches are times the recorded one, at the bottom and at the top */
const INSTRUMENTS = [
  { name: "Drum", tag: 1, sound: "drum.wav", lowest: 0.7, highest: 1.5 },
  { name: "Bell", tag: 2, sound: "bell.wav", lowest: 0.5, highest: 2 },
  { name: "Bass", tag: 5, sound: "bass.wav", lowest: 0.5, highest: 1.5 },
  { name: "Harp", tag: 7, sound: "harp.wav", lowest: 0.5, highest: 2 },
];

const connection = group(
  "Connection",
  "Print the tags 1, 2, 5 and 7 (gamebridge tag 1 2 5 7) and lay them before a camera; or press S for a simulated table, whose tags can be dragged here and in the panel.",
  [
    when(
      [atStart],
      [
        bridge("Connect", quoted(""), quoted("")),
        bridge("SetTagHold", "0.5"),
        bridge("SetTagSmoothing", "0.4"),
        startTimer("waiting"),
      ],
    ),
    when(
      [not(bridge("IsConnected"))],
      [write("Status", '"No bridge yet: " + GameBridge::LastError()')],
    ),
    when(
      [bridge("IsConnected")],
      [write("Status", '"Tags in sight: " + ToString(GameBridge::TagCount(""))')],
    ),
    when(
      [
        bridge("IsConnected"),
        compare("GameBridge::CameraCount()", "=", 0),
        timer("waiting", ">", 2),
      ],
      [write("Status", '"Connected, but there is no camera. Press S for a simulated table."')],
      [when([keyJustPressed("s")], [bridge("StartSimulation", quoted("tag-table"))])],
    ),
  ],
);

const sweep = group(
  "The sweep",
  "It needs four seconds for the table. Up and down arrows change that.",
  [
    always(
      setNumber("Before", "=", "SweepX"),
      setNumber("SweepX", "+", "Tempo * TimeDelta()"),
      call("SetX", "Sweep", "=", "SweepX - 60"),
    ),
    when(
      [number("SweepX", ">", WIDTH)],
      [setNumber("SweepX", "-", WIDTH), setNumber("Before", "=", -1)],
    ),
    when([keyJustPressed("Up")], [setNumber("Tempo", "=", "min(600, Tempo + 40)")]),
    when([keyJustPressed("Down")], [setNumber("Tempo", "=", "max(80, Tempo - 40)")]),
  ],
);

/** @param {Instrument} instrument */
function instrumentRows({ name, tag, sound, lowest, highest }) {
  const id = String(tag);
  const pitch = `lerp(${highest}, ${lowest}, GameBridge::TagImageY(${id}, ""))`;
  return [
    when(
      [bridge("IsTagVisible", id, quoted(""))],
      [
        placeCenter(
          name,
          `GameBridge::TagImageX(${id}, "") * ${WIDTH}`,
          `GameBridge::TagImageY(${id}, "") * ${HEIGHT}`,
        ),
        setAngle(name, "=", `GameBridge::TagImageAngle(${id}, "")`),
        setOpacity(name, "255"),
      ],
      [
        when(
          [
            compare(`${name}.CenterX()`, ">", "Before"),
            compare(`${name}.CenterX()`, "<=", "SweepX"),
          ],
          [
            playSound(sound, 70, pitch),
            create("Ring", `${name}.CenterX() - 100`, `${name}.CenterY() - 100`),
            setScale("Ring", "0.5"),
          ],
        ),
      ],
    ),
    when([not(bridge("IsTagVisible", id, quoted("")))], [setOpacity(name, "50")]),
    when(
      [
        call("SourisSurObjet", name, "", "yes", ""),
        call("MouseButtonFromTextPressed", "", quoted("Left")),
        number("Dragged", "=", 0),
      ],
      [setNumber("Dragged", "=", tag)],
    ),
    when(
      [number("Dragged", "=", tag)],
      [
        bridge(
          "PlaceSimulatedTag",
          quoted(""),
          id,
          `CursorX("", 0) / ${WIDTH}`,
          `CursorY("", 0) / ${HEIGHT}`,
          `${name}.Angle()`,
        ),
      ],
    ),
  ];
}

const instruments = group(
  "Instruments",
  "Left and right say when, up and down how high. A tag that the camera does not see is silent.",
  INSTRUMENTS.flatMap(instrumentRows),
);

const hand = group(
  "A hand in the game",
  "With a simulated table, tags are dragged with the mouse.",
  [when([call("MouseButtonFromTextReleased", "", quoted("Left"))], [setNumber("Dragged", "=", 0)])],
);

const rings = group("Rings", "Each sound is a ring that grows and fades.", [
  forEach(
    "Ring",
    [],
    [
      setScale("Ring", "Ring.Scale::Value() + 1.6 * TimeDelta()"),
      placeCenter("Ring", "Ring.CenterX()", "Ring.CenterY()"),
      setOpacity("Ring", "Ring.Opacity::Value() - 320 * TimeDelta()"),
    ],
  ),
  when([compare("Ring.Opacity::Value()", "<=", 4)], [remove("Ring")]),
]);

export default project({
  slug: "tag-table",
  name: "Table of tones",
  description: "Printed tags on a table are instruments: where they lie is what they play.",
  packageName: "com.example.TableOfTones",
  assets: [
    "table.png",
    "sweep.png",
    "ring.png",
    ...INSTRUMENTS.map(({ name }) => `${name.toLowerCase()}.png`),
    ...INSTRUMENTS.map(({ sound }) => sound),
  ],
  scenes: [
    scene("Table", {
      variables: [
        variable("SweepX", 0),
        variable("Before", 0),
        variable("Tempo", 240),
        variable("Dragged", 0),
      ],
      objects: [
        sprite("Table", { table: ["table.png"] }),
        sprite("Sweep", { sweep: ["sweep.png"] }),
        sprite("Ring", { ring: ["ring.png"] }),
        ...INSTRUMENTS.map(({ name }) => sprite(name, { here: [`${name.toLowerCase()}.png`] })),
        label("Title", "Table of tones", { size: 22, bold: true }),
        label("Status", "", { size: 15, color: "190;200;235" }),
      ],
      instances: [
        instance("Table", 0, 0, { z: -10 }),
        instance("Sweep", -60, 0, { z: 0 }),
        instance("Drum", 96, 206, { z: 4 }),
        instance("Bell", 336, 206, { z: 4 }),
        instance("Bass", 576, 206, { z: 4 }),
        instance("Harp", 796, 206, { z: 4 }),
        instance("Title", 36, 28, { z: 9 }),
        instance("Status", 36, 494, { z: 9 }),
      ],
      events: [connection, sweep, instruments, hand, rings],
    }),
  ],
});
