// The first run: its steps, what it leaves when interrupted, and who may begin it.
import assert from "node:assert/strict";
import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { file, smtpSink, startServer, until } from "./harness.mjs";
import { picture } from "./office.mjs";

const admin = { name: "Maya Lindqvist", email: "maya@example.org", password: "four plain words here" };
const server_of_mails = (sink) => ({ mail: "server", host: "127.0.0.1", port: String(sink.port), security: "none", from: "badges@example.org" });

async function open(t, options) {
  const server = await startServer(options);
  t.after(() => server.stop());
  return server;
}

// The first `count` steps of four (five when the address is to be chosen).
const answers = [
  ["/setup", admin], ["/setup/organisation", { org: "Harbour & Vale" }], ["/setup/mail", { mail: "outbox" }],
  ["/setup/start", { with: "empty" }],
];

async function walk(visitor, steps = answers) {
  let page = await visitor.get("/");
  for (const [where, fields] of steps) {
    assert.equal(page.path, where);
    page = await visitor.submit(page, fields, { action: where });
  }
  return page;
}

test("a few steps lead from nothing to an organisation", async (t) => {
  const server = await open(t);
  const home = await walk(server.visitor());
  assert.match(home.path, /^\/org\/\d+$/);
  assert.match(home.text, /Harbour &amp; Vale/);
  const issuer = await server.visitor().get("/i/harbour-vale", { headers: { accept: "application/json" } });
  assert.equal(issuer.json().name, "Harbour & Vale");
});

test("the last step shows every answer with a way to change it", async (t) => {
  const server = await open(t);
  const visitor = server.visitor();
  const page = await walk(visitor, answers.slice(0, 3));
  assert.equal(page.path, "/setup/start");
  for (const words of ["Maya Lindqvist", "maya@example.org", "Harbour &amp; Vale", server.url, "Wait in the outbox"]) {
    assert.ok(page.text.includes(words), words);
  }
  const again = await visitor.get("/setup/organisation");
  assert.equal(again.form("organisation").fields.org, "Harbour & Vale");
  const after = await visitor.submit(again, { org: "Vale & Harbour" }, { action: "organisation" });
  assert.equal(after.path, "/setup/mail");
  assert.match((await visitor.get("/setup/start")).text, /Vale &amp; Harbour/);
});

test("a password that was accepted need not be typed again", async (t) => {
  const server = await open(t);
  const visitor = server.visitor();
  await walk(visitor, answers.slice(0, 3));
  const back = await visitor.get("/setup");
  assert.equal(back.form("/setup").fields.password, "");
  await visitor.submit(back, { name: "Maya L." }, { action: "/setup" });
  await visitor.submit(await visitor.get("/setup/start"), {}, { action: "start" });
  const other = server.visitor();
  const home = await other.submit(await other.get("/sign-in"), { email: admin.email, password: admin.password }, { action: "sign-in" });
  assert.match(home.path, /^\/org\/\d+$/);
});

test("an interrupted first run leaves nothing behind, and goes on where it was", async (t) => {
  const server = await open(t);
  const visitor = server.visitor();
  await walk(visitor, answers.slice(0, 2));
  await server.kill();
  await server.restart();
  assert.equal((await server.visitor().get("/")).path, "/setup");
  assert.equal((await server.visitor().get("/sign-in")).path, "/setup");
  const page = await visitor.get("/setup/start");
  assert.equal(page.path, "/setup/mail");
});

test("a step cannot be jumped over", async (t) => {
  const server = await open(t);
  const visitor = server.visitor();
  for (const where of ["/setup/organisation", "/setup/mail", "/setup/start"]) {
    assert.equal((await visitor.get(where)).path, "/setup");
  }
  await visitor.get("/setup");
  const page = await visitor.post("/setup/start", { with: "empty" });
  assert.equal(page.path, "/setup");
});

