/** The example projects: what lies there is what their sources give, and nothing is unused. */

import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { exampleSlugs, projectFile, projectText } from "../examples/making/write.js";

/** @param {string} slug @param {string} path */
const inside = (slug, path) =>
  fileURLToPath(new URL(`../examples/${slug}/${path}`, import.meta.url));

const slugs = await exampleSlugs();

test("there are five examples", () => {
  assert.deepEqual(slugs, [
    "esp32-camera-viewer",
    "tag-cube-3d",
    "tag-table",
    "telemetry-hello",
    "tilt-platformer",
  ]);
});

for (const slug of slugs) {
  test(`${slug} is what its source and the extension give: make gdevelop`, async () => {
    assert.ok(readFileSync(projectFile(slug), "utf8") === (await projectText(slug)));
  });

  test(`${slug} uses each of its assets, and has all that it uses`, () => {
    const project = JSON.parse(readFileSync(projectFile(slug), "utf8"));
    /** @type {string[]} */
    const named = project.resources.resources.map((/** @type {any} */ { file }) => file);
    const there = readdirSync(inside(slug, "assets")).map((name) => `assets/${name}`);
    assert.deepEqual([...named].sort(), there.sort());
    const words = JSON.stringify([project.layouts, project.objects]);
    const unused = named.filter((file) => !words.includes(file.slice("assets/".length)));
    assert.deepEqual(unused, []);
  });

  test(`${slug} has a page with a picture`, () => {
    assert.match(readFileSync(inside(slug, "README.md"), "utf8"), /!\[[^\]]+\]\(preview\.png\)/);
    assert.ok(existsSync(inside(slug, "preview.png")), "make screenshots takes it");
  });
}
