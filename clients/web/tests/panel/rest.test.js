import assert from "node:assert/strict";
import test from "node:test";

import { Rest, RestError } from "../../src/panel/rest.js";
import { httpAuthorization } from "../../src/proof.js";

const KEY = `gbs1_wall_${"A".repeat(43)}_abcd`;
const NONCE = "0f".repeat(16);

/**
 * A bridge that answers with what is given, in order.
 * @param {...{status?: number, body?: any, challenge?: string}} answers
 */
function bridgeThatSays(...answers) {
  /** @type {{url: string, init: any}[]} */
  const asked = [];
  const fetcher = async (/** @type {any} */ url, /** @type {any} */ init) => {
    asked.push({ url: String(url), init });
    const { status = 200, body = {}, challenge } = answers.shift() ?? {};
    const headers = new Headers(challenge ? { "WWW-Authenticate": challenge } : {});
    return new Response(JSON.stringify(body), { status, headers });
  };
  return { asked, fetcher };
}

test("without a key nothing is signed", async () => {
  const { asked, fetcher } = bridgeThatSays({ body: { topics: [] } });
  const rest = new Rest("http://127.0.0.1:8080", true, fetcher);
  assert.deepEqual(await rest.get("/v1/topics"), { topics: [] });
  assert.equal(asked[0].url, "http://127.0.0.1:8080/v1/topics");
  assert.equal(asked[0].init.headers.Authorization, undefined);
});

test("a key is shown on private links only, unless it opens no more than can be seen anyway", async () => {
  for (const [isPrivate, isViewer, isShown] of [
    [true, false, true],
    [false, false, false],
    [false, true, true],
  ]) {
    const { asked, fetcher } = bridgeThatSays({});
    const rest = new Rest("http://192.168.7.7", isPrivate, fetcher);
    rest.useKey(KEY, isViewer);
    await rest.get("/v1/topics");
    assert.equal(asked[0].init.headers.Authorization, isShown ? `Bearer ${KEY}` : undefined);
  }
});

test("a challenge is answered with a proof, whose count rises", async () => {
  const challenge = `Gamebridge nonce="${NONCE}"`;
  const { asked, fetcher } = bridgeThatSays({ status: 401, challenge }, {}, {});
  const rest = new Rest("http://192.168.7.7", false, fetcher);
  rest.useKey(KEY);
  await rest.post("/v1/recordings", { name: "a" });
  await rest.get("/v1/topics");
  const request = (
    /** @type {number} */ count,
    /** @type {string} */ method,
    /** @type {string} */ path,
    /** @type {string} */ body,
  ) =>
    httpAuthorization(KEY, {
      id: "wall",
      nonce: NONCE,
      count,
      method,
      path,
      body: new TextEncoder().encode(body),
    });
  assert.deepEqual(
    asked.map(({ init }) => init.headers.Authorization),
    [
      undefined,
      request(1, "POST", "/v1/recordings", '{"name":"a"}'),
      request(2, "GET", "/v1/topics", ""),
    ],
  );
});

test("a slow question keeps nobody waiting, unless answers have to be proven in order", async () => {
  /** @type {string[]} */
  const asked = [];
  /** @type {() => void} */
  let release = () => {};
  const fetcher = async (/** @type {any} */ url, /** @type {any} */ { headers }) => {
    const { pathname } = new URL(url);
    asked.push(pathname);
    if (pathname === "/slow")
      await /** @type {Promise<void>} */ (new Promise((r) => (release = r)));
    const isProven = headers.Authorization?.startsWith("Gamebridge");
    const challenge = { "WWW-Authenticate": `Gamebridge nonce="${NONCE}"` };
    if (pathname === "/proven" && !isProven)
      return new Response("", { status: 401, headers: challenge });
    return new Response("{}");
  };
  const rest = new Rest("http://192.168.7.7", false, fetcher);
  const slow = rest.get("/slow");
  assert.deepEqual(await rest.get("/quick"), {});
  release();
  await slow;
  rest.useKey(KEY);
  await rest.get("/proven");
  const later = [rest.get("/slow"), rest.get("/quick")];
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(asked.slice(-1), ["/slow"]);
  release();
  await Promise.all(later);
  assert.deepEqual(asked.slice(-1), ["/quick"]);
});

test("things are removed, and files come as they are", async () => {
  const { asked, fetcher } = bridgeThatSays({}, { body: [1, 2] });
  const rest = new Rest("http://127.0.0.1:8080", true, fetcher);
  await rest.delete("/v1/recordings/a");
  assert.deepEqual([asked[0].init.method, asked[0].init.body], ["DELETE", undefined]);
  assert.equal(await (await rest.file("/v1/recordings/a")).text(), "[1,2]");
});

test("a refusal carries the bridge's words", async () => {
  const body = { code: "forbidden", text: "only operators record", hint: "ask one" };
  const { fetcher } = bridgeThatSays({ status: 403, body });
  const rest = new Rest("http://127.0.0.1", true, fetcher);
  await assert.rejects(rest.post("/v1/recordings", {}), (error) => {
    assert.ok(error instanceof RestError);
    assert.deepEqual(
      [error.status, error.code, error.message],
      [403, "forbidden", "only operators record. ask one"],
    );
    return true;
  });
});

test("a refusal that is no JSON is still an error with a status", async () => {
  const fetcher = async () => new Response("<html>", { status: 502, statusText: "Bad gateway" });
  await assert.rejects(new Rest("http://a", true, fetcher).get("/"), /Bad gateway/);
});