test("the answers of another browser, or changed ones, are not taken", async (t) => {
  const server = await open(t);
  const visitor = server.visitor();
  await walk(visitor, answers.slice(0, 2));
  const box = visitor.cookies.get("lapel-setup");
  assert.ok(box.length < 4000);
  assert.doesNotMatch(Buffer.from(box, "base64url").toString("latin1"), /maya|harbour/i);
  visitor.cookies.set("lapel-setup", box.slice(0, -4) + "AAAA");
  assert.equal((await visitor.get("/setup/mail")).path, "/setup");
});

test("a logo is kept from step to step and stands on the organisation's page", async (t) => {
  const server = await open(t);
  const visitor = server.visitor();
  const page = await walk(visitor, answers.slice(0, 1));
  await visitor.submit(page, { org: "Harbour & Vale", logo: file("logo.png", "image/png", picture(64)) }, { action: "organisation" });
  const again = await visitor.get("/setup/organisation");
  const src = /<img class="setup-logo" src="([^"]+)"/.exec(again.text)[1];
  assert.equal((await server.visitor().get(src)).headers.get("content-type"), "image/png");
  await visitor.submit(again, {}, { action: "organisation" });
  await visitor.submit(await visitor.get("/setup/mail"), { mail: "outbox" }, { action: "mail" });
  const home = await visitor.submit(await visitor.get("/setup/start"), {}, { action: "start" });
  assert.ok(home.text.includes(src));
});

test("a logo that is no picture is refused beside its field, and the name is kept", async (t) => {
  const server = await open(t);
  const visitor = server.visitor();
  const page = await walk(visitor, answers.slice(0, 1));
  const refused = await visitor.submit(page, { org: "Harbour & Vale", logo: file("logo.png", "image/png", "no picture") }, { action: "organisation" });
  assert.equal(refused.status, 422);
  assert.match(refused.text, /id="logo-error"/);
  assert.equal(refused.form("organisation").fields.org, "Harbour & Vale");
});

test("the mail server is tested with the words it said, and used from the first award on", async (t) => {
  const server = await open(t, { args: ["--allow-private"] });
  const sink = await smtpSink();
  t.after(() => sink.stop());
  const visitor = server.visitor();
  let page = await walk(visitor, answers.slice(0, 2));
  page = await visitor.submit(page, { ...server_of_mails(sink), go: "test" }, { action: "mail" });
  assert.match(page.text, /The server took the mail to maya@example\.org/);
  assert.equal(sink.to("maya@example.org").length, 1);
  page = await visitor.submit(page, { mail: "server" }, { action: "mail" });
  assert.equal(page.path, "/setup/start");
  assert.match(page.text, /Through 127\.0\.0\.1/);
  await visitor.submit(page, {}, { action: "start" });
  assert.equal((await visitor.get("/settings/mail")).form("/settings/mail").fields.host, "127.0.0.1");
});

test("a dead mail server is told in words, and what was typed is kept", async (t) => {
  const server = await open(t);
  const visitor = server.visitor();
  const page = await walk(visitor, answers.slice(0, 2));
  const told = await visitor.submit(page, { mail: "server", host: "127.0.0.1", port: "1", security: "none", from: "a@example.org", go: "test" }, { action: "mail" });
  assert.match(told.text, /It did not work/);
  assert.equal(told.form("mail").fields.port, "1");
});

test("the master key is readable by its owner alone", async (t) => {
  const server = await open(t);
  assert.ok(readdirSync(server.data).includes("master.key"));
  assert.equal(statSync(path.join(server.data, "master.key")).mode & 0o777, 0o400);
});

test("of two who begin at once the one who ends first has the server", async (t) => {
  const server = await open(t);
  const late = server.visitor();
  const page = await walk(late, answers.slice(0, 3).map(([where, fields]) => [where, where === "/setup" ? { ...fields, email: "mallory@example.org" } : fields]));
  await walk(server.visitor());
  const sent = await late.submit(page, {}, { action: "start" });
  assert.equal(sent.path, "/sign-in");
  assert.match(sent.text, /set up already/);
  const answer = await late.submit(sent, { email: "mallory@example.org", password: admin.password }, { action: "sign-in" });
  assert.equal(answer.status, 422);
  assert.equal((await late.get("/setup")).path, "/sign-in");
});

