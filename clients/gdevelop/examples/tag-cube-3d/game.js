/**
 * Eggs: each printed tag carries an egg in the picture of a real camera. Brought close, it
 * cracks and hatches. Augmented reality with one object, one behaviour and few events.
 */

import { always, call, not, when } from "../../packing/events.js";
import { behavior, box, instance, label, object, variable } from "../making/objects.js";
import { layer, project, scene } from "../making/project.js";
import { atStart, group, once } from "../making/rows.js";
import {
  bridge,
  compare,
  hide,
  keyJustPressed,
  number,
  playSound,
  quoted,
  setNumber,
  show,
  startTimer,
  timer,
  write,
} from "../making/words.js";

// Metres between tag and camera. Simulated tags stay between 0.4 and 1.5 m.
const CRACKS_M = 0.7;
const HATCHES_M = 0.5;
const SIZE_PX = 100;

/** @typedef {{tag: number, colour: string}} Nest */

/** @type {Nest[]} */
const NESTS = [
  { tag: 1, colour: "green" },
  { tag: 2, colour: "blue" },
  { tag: 5, colour: "red" },
  { tag: 7, colour: "violet" },
];

const on3D = { layer: "AR" };

/** A box that stands on a tag. @param {string} name @param {string} picture @param {number} tag */
const boxOn = (name, picture, tag) =>
  box(name, picture, SIZE_PX, {
    behaviors: [
      behavior("Follower", "GameBridge::TagFollower3D", {
        TagId: tag,
        Object3D: "Object3D",
        Mode: "AR",
        PixelsPerMetre: 1000,
        FitToTag: true,
        StandOnTag: true,
        Turn: true,
        HideWhenLost: true,
        LostAfter: 0.4,
      }),
    ],
  });

const connection = group(
  "Connection",
  "The first camera is shown. Without one, S starts a simulated camera that looks at four tags.",
  [
    when([atStart], [bridge("Connect", quoted(""), quoted("")), startTimer("waiting")]),
    when(
      [not(bridge("IsConnected"))],
      [write("Status", '"No bridge yet: " + GameBridge::LastError()')],
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
      [bridge("IsConnected"), compare("GameBridge::CameraCount()", ">", 0)],
      [write("Status", '"Tags in sight: " + ToString(GameBridge::TagCount(""))')],
    ),
  ],
);

/** @param {Nest} nest */
function nestRows({ tag, colour }) {
  const state = `Nest${tag}`;
  const distance = `GameBridge::TagDistance(${tag}, "")`;
  const [egg, cracked, beast] = [`Egg${tag}`, `Cracked${tag}`, `Beast${tag}`];
  const follow = (/** @type {string} */ name, /** @type {string} */ on) =>
    call("ActivateBehavior", name, "Follower", on);
  return [
    when(
      [bridge("IsTagVisible", String(tag), quoted("")), number(state, "=", 0)],
      [],
      [
        when(
          [compare(distance, "<", CRACKS_M)],
          [
            setNumber(state, "=", 1),
            playSound("crack.wav"),
            follow(egg, "no"),
            hide(egg),
            follow(cracked, "yes"),
            show(cracked),
          ],
        ),
      ],
    ),
    when(
      [bridge("IsTagVisible", String(tag), quoted("")), number(state, "=", 1)],
      [],
      [
        when(
          [compare(distance, "<", HATCHES_M)],
          [
            setNumber(state, "=", 2),
            setNumber("Hatched", "+", 1),
            playSound("hatch.wav"),
            follow(cracked, "no"),
            hide(cracked),
            follow(beast, "yes"),
            show(beast),
            bridge("MarkMoment", quoted(`${colour} hatched`)),
          ],
        ),
      ],
    ),
    when([atStart], [follow(cracked, "no"), hide(cracked), follow(beast, "no"), hide(beast)]),
  ];
}

const nests = group(
  "Nests",
  "A tag is an egg, a cracked egg, or whatever was inside: three boxes of which one follows it.",
  NESTS.flatMap(nestRows),
);

const score = group("Score", "Four of them.", [
  always(write("Score", `"Hatched  " + ToString(Hatched) + " / ${NESTS.length}"`)),
  when(
    [number("Hatched", "=", NESTS.length), once],
    [write("Title", quoted("All of them are out!   R: once more"))],
  ),
  when([keyJustPressed("r")], [call("Scene", "", quoted("Nests"), "no")]),
]);

export default project({
  slug: "tag-cube-3d",
  name: "Eggs",
  description:
    "Printed tags carry eggs in the picture of a real camera. Come close, and they hatch.",
  packageName: "com.example.Eggs",
  assets: [
    "egg.png",
    "egg-cracked.png",
    ...NESTS.map(({ colour }) => `beast-${colour}.png`),
    "crack.wav",
    "hatch.wav",
  ],
  scenes: [
    scene("Nests", {
      background: [10, 12, 20],
      layers: [layer("AR", "3d"), layer("", "2d"), layer("Words", "2d")],
      variables: [variable("Hatched", 0), ...NESTS.map(({ tag }) => variable(`Nest${tag}`, 0))],
      objects: [
        object("Picture", "GameBridge::ARLayer", {
          content: { Stream: "", TargetLayer: "AR", Fit: "Contain" },
        }),
        ...NESTS.flatMap(({ tag, colour }) => [
          boxOn(`Egg${tag}`, "egg.png", tag),
          boxOn(`Cracked${tag}`, "egg-cracked.png", tag),
          boxOn(`Beast${tag}`, `beast-${colour}.png`, tag),
        ]),
        label("Title", "Bring the tags close.", { size: 22, bold: true, outline: true }),
        label("Score", "", { size: 22, bold: true, color: "255;224;130", outline: true }),
        label("Status", "", { size: 15, color: "200;205;230" }),
      ],
      instances: [
        instance("Picture", 0, 0),
        ...NESTS.flatMap(({ tag }) =>
          [`Egg${tag}`, `Cracked${tag}`, `Beast${tag}`].map((name) =>
            instance(name, -1000, -1000, on3D),
          ),
        ),
        instance("Title", 24, 14, { layer: "Words" }),
        instance("Score", 24, 46, { layer: "Words" }),
        instance("Status", 24, 510, { layer: "Words" }),
      ],
      events: [connection, nests, score],
    }),
  ],
});
