import assert from "node:assert/strict";
import test from "node:test";

import { Dice } from "../../../web/testing/dice.js";
import { FakeGame } from "../../testing/fake_game.js";
import { LENS, UPRIGHT, picture, poseAt, tagAt, turn } from "../../testing/sights.js";

const TAGS = "device/cam-1/tags";

function looking() {
  const game = new FakeGame().connect();
  game.device("cam-1");
  game.device("cam-2");
  game.frame(() => {
    game.bridge.tags.setSmoothing(0);
    game.bridge.tags.isVisible(7);
  });
  return game;
}

/**
 * @param {number} actual
 * @param {number} expected
 */
function assertNear(actual, expected, within = 1e-6) {
  assert.ok(Math.abs(actual - expected) < within, `${actual} is not ${expected}`);
}

/** @param {FakeGame} game */
function moments(game, camera = "") {
  const { tags } = game.bridge;
  return [tags.isVisible(7, camera), tags.justFound(7, camera), tags.justLost(7, camera)]
    .map(Number)
    .join("");
}

test("a tag is found once, held for a while without being seen, and lost once", () => {
  const game = looking();
  game.say(TAGS, picture(tagAt(7, poseAt(0, 0, 1))));
  /** @type {string[]} */
  const seen = [];
  for (let i = 0; i < 5; i++) game.frame(() => seen.push(moments(game)), 100);
  assert.deepEqual(seen, ["110", "100", "001", "000", "000"]);
});

test("a picture without the tag does not lose it before its time", () => {
  const game = looking();
  game.frame(() => game.bridge.tags.setHold(0.1));
  game.say(TAGS, picture(tagAt(7, poseAt(0, 0, 1))));
  game.frame();
  game.say(TAGS, picture());
  game.frame(() => assert.equal(moments(game), "100"));
  game.frame(() => assert.equal(moments(game), "001"), 100);
});

test("a slow camera's tags are visible although their pictures are old", () => {
  const game = looking();
  game.say(TAGS, picture(tagAt(7, poseAt(0, 0, 1))), { capturedUs: game.nowUs - 900_000 });
  game.frame(() => {
    assert.equal(game.bridge.tags.isVisible(7), true);
    assertNear(game.bridge.tags.ageS(7), 0.916);
  });
});

test("without a camera's name any camera counts, and whichever saw the tag last tells", () => {
  const game = looking();
  game.say(TAGS, picture(tagAt(7, poseAt(0.1, 0, 1))));
  game.frame(() =>
    assert.deepEqual([moments(game, "cam-1"), moments(game, "cam-2")], ["110", "000"]),
  );
  game.say("device/cam-2/tags", picture(tagAt(7, poseAt(0.2, 0, 1))));
  game.frame(() => {
    assert.equal(moments(game), "100", "found by another camera is not found anew");
    assertNear(game.bridge.tags.x(7), 0.2);
    assertNear(game.bridge.tags.x(7, "cam-1"), 0.1);
  });
});

test("visible tags are listed by number", () => {
  const game = looking();
  const { tags } = game.bridge;
  game.say(TAGS, picture(...[9, 3, 7].map((id) => tagAt(id, poseAt(0, 0, 1)))));
  game.frame(() => {
    assert.deepEqual(
      [tags.count(), tags.idAt(0), tags.idAt(1), tags.idAt(2), tags.idAt(3)],
      [3, 3, 7, 9, -1],
    );
    assert.equal(tags.count("cam-2"), 0);
  });
});

test("where a tag is in the picture follows from its corners", () => {
  const game = looking();
  game.say(TAGS, picture(tagAt(7, poseAt(0.25, -0.1, 1, turn("z", 30)))));
  game.frame(() => {
    const { tags } = game.bridge;
    assertNear(tags.imageX(7), (600 * 0.25 + 320) / 640);
    assertNear(tags.imageY(7), (600 * -0.1 + 240) / 480);
    assertNear(tags.imageAngle(7), 30);
    assertNear(tags.imageSize(7), 60 / 640);
    assertNear(tags.distance(7), Math.hypot(0.25, 0.1, 1));
  });
});

test("the centre of a tag that is seen from the side is where its diagonals cross", () => {
  const game = looking();
  game.say(TAGS, picture(tagAt(7, poseAt(0, 0, 0.3, turn("y", 60)))));
  game.frame(() => {
    assertNear(game.bridge.tags.imageX(7), 0.5);
    assertNear(game.bridge.tags.imageY(7), 0.5);
  });
});

test("poses are metres, and angles as 3D objects have them", () => {
  const game = looking();
  for (const { rotation, angles } of [
    { rotation: UPRIGHT, angles: [0, 0, 0] },
    { rotation: turn("x", 20), angles: [-20, 0, 0] },
    { rotation: turn("y", 20), angles: [0, -20, 0] },
    { rotation: turn("z", 20), angles: [0, 0, 20] },
  ]) {
    game.say(TAGS, picture(tagAt(7, poseAt(0.1, 0.2, 1.5, rotation))));
    game.frame(() => {
      const { tags } = game.bridge;
      assert.deepEqual([tags.x(7), tags.y(7), tags.z(7)], [0.1, 0.2, 1.5]);
      for (const [i, angle] of [
        tags.rotationX(7),
        tags.rotationY(7),
        tags.rotationZ(7),
      ].entries()) {
        assertNear(angle, angles[i]);
      }
    });
  }
});

