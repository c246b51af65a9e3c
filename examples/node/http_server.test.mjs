// Run: node --test examples/node/http_server.test.mjs
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { createFastify, createServer, newRules } from "./http_server.mjs";

const good = { id: "r1", survey: "after-first-cup", rev: 2, at: "2026-11-21T10:00:00+01:00", status: "complete", respondent: "c1", answers: { nps: 9, effort: { score: 2 } } };
const unhappy = { ...good, id: "r2", answers: { nps: { score: 3 }, why: "It leaks" } };

/** What is asked of a server, whichever it is. */
async function ask(url, raised) {
  const post = async (body, path = "/responses") => {
    const reply = await fetch(url + path, { method: "POST", headers: { "content-type": "application/json" }, body: typeof body === "string" ? body : JSON.stringify(body) });
    return { status: reply.status, type: reply.headers.get("content-type").split(";")[0], body: await reply.json() };
  };

  assert.deepEqual(await post(good), { status: 201, type: "application/json", body: { id: "r1", alerts: [] } });
  assert.deepEqual(raised, []);

  assert.deepEqual((await post(unhappy)).body, { id: "r2", alerts: ["detractor"] });
  const [event] = raised;
  assert.deepEqual([raised.length, event.specversion, event.source], [1, "1.0", "/responses"]);
  assert.deepEqual((await post({ ...unhappy, id: "r3" })).body.alerts, [], "the cooldown of a week");

  const { status, type, body } = await post({ ...good, answers: { nps: 11, effort: { score: "2" }, "a/b%": 1 } });
  assert.deepEqual([status, type, body.type, body.status], [422, "application/problem+json", "about:blank", 422]);
  assert.deepEqual(body.errors.map(({ pointer, code }) => [pointer, code]), [["#/answers/nps/score", "out_of_range"], ["#/answers/effort/score", "invalid_json"], ["#/answers/a~1b%25", "unknown_id"]]);
  assert.match(body.errors[0].detail, /0\.\.=10, got 11/);
  assert.equal((await post({ ...good, at: "2026-11-21" })).body.errors[0].pointer, "#/at");
  for (const bad of ["", "{", "null", "[".repeat(10_000), '{"id": "a", "id": "b"}']) {
    const { status, body } = await post(bad);
    assert.deepEqual([status, body.title, body.errors.length > 0], [422, "Unprocessable Content", true], bad.slice(0, 20));
  }
  const twice = await post(JSON.stringify({ ...unhappy, respondent: "c2" }).replace('"nps":{"score":3}', '"nps":3,"nps":9'));
  assert.deepEqual([twice.status, twice.body.errors[0].code], [422, "duplicate_key"]);

  // Whatever is refused is problem details of a phrase that the status has.
  const refused = async (path, method, status, title) => {
    const reply = await fetch(url + path, { method });
    assert.deepEqual([reply.status, reply.headers.get("content-type").split(";")[0]], [status, "application/problem+json"], path);
    assert.deepEqual(await reply.json(), { type: "about:blank", title, status });
    return reply;
  };
  await refused("/elsewhere", "POST", 404, "Not Found");
  await refused("/", "GET", 404, "Not Found");
  assert.equal((await refused("/responses", "GET", 405, "Method Not Allowed")).headers.get("allow"), "POST");
  const large = await post({ ...good, answers: { nps: 9, why: "x".repeat(70_000) } });
  assert.deepEqual([large.status, large.type, large.body.title], [413, "application/problem+json", "Content Too Large"]);
  assert.equal(raised.length, 1, "what is refused raises nothing");
}

test("node:http answers responses, and says what is wrong with them", async () => {
  const raised = [];
  const server = createServer({ rules: newRules(), raise: (event) => raised.push(event) }).listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    await ask(`http://127.0.0.1:${server.address().port}`, raised);
  } finally {
    server.close();
    server.closeAllConnections();
  }
});

const fastify = await import("fastify").catch(() => undefined);
test("Fastify does alike", { skip: fastify === undefined && "fastify is not installed" }, async () => {
  const raised = [];
  const app = createFastify(fastify.default, { rules: newRules(), raise: (event) => raised.push(event) });
  try {
    const url = await app.listen({ port: 0, host: "127.0.0.1" });
    await ask(url, raised);
    const reply = await fetch(`${url}/%ff`); // a path that Fastify cannot read
    assert.deepEqual([reply.status, reply.headers.get("content-type").split(";")[0]], [400, "application/problem+json"]);
    assert.equal((await reply.json()).title, "Bad Request");
  } finally {
    await app.close();
  }
});
