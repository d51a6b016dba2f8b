/**
 * The game of docs/tutorials/first-game.md, step by step: each group of events is one step
 * of the page, and its pictures are drawn from them.
 */

import { always, call, when } from "../packing/events.js";
import { instance, label, sprite } from "../examples/making/objects.js";
import { project, scene } from "../examples/making/project.js";
import { atStart, group } from "../examples/making/rows.js";
import { bridge, ofExtension, quoted, setScale, write } from "../examples/making/words.js";

const connect = group("Connect", "Once, at the beginning. An empty address finds the bridge.", [
  when([atStart], [bridge("Connect", quoted(""), quoted(""))]),
]);

const look = group("Look", "The newest values, in a text.", [
  always(
    write(
      "Values",
      '"x " + ToString(roundTo(GameBridge::AxisValue("", "x"), 2)) + "   y " + ToString(roundTo(GameBridge::AxisValue("", "y"), 2))',
    ),
  ),
]);

const move = group("Move", "The firefly is where the stick is: 288 and 150 are the middle.", [
  always(
    call("SetX", "Firefly", "=", '288 + GameBridge::AxisValue("", "x") * 250'),
    call("SetY", "Firefly", "=", '150 - GameBridge::AxisValue("", "y") * 130'),
  ),
]);

const press = group("Press", "The button makes it large, and the board's light yellow.", [
  when([bridge("IsButtonPressed", quoted(""), quoted("a"))], [setScale("Firefly", "2")]),
  when(
    [bridge("IsButtonJustPressed", quoted(""), quoted("a"))],
    [bridge("SetLed", quoted(""), quoted("255;220;0"))],
  ),
  when(
    [bridge("IsButtonJustReleased", quoted(""), quoted("a"))],
    [setScale("Firefly", "1"), bridge("SetLed", quoted(""), quoted("0;0;0"))],
  ),
]);

const overlay = group("When it does not work", "What the game knows about its connection.", [
  when([atStart], [ofExtension("ShowStatusOverlay", "yes")]),
]);

export default project({
  slug: "first-game",
  name: "First game",
  description: "A stick moves a firefly.",
  packageName: "com.example.FirstGame",
  assets: ["firefly-1.png"],
  width: 640,
  height: 360,
  scenes: [
    scene("Game", {
      objects: [sprite("Firefly", { fly: ["firefly-1.png"] }), label("Values", "x 0   y 0")],
      instances: [instance("Firefly", 288, 150, { z: 2 }), instance("Values", 20, 320, { z: 3 })],
      events: [connect, look, move, press, overlay],
    }),
  ],
});
