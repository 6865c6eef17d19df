// The server moves: what was awarded under an address goes on answering there,
// and checks as it did. 127.0.0.1 and localhost are the two names of the tests.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test, { after, before } from "node:test";
import { build, file, startServer, until } from "./harness.mjs";
import { openOffice } from "./office.mjs";
import { words } from "./html.mjs";

let office, folder, here, there;
const ids = {}, tokens = {};
const json = { headers: { accept: "application/json" } };

async function award(person, { maya, base, badge } = office) {
  let page = await maya.get(`${base}/awards/new?badge=${badge}`);
  page = await maya.submit(page, { people: person }, { action: "/awards/new" });
  await maya.submit(page, {}, { action: "/start" });
  await until(async () => /now has/.test((await maya.get(page.path)).text), "the award", 60);
  const list = await maya.get(`${base}/awards`);
  const one = await maya.get(new RegExp(`href="(/org/\\d+/awards/\\d+)"[^>]*>\\s*${person.split(" <")[0]}`).exec(list.text)[1]);
  return { admin: one.path, id: /\/b\/([\w-]{22})/.exec(one.text)[1] };
}

const payload = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString());

function verify(what, args = ["--intranet"]) {
  const where = /^http/.test(what) ? what : path.join(folder, "badge");
  if (where !== what) writeFileSync(where, what);
  const { stdout } = spawnSync(path.join(build, "lapel"), ["verify", "--json", ...args, where], { encoding: "utf8" });
  const report = JSON.parse(stdout);
  return { verdict: report.verdict, codes: report.checks.map((c) => c.code).filter(Boolean), report };
}

function checkValid(what, args) {
  const { verdict, report } = verify(what, args);
  assert.equal(verdict, "valid", JSON.stringify(report.checks.filter((c) => c.outcome !== "pass"), null, 1));
}

before(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "lapel-address."));
  office = await openOffice();
  here = office.server.url;
  there = here.replace("127.0.0.1", "localhost");
  ids.old = await award("Ann Lee <ann@example.org>");
  tokens.old = (await office.maya.get(`/b/${ids.old.id}.jwt`)).text;
  await office.server.restart({ publicUrl: there });
  ids.young = await award("Bo Ek <bo@example.org>");
  tokens.young = (await office.maya.get(`/b/${ids.young.id}.jwt`)).text;
});
after(async () => {
  rmSync(folder, { recursive: true, force: true });
  await office?.server.stop();
});

test("awards carry the address of their day, byte for byte", async () => {
  assert.equal((await office.maya.get(`/b/${ids.old.id}.jwt`)).text, tokens.old);
  assert.equal(payload(tokens.old).id, `${here}/b/${ids.old.id}`);
  assert.equal(payload(tokens.young).id, `${there}/b/${ids.young.id}`);
  assert.ok(payload(tokens.young).issuer.id.startsWith(there));
});

test("each address answers with the documents that name it", async () => {
  for (const base of [here, there]) {
    for (const where of ["/i/harbour", "/ob2/i/harbour"]) {
      assert.equal((await office.server.visitor().get(base + where, json)).json().id, base + where);
    }
    const badge = new URL(payload(tokens.old).credentialSubject.achievement.id).pathname;
    assert.equal((await office.server.visitor().get(base + badge, json)).json().id, base + badge);
    assert.equal((await office.server.visitor().get(`${base}/ob2${badge}`, json)).json().id, `${base}/ob2${badge}`);
    const keys = (await office.server.visitor().get(`${base}/i/harbour/jwks.json`, json)).json().keys;
    assert.ok(keys.every((key) => key.kid.startsWith(base)));
  }
});

test("both check: signed, hosted, at the command line and on the server", async () => {
  for (const [base, which] of [[here, "old"], [there, "young"]]) {
    checkValid(tokens[which]);
    checkValid(`${base}/ob2/b/${ids[which].id}`);
    checkValid(`${base}/b/${ids[which].id}`);
    const visitor = office.server.visitor();
    assert.match(words(await visitor.get(`/verify?link=${encodeURIComponent(`${base}/b/${ids[which].id}`)}`)), /Yes, this badge is genuine/);
    assert.match(words(await visitor.get(`/b/${ids[which].id}`, { headers: { accept: "text/html" } })), /Yes, this badge is genuine/);
  }
});