test("centred tags count from where they were, and from the camera again when asked", () => {
  const game = looking();
  const { tags } = game.bridge;
  game.say(TAGS, picture(tagAt(7, poseAt(0.1, 0.2, 1.5, turn("z", 20)))));
  game.frame(() => tags.center());
  game.frame(() => {
    assert.deepEqual([tags.x(7), tags.y(7), tags.z(7)], [0, 0, 0]);
    assertNear(tags.rotationZ(7), 0);
    assertNear(tags.distance(7), Math.hypot(0.1, 0.2, 1.5));
  });
  game.say(TAGS, picture(tagAt(7, poseAt(0.3, 0.2, 1.5, turn("z", 50)))));
  game.frame(() => {
    assertNear(tags.x(7), 0.2);
    assertNear(tags.rotationZ(7), 30);
    tags.uncenter();
    assertNear(tags.x(7), 0.3);
  });
});

test("of two solutions that the picture cannot tell apart, the tag keeps the one it had", () => {
  const game = looking();
  const [left, right] = [turn("y", 25), turn("y", -25)];
  const solutions = (/** @type {any} */ first, /** @type {any} */ second, errors = [0.2, 0.21]) =>
    tagAt(7, poseAt(0, 0, 2, first), {
      solutions: [
        { camera_from_tag: poseAt(0, 0, 2, first), reprojection_error_px: errors[0] },
        { camera_from_tag: poseAt(0, 0, 2, second), reprojection_error_px: errors[1] },
      ],
    });
  for (let i = 0; i < 6; i++) {
    const [first, second] = i % 2 ? [right, left] : [left, right];
    game.say(TAGS, picture(solutions(first, second)));
    game.frame(() => assertNear(game.bridge.tags.rotationY(7), -25), 33);
  }
  game.say(TAGS, picture(solutions(right, left, [0.2, 2])));
  game.frame(() => assertNear(game.bridge.tags.rotationY(7), 25, 0.001), 33);
});

test("a number that is on two tags is the one that is nearest to where it was", () => {
  const game = looking();
  game.say(TAGS, picture(tagAt(7, poseAt(0.3, 0, 1))));
  game.frame();
  game.say(TAGS, picture(tagAt(7, poseAt(-0.3, 0, 1)), tagAt(7, poseAt(0.29, 0, 1))));
  game.frame(() => assertNear(game.bridge.tags.x(7), 0.29));
});

test("a device that tells little is not asked for more", () => {
  const game = looking();
  const bare = { tag_id: 7, family: "", size_m: null, corners_px: null, solutions: [] };
  game.say(TAGS, { frame_seq: 1, intrinsics: null, tags: [bare] });
  game.frame(() => {
    const { tags } = game.bridge;
    assert.equal(tags.isVisible(7), true);
    assert.deepEqual(
      [tags.x(7), tags.z(7), tags.imageX(7), tags.imageSize(7), tags.distance(7)],
      [0, 0, 0, 0, 0],
    );
    assert.equal(tags.pose(7), null);
    assert.equal(tags.lens("cam-1"), null);
  });
});

test("a device without corners still tells where its tag is in the picture, if it has a lens", () => {
  const game = looking();
  game.say(TAGS, picture(tagAt(7, poseAt(0.25, 0, 1), { corners_px: null })));
  game.frame(() => {
    assertNear(game.bridge.tags.imageX(7), (600 * 0.25 + 320) / 640);
    assert.deepEqual(game.bridge.tags.lens(), LENS);
  });
});

test("a tag that rests shakes less under smoothing, and much less with more of it", () => {
  const spread = (/** @type {number} */ amount) => {
    const dice = new Dice(3);
    const game = looking();
    game.frame(() => game.bridge.tags.setSmoothing(amount));
    /** @type {number[]} */
    const xs = [];
    for (let i = 0; i < 200; i++) {
      const noise = (dice.next() + dice.next() + dice.next() - 1.5) * 0.004;
      game.say(TAGS, picture(tagAt(7, poseAt(noise, 0, 1))));
      game.frame(() => xs.push(game.bridge.tags.x(7)), 33);
    }
    return Math.sqrt(xs.slice(50).reduce((sum, x) => sum + x * x, 0) / 150);
  };
  const [none, usual, most] = [spread(0), spread(0.3), spread(1)];
  assert.ok(usual < none * 0.75, `${usual} of ${none}`);
  assert.ok(most < none * 0.35, `${most} of ${none}`);
});

/**
 * The RMS error of the shown position, in metres, of a tag in a hand, seen 80 ms late.
 * @param {boolean} isPredicting
 * @param {number} smoothing
 */
