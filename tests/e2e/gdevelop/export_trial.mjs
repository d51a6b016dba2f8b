/**
 * Exports a small game by GDevelop's own exporter:
 * `node export_trial.mjs GDCORE_TOOLS_FOLDER KIND PROJECT_FOLDER OUT_FOLDER PICTURE FONT`.
 *
 * KIND is 2d, 3d, physics2d or physics3d. A sprite with a picture, a text with a font, a box;
 * with physics, what falls says how far (`trial.fallen`), and every frame is counted.
 */

import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [tools, kind, work, out, picture, font] = process.argv.slice(2);
const { gd, loadProject, exportProject } = await import(
  pathToFileURL(resolve(tools, "src/index.mjs")).href
);

/** What the editor writes for a new object, and then what differs. */
const OBJECTS = [
  ["Sprite", "Hero"],
  ["TextObject::Text", "Label"],
  ["Scene3D::Cube3DObject", "Box"],
];
const BODY = {
  bodyType: "Dynamic",
  bullet: false,
  fixedRotation: false,
  shape: "Box",
  shapeDimensionA: 0,
  shapeDimensionB: 0,
  shapeOffsetX: 0,
  shapeOffsetY: 0,
  density: 1,
  friction: 0.3,
  restitution: 0.1,
  linearDamping: 0.1,
  angularDamping: 0.1,
  gravityScale: 1,
  layers: 1,
  masks: 1,
};
const BODY_2D = { canSleep: true, polygonOrigin: "Center", vertices: [] };
const BODY_3D = {
  object3D: "Object3D",
  meshShapeResourceName: "",
  shapeOrientation: "Z",
  shapeDimensionC: 0,
  shapeOffsetZ: 0,
  massCenterOffsetX: 0,
  massCenterOffsetY: 0,
  massCenterOffsetZ: 0,
  massOverride: 0,
};
const PHYSICS = {
  physics2d: {
    object: "Hero",
    behaviors: [{ name: "Body", type: "Physics2::Physics2Behavior", ...BODY, ...BODY_2D }],
    shared: { gravityX: 0, gravityY: 9.8, scaleX: 100, scaleY: 100 },
  },
  physics3d: {
    object: "Box",
    behaviors: [
      { name: "Object3D", type: "Scene3D::Base3DBehavior" },
      { name: "Body", type: "Physics3D::Physics3DBehavior", ...BODY, ...BODY_3D },
    ],
    shared: { gravityX: 0, gravityY: 0, gravityZ: -9.8, worldScale: 100 },
  },
};
const COUNT = `
const trial = (window.trial ??= { frames: 0, fallen: 0 });
trial.frames++;
const [hero] = runtimeScene.getObjects("Hero");
const [box] = runtimeScene.getObjects("Box");
trial.fallen = Math.max(hero.getY() - 100, box ? 500 - box.getZ() : 0);
trial.text = runtimeScene.getObjects("Label")[0].getString();
`;

function emptyProject() {
  const project = gd.ProjectHelper.createNewGDJSProject();
  const layout = project.insertNewLayout("Game", 0);
  OBJECTS.forEach(([type, name], at) => layout.getObjects().insertNewObject(project, type, name, at));
  const instance = layout.getInitialInstances().insertNewInitialInstance();
  instance.setObjectName("Hero");
  const element = new gd.SerializerElement();
  project.serializeTo(element);
  return JSON.parse(gd.Serializer.toJSON(element));
}

function describe(project) {
  Object.assign(project.properties, { name: `Trial ${kind}`, projectUuid: "" });
  Object.assign(project.properties.loadingScreen, { minDuration: 0, showGDevelopSplash: false });
  const file = (name, type) => ({ file: name, name, kind: type, metadata: "", userAdded: true });
  project.resources.resources = [file("hero.png", "image"), file("font.ttf", "font")];
  const [layout] = project.layouts;
  const object = (name) => layout.objects.find((found) => found.name === name);
  const sprite = { image: "hero.png", points: [], customCollisionMask: [] };
  const place = (name) => ({ automatic: true, name, x: 0, y: 0 });
  Object.assign(sprite, { originPoint: place("origine"), centerPoint: place("centre") });
  const direction = { looping: false, timeBetweenFrames: 1, sprites: [sprite] };
  object("Hero").animations = [{ name: "", directions: [direction] }];
  Object.assign(object("Label").content, { text: "hello", font: "font.ttf" });
  const [hero] = layout.instances;
  Object.assign(hero, { x: 100, y: 100 });
  layout.instances.push({ ...hero, name: "Label", x: 200, persistentUuid: crypto.randomUUID() });
  const usesBox = kind.endsWith("3d");
  if (usesBox) {
    const { content } = object("Box");
    for (const key of Object.keys(content)) {
      if (key.endsWith("FaceResourceName")) content[key] = "hero.png";
    }
    layout.layers[0].renderingType = "2d+3d";
    const size = { customSize: true, width: 99, height: 99, depth: 99 };
    const uuid = { persistentUuid: crypto.randomUUID() };
    layout.instances.push({ ...hero, ...size, ...uuid, name: "Box", x: 300, z: 500 });
  }
  const physics = PHYSICS[kind];
  if (physics) {
    object(physics.object).behaviors = physics.behaviors;
    const { name, type } = physics.behaviors.at(-1);
    layout.behaviorsSharedData = [{ name, type, ...physics.shared }];
  }
  const code = { inlineCode: COUNT, parameterObjects: "", useStrict: true };
  layout.events = [{ type: "BuiltinCommonInstructions::JsCode", ...code }];
}

const project = emptyProject();
describe(project);
mkdirSync(work, { recursive: true });
writeFileSync(join(work, "game.json"), JSON.stringify(project));
copyFileSync(picture, join(work, "hero.png"));
copyFileSync(font, join(work, "font.ttf"));
await exportProject(await loadProject(join(work, "game.json")), resolve(out));
process.exit(0);