test("both check without a network, by the file of the issuer's page", async () => {
  const map = path.join(folder, "issuer.json");
  writeFileSync(map, (await office.maya.get("/i/harbour/offline.json")).bytes);
  for (const which of ["old", "young"]) checkValid(tokens[which], ["--intranet", "--documents", map]);
});

test("an address that no longer leads here is answered from what the server knows", async (t) => {
  const moved = await openOffice({ publicUrl: "https://old.example.org" });
  t.after(() => moved.server.stop());
  const { id } = await award("Ann Lee <ann@example.org>", moved);
  const token = (await moved.maya.get(`/b/${id}.jwt`)).text;
  await moved.server.restart({ publicUrl: "https://new.example.org" });
  const visitor = moved.server.visitor();
  const page = await visitor.submit(await visitor.get("/verify"), { file: file("old.jwt", "text/plain", token) }, { action: "/verify" });
  assert.equal(payload(token).id, `https://old.example.org/b/${id}`);
  assert.match(words(page), /Yes, this badge is genuine/);
  const link = encodeURIComponent(`https://old.example.org/b/${id}`);
  assert.match(words(await visitor.get(`/verify?link=${link}`)), /Yes, this badge is genuine/);
  assert.equal((await visitor.get(`/oembed?url=${link}`)).status, 200);
});

test("the other form of issuer begins with the next award and leaves the ones before", async (t) => {
  const named = await openOffice({ publicUrl: "https://badges.example.org" });
  t.after(() => named.server.stop());
  const one = await award("Ann Lee <ann@example.org>", named);
  await named.maya.submit(await named.maya.get(`${named.base}/settings/profile`), { id_form: "did:web" }, { action: "/settings/profile" });
  const two = await award("Bo Ek <bo@example.org>", named);
  const [before, after] = await Promise.all([one, two].map(async ({ id }) => (await named.maya.get(`/b/${id}.jwt`)).text));
  assert.equal(payload(before).issuer.id, "https://badges.example.org/i/harbour");
  assert.equal(payload(after).issuer.id, "did:web:badges.example.org:i:harbour");
  assert.notEqual(payload(after).credentialStatus[0].statusListCredential, payload(before).credentialStatus[0].statusListCredential);
  const map = path.join(folder, "named.json");
  writeFileSync(map, (await named.server.visitor().get("/i/harbour/offline.json", { headers: { host: "badges.example.org" } })).bytes);
  for (const token of [before, after]) checkValid(token, ["--documents", map]);
});

test("a revocation after the move is said at the old address", async () => {
  const form = await office.maya.get(`${ids.old.admin}/revoke`);
  await office.maya.submit(form, { reason: "Wrong person" }, { action: "/revoke" });
  const { verdict, codes } = verify(tokens.old);
  assert.equal(verdict, "invalid");
  assert.ok(codes.includes("revoked"));
  checkValid(tokens.young);
});

test("the organisation's log tells the move", async () => {
  const log = await office.maya.get(`${office.base}/settings/log`);
  assert.ok(words(log).includes(there));
});

test("an address that an operator changes on screen is kept over a restart", async (t) => {
  const server = await startServer({ publicUrl: null });
  t.after(() => server.stop());
  const maya = server.visitor();
  let page = await maya.get("/");
  for (const fields of [{ name: "Maya", email: "maya@example.org", password: "four plain words here" }, { org: "Vale" }, {}, {}, {}]) {
    page = await maya.submit(page, fields);
  }
  const moved = server.url.replace("127.0.0.1", "localhost");
  page = await maya.get("/settings");
  for (const bad of ["", "badges", `${moved}/x`]) assert.equal((await maya.submit(page, { base: bad }, { action: "/settings" })).status, 422, bad);
  page = await maya.submit(page, { base: `${moved}/` }, { action: "/settings" });
  assert.match(words(page), /The address is changed/);
  await server.restart();
  assert.equal((await server.visitor().get(`${moved}/i/vale`, json)).json().id, `${moved}/i/vale`);
  assert.equal((await server.visitor().get(`${server.url}/i/vale`, json)).json().id, `${server.url}/i/vale`);
  assert.equal((await maya.get("/settings")).form("/settings").fields.base, moved);
});
