// The first run, and who may begin it.
import assert from "node:assert/strict";
import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { startServer } from "./harness.mjs";

const admin = { name: "Maya Lindqvist", email: "maya@example.org", password: "four plain words here" };

async function open(t, options) {
  const server = await startServer(options);
  t.after(() => server.stop());
  return server;
}

async function setUp(server, visitor) {
  let page = await visitor.get("/");
  page = await visitor.submit(page, admin, { action: "/setup" });
  page = await visitor.submit(page, { name: "Harbour & Vale" }, { action: "/setup/organisation" });
  const skipped = await visitor.request("POST", "/setup/mail", { body: new URLSearchParams({ csrf: page.csrf, go: "skip" }) });
  page = await visitor.follow(skipped);
  return visitor.submit(page, { with: "empty" }, { action: "/setup/start" });
}

test("four steps lead from nothing to an organisation", async (t) => {
  const server = await open(t);
  const home = await setUp(server, server.visitor());
  assert.match(home.path, /^\/org\/\d+$/);
  assert.match(home.text, /Harbour &amp; Vale/);
  const issuer = await server.visitor().get("/i/harbour-vale", { headers: { accept: "application/json" } });
  assert.equal(issuer.json().name, "Harbour & Vale");
});

test("the master key is readable by its owner alone", async (t) => {
  const server = await open(t);
  assert.ok(readdirSync(server.data).includes("master.key"));
  assert.equal(statSync(path.join(server.data, "master.key")).mode & 0o777, 0o400);
});

test("an interrupted first run goes on where it was", async (t) => {
  const server = await open(t);
  const visitor = server.visitor();
  await visitor.submit(await visitor.get("/setup"), admin, { action: "/setup" });
  await server.kill();
  await server.restart();
  const page = await visitor.get("/");
  assert.equal(page.path, "/setup/organisation");
});

test("a set-up that is done cannot be done again", async (t) => {
  const server = await open(t);
  const early = server.visitor();
  const form = await early.get("/setup");
  await setUp(server, server.visitor());
  const again = await early.submit(form, { ...admin, email: "mallory@example.org" }, { action: "/setup" });
  assert.match(again.path, /^\/(setup)?$|^\/sign-in|^\/$/);
  const page = await early.get("/sign-in");
  const answer = await early.submit(page, { email: "mallory@example.org", password: admin.password }, { action: "sign-in" });
  assert.equal(answer.status, 422);
});

test("a visitor through a proxy needs the code that the server printed", async (t) => {
  const server = await open(t);
  const far = server.visitor({ "x-forwarded-for": "203.0.113.9" });
  assert.equal((await far.get("/setup")).status, 403);
  const code = /\/setup\?code=(\S+)/.exec(server.output)[1];
  const page = await far.get(`/setup?code=${code}`);
  assert.equal(page.status, 200);
  const next = await far.submit(page, admin, { action: "/setup" });
  assert.equal(next.path, "/setup/organisation");
});

for (const [what, fields, message] of [
  ["a short password", { password: "short" }, /at least 12 characters/i],
  ["a common password", { password: "password123456" }, /first passwords/i],
  ["a broken address", { email: "maya@" }, /address/i],
  ["no name", { name: "" }, /name/i],
]) {
  test(`${what} is refused beside its field, and what was typed is kept`, async (t) => {
    const server = await open(t);
    const visitor = server.visitor();
    const page = await visitor.submit(await visitor.get("/setup"), { ...admin, ...fields }, { action: "/setup" });
    assert.equal(page.status, 422);
    assert.match(page.text, message);
    if (fields.name !== "") assert.match(page.text, /value="Maya Lindqvist"/);
    assert.doesNotMatch(page.text, new RegExp(`value="${fields.password || admin.password}"`));
  });
}