function lateError(isPredicting, smoothing) {
  const dice = new Dice(5);
  const game = looking();
  game.frame(() => {
    game.bridge.tags.setPrediction(isPredicting);
    game.bridge.tags.setSmoothing(smoothing);
  });
  const at = (/** @type {number} */ us) => {
    const s = us / 1e6;
    return [
      0.2 * Math.sin(3 * s) + 0.05 * Math.sin(7 * s),
      0.1 * Math.cos(2.5 * s),
      1 + 0.2 * Math.sin(2 * s),
    ];
  };
  let sum = 0;
  let count = 0;
  for (let i = 0; i < 600; i++) {
    if (i % 2 === 0) {
      const capturedUs = game.nowUs - 80_000;
      const [x, y, z] = at(capturedUs).map((value) => value + (dice.next() - 0.5) * 0.001);
      game.say(TAGS, picture(tagAt(7, poseAt(x, y, z))), { capturedUs });
    }
    game.frame(() => {
      const { tags } = game.bridge;
      const [x, y, z] = at(game.nowUs + 16_000);
      if (i < 60) return;
      sum += (tags.x(7) - x) ** 2 + (tags.y(7) - y) ** 2 + (tags.z(7) - z) ** 2;
      count++;
    }, 16);
  }
  return Math.sqrt(sum / count);
}

test("prediction takes away three fifths of the error of a tag that is seen 80 ms late", () => {
  for (const smoothing of [0, 0.3]) {
    const [late, predicted] = [lateError(false, smoothing), lateError(true, smoothing)];
    assert.ok(predicted < 0.4 * late, `smoothing ${smoothing}: ${predicted} of ${late}`);
  }
});

test("a tag that is lost while it moves is led on for a tenth of a second and comes back", () => {
  const game = looking();
  game.frame(() => {
    game.bridge.tags.setPrediction(true);
    game.bridge.tags.setHold(60);
  });
  let last = 0;
  for (let i = 0; i < 20; i++) {
    last = i * 0.01;
    game.say(TAGS, picture(tagAt(7, poseAt(last, 0, 1))));
    game.frame(() => {}, 20);
  }
  /** @type {number[]} */
  const ahead = [];
  for (let i = 0; i < 100; i++) game.frame(() => ahead.push(game.bridge.tags.x(7) - last), 20);
  assert.ok(Math.max(...ahead) > 0.03 && Math.max(...ahead) <= 0.0501, `${Math.max(...ahead)}`);
  assert.ok(Math.abs(ahead[99]) < 1e-6);
});

test("whatever a device says of tags, every value is a number", () => {
  const dice = new Dice(21);
  const game = looking();
  const odd = [
    null,
    NaN,
    -1,
    1e300,
    "x",
    [],
    {},
    [1, 2],
    [0, 0, 0, 0],
    undefined,
    [
      [0, 0],
      [0, 0],
      [0, 0],
      [0, 0],
    ],
    true,
  ];
  const any = () => odd[dice.below(odd.length)];
  for (let i = 0; i < 500; i++) {
    const tag = {
      ...tagAt(7, poseAt(dice.next(), 0, dice.next() < 0.2 ? 0 : 1)),
      ...(dice.next() < 0.5 ? { corners_px: any() } : {}),
      ...(dice.next() < 0.5 ? { size_m: any() } : {}),
      ...(dice.next() < 0.3 ? { tag_id: any() } : {}),
      ...(dice.next() < 0.5
        ? {
            solutions: [
              any(),
              {
                camera_from_tag: { translation: any(), rotation: any() },
                reprojection_error_px: any(),
              },
            ],
          }
        : {}),
    };
    const intrinsics = dice.next() < 0.3 ? any() : LENS;
    game.say(
      TAGS,
      JSON.parse(
        JSON.stringify({
          frame_seq: i,
          intrinsics,
          tags: dice.next() < 0.1 ? any() : [tag, any()],
        }),
      ),
    );
    game.frame(() => {
      const { tags } = game.bridge;
      tags.setPrediction(i % 2 === 0);
      tags.setSmoothing(dice.next());
      for (const id of [7, 0, NaN, -1, 1e300]) {
        for (const value of [
          ...[tags.x(id), tags.y(id), tags.z(id), tags.distance(id), tags.ageS(id)],
          ...[tags.rotationX(id), tags.rotationY(id), tags.rotationZ(id)],
          ...[tags.imageX(id), tags.imageY(id), tags.imageAngle(id), tags.imageSize(id)],
        ]) {
          assert.ok(Number.isFinite(value), `${value} in round ${i}`);
        }
      }
    });
  }
});

test("numbers without end fill no memory", () => {
  const game = looking();
  for (let i = 0; i < 20; i++) {
    game.say(
      TAGS,
      picture(...Array.from({ length: 200 }, (_, j) => tagAt(i * 200 + j, poseAt(0, 0, 1)))),
    );
    game.frame();
  }
  assert.ok(game.bridge.tags.count() <= 256);
});