for (const [what, headers] of [["a proxy", { "x-forwarded-for": "203.0.113.9" }], ["another name", { host: "evil.example" }]]) {
  test(`a visitor through ${what} needs the code that the server printed`, async (t) => {
    const server = await open(t);
    const raw = Object.entries({ host: "127.0.0.1", ...headers }).map(([k, v]) => `${k}: ${v}\r\n`).join("");
    const answer = await server.raw(`GET /setup HTTP/1.1\r\n${raw}connection: close\r\n\r\n`);
    assert.match(answer, /Set-up code/);
    assert.doesNotMatch(answer, /Your name/);
  });
}

test("a silent proxy is told by its HTTP/1.0", async (t) => {
  const server = await open(t);
  const answer = await server.raw("GET /setup HTTP/1.0\r\nhost: 127.0.0.1\r\n\r\n");
  assert.match(answer, /Set-up code/);
});

test("with the code the first run begins from elsewhere, by link or by hand", async (t) => {
  const server = await open(t);
  const [, code] = await until(() => /\/setup\?code=(\S+)\n/.exec(server.output), "the line with the code");
  const far = server.visitor({ "x-forwarded-for": "203.0.113.9" });
  const refused = await far.submit(await far.get("/setup"), { code: "guess" }, { action: "code" });
  assert.equal(refused.status, 422);
  assert.match(refused.text, /not the code/);
  const page = await far.submit(refused, { code: ` ${code} ` }, { action: "code" });
  assert.equal(page.path, "/setup");
  assert.match(page.text, /Your name/);
  const linked = server.visitor({ "x-forwarded-for": "203.0.113.9" });
  assert.match((await linked.get(`/setup?code=${code}`)).text, /Your name/);
});

test("codes cannot be tried without end", async (t) => {
  const server = await open(t);
  const far = server.visitor({ "x-forwarded-for": "203.0.113.9" });
  let page = await far.get("/setup");
  for (let i = 0; i < 14 && page.status !== 429; i++) page = await far.submit(page, { code: `guess ${i}` }, { action: "code" });
  assert.equal(page.status, 429);
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

// ---- the public address, where it was not given at the start -------------------

test("the address is suggested, checked, and may be another than the visitor came by", async (t) => {
  const server = await open(t, { publicUrl: null });
  const visitor = server.visitor();
  let page = await walk(visitor, answers.slice(0, 2));
  assert.equal(page.path, "/setup/address");
  assert.equal(page.form("address").fields.base, server.url);
  assert.match(page.text, /works on this machine alone/);
  for (const bad of ["badges", "ftp://badges.example.org", "https://badges.example.org/lapel", "https://a:b@badges.example.org", "https://"]) {
    const refused = await visitor.submit(page, { base: bad }, { action: "address" });
    assert.equal(refused.status, 422, bad);
    assert.equal(refused.form("address").fields.base, bad);
  }
  page = await visitor.submit(page, { base: "HTTPS://Badges.Example.org:443/" }, { action: "address" });
  assert.equal(page.path, "/setup/mail");
  page = await visitor.submit(page, { mail: "outbox" }, { action: "mail" });
  assert.match(page.text, /https:\/\/badges\.example\.org/);
  page = await visitor.submit(page, { with: "empty" }, { action: "start" });
  assert.match(page.text, /href="https:\/\/badges\.example\.org\/sign-in"/);
  const issuer = await server.visitor().get("/i/harbour-vale", { headers: { accept: "application/json" } });
  assert.equal(issuer.json().id, "https://badges.example.org/i/harbour-vale");
});
