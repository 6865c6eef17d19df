// Learning: statements (xAPI) come in by key or token, are kept once and whole, and
// award badges by rules that are tried before they are switched on.
import assert from "node:assert/strict";
import { createHash, randomUUID } from "node:crypto";
import test, { after, before } from "node:test";
import { makeToken } from "./api.mjs";
import { until } from "./harness.mjs";
import { unescape, words } from "./html.mjs";
import { accident, openOffice } from "./office.mjs";

const VERBS = "http://adlnet.gov/expapi/verbs/", COURSE = "https://learning.example.org/courses/fire";
let office, self, basic, key;

const statement = (email, changes = {}) => ({
  id: randomUUID(), actor: { name: email.split("@")[0], mbox: `mailto:${email}` }, verb: { id: `${VERBS}passed`, display: { en: "passed" } },
  object: { id: COURSE, definition: { name: { en: "Fire safety" } } }, result: { score: { scaled: 0.92 }, success: true, completion: true }, ...changes,
});

async function send(body, { method = "POST", query = "", headers = {}, raw } = {}) {
  const answer = await fetch(`${office.server.url}/api/xapi/statements${query}`, {
    method, headers: { authorization: basic, "content-type": "application/json", "x-experience-api-version": "1.0.3", ...headers },
    body: method === "GET" ? undefined : raw ?? JSON.stringify(body),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text, json: text && JSON.parse(text) };
}

const hold = (minutes) => accident(office.server, `UPDATE org SET hold_minutes = ${minutes}`);
const statements = async (query = "") => words(await office.maya.get(`${self}/statements${query}`));
const awards = async (query = "") => words(await office.maya.get(`${self}/awards${query}`));

before(async () => {
  office = await openOffice();
  self = `${office.base}/settings/learning`;
});
after(() => office?.server.stop());

test("a key is made on screen, its secret is shown once, and it opens statements alone", async () => {
  let page = await office.maya.get(self);
  assert.match(words(page), /No rules yet/);
  page = await office.maya.submit(page, { name: "" }, { action: "/keys" });
  assert.equal(page.status, 422);
  page = await office.maya.submit(page, { name: "Moodle" }, { action: "/keys" });
  key = /id="key-name">([^<]+)</.exec(page.text)[1];
  const secret = unescape(/id="key-secret">([^<]+)</.exec(page.text)[1]);
  assert.match(page.text, new RegExp(`${office.server.url}/api/xapi/`));
  assert.doesNotMatch((await office.maya.get(self)).text, new RegExp(secret));
  assert.match(words(await office.maya.get(self)), /Moodle lapel-\d+ · Never used Works/);
  basic = `Basic ${Buffer.from(`${key}:${secret}`).toString("base64")}`;

  assert.equal((await send(statement("ann@example.org"))).status, 200);
  assert.equal((await send(statement("ann@example.org"), { headers: { authorization: `Bearer ${secret}` } })).status, 200);
  for (const wrong of [`${key}:x`, `lapel-999:${secret}`, secret, `:${secret}`, "%"]) {
    const refused = await send(statement("ann@example.org"), { headers: { authorization: `Basic ${Buffer.from(wrong).toString("base64")}` } });
    assert.equal(refused.status, 401, wrong);
  }
  assert.equal((await send(statement("ann@example.org"), { headers: { authorization: "" } })).status, 401);
  const elsewhere = await fetch(`${office.server.url}/api/v1/people`, { headers: { authorization: basic } });
  assert.equal(elsewhere.status, 401);
  const other = await makeToken(office, ["awards:write"], "Other");
  assert.equal((await send(statement("ann@example.org"), { headers: { authorization: `Bearer ${other}` } })).status, 403);
});

test("versions, kinds and sizes: what the specification asks of who takes statements", async () => {
  const about = await fetch(`${office.server.url}/api/xapi/about`);
  assert.deepEqual((await about.json()).version, ["1.0.3", "2.0.0"]);
  const preflight = await fetch(`${office.server.url}/api/xapi/statements`, { method: "OPTIONS", headers: { origin: "https://course.example" } });
  assert.match(preflight.headers.get("access-control-allow-headers"), /X-Experience-API-Version/);
  assert.match(preflight.headers.get("access-control-allow-methods"), /PUT/);

  const good = await send([statement("ann@example.org"), statement("bo@example.org")], { headers: { "x-experience-api-version": "2.0" } });
  assert.equal(good.status, 200);
  assert.equal(good.json.length, 2);
  assert.equal(good.headers.get("x-experience-api-version"), "2.0.0");
  for (const version of ["", "0.95", "3.0", "1.1", "2", "1.0.x"])
    assert.equal((await send(statement("ann@example.org"), { headers: { "x-experience-api-version": version } })).status, 400, version);
  assert.equal((await send(null, { raw: "{" })).status, 400);
  assert.equal((await send(statement("a@example.org"), { headers: { "content-type": "text/plain" } })).status, 400);
  assert.equal((await send(statement("a@example.org"), { headers: { "content-type": "multipart/mixed; boundary=x" } })).status, 400);
  assert.equal((await send(statement("a@example.org"), { query: "?method=PUT" })).status, 400);
  assert.equal((await send(Array.from({ length: 501 }, () => statement("a@example.org")))).status, 413);

  const before = (await statements()).match(/passed/g).length;
  const bad = await send([statement("ann@example.org"), statement("ann@example.org", { verb: { id: "passed" } })]);
  assert.equal(bad.status, 400);
  assert.match(bad.json.detail, /Statement 2, \/verb\/id: must be an IRI/);
  assert.equal(bad.json.errors[0].pointer, "#/verb/id");
  assert.equal((await statements()).match(/passed/g).length, before);
});

test("a statement is kept once; the same id with other words is refused", async () => {
  const one = statement("ann@example.org");
  assert.deepEqual((await send(one)).json, [one.id]);
  assert.equal((await send({ ...one, stored: "2026-01-01T00:00:00Z", version: "1.0.0" })).status, 200);
  assert.equal((await send({ ...one, result: { success: false } })).status, 409);
  assert.equal((await send([one, one])).status, 400);
  const put = statement("ann@example.org");
  assert.equal((await send(put, { method: "PUT", query: `?statementId=${put.id.toUpperCase()}` })).status, 204);
  assert.equal((await send(put, { method: "PUT", query: `?statementId=${put.id}` })).status, 204);
  assert.equal((await send(put, { method: "PUT", query: `?statementId=${randomUUID()}` })).status, 400);
  assert.equal((await send(put, { method: "PUT" })).status, 400);
  const got = await send(null, { method: "GET", query: `?statementId=${put.id}` });
  assert.equal(got.json.object.id, COURSE);
  assert.match(got.json.stored, /^20/);
  assert.equal((await send(null, { method: "GET", query: `?statementId=${randomUUID()}` })).status, 404);
  assert.equal((await send(null, { method: "GET" })).status, 400);
  const nameless = statement("ann@example.org");
  delete nameless.id;
  assert.match((await send(nameless)).json[0], /^[0-9a-f-]{36}$/);
});

let rule;
test("a rule is tried on what was told, and awards nothing before it is on", async () => {
  let page = await office.maya.get(`${self}/rules/new`);
  page = await office.maya.submit(page, { badge: "", verb: "passed", activity: "no iri", percent: "101" }, { action: "/rules" });
  assert.equal(page.status, 422);
  page = await office.maya.submit(page, { badge: office.badge, verb: "own", own_verb: "x", activity: COURSE, percent: "" }, { action: "/rules" });
  assert.match(words(page), /A verb is an IRI/);
  page = await office.maya.submit(page, { badge: office.badge, verb: "passed", own_verb: "", activity: COURSE, percent: "95", gives_evidence: "1" }, { action: "/rules" });
  assert.match(words(page), /None of the last \d+ statements meets it/);
  assert.match(words(page), /The score is too low/);
  rule = page.path.split("?")[0];
  page = await office.maya.submit(page, { badge: office.badge, verb: "passed", activity: COURSE, percent: "80", gives_evidence: "1" }, { action: "/change" });
  assert.match(words(page), /of the last \d+ statements meet it/);
  assert.match(words(page), /Would wait: who is it\?/);
  assert.match(await awards(), /No rule was met yet/);
  page = await office.maya.submit(page, {}, { action: "/on" });
  assert.match(words(page), /Switched on/);
});

test("who is in the directory is awarded after the hold, with score and activity, once", async () => {
  accident(office.server, `INSERT INTO person (org_id, name, email, folded, created_at) VALUES (${office.org}, 'Ann Lee', 'ann@example.org', 'ann@example.org', 1),
    (${office.org}, 'Cy', 'cy@example.org', 'cy@example.org', 1), (${office.org}, 'Di', 'di@example.org', 'di@example.org', 1)`);
  hold(10);
  await send(statement("Ann@Example.org"));
  await until(async () => /Ann Lee[^]*Is awarded soon/.test(await awards()), "the held award");
  await send(statement("ann@example.org"));
  await until(async () => /Has the badge already/.test(await awards()), "the second statement");
  let page = await office.maya.get(`${self}/awards?state=held`);
  const id = /name="row" value="(\d+)"/.exec(page.text)?.[1] ?? /value="(\d+)"[^>]*name="row"/.exec(page.text)?.[1];
  assert.ok(id, page.text.slice(0, 3000));
  page = await office.maya.get(`${self}/statements/${/learning\/statements\/(\d+)/.exec(page.text)[1]}`);
  assert.match(words(page), /Is awarded soon Take back/);
  page = await office.maya.submit(page, {}, { action: "/take-back" });
  assert.match(await awards(), /Taken back/);

  hold(0);
  await send(statement("cy@example.org"));
  await until(async () => /Cy[^]*Awarded/.test(await awards("?state=awarded")), "the award");
  page = await office.maya.get(`${self}/awards?state=awarded`);
  const award = await office.maya.get(/href="([^"]+\/awards\/\d+)"/.exec(page.text.slice(page.text.indexOf("<tbody")))[1]);
  assert.match(words(award), /Cy/);
  assert.match(words(award), /passed: Fire safety, 92 %/);
  assert.match(award.text, new RegExp(COURSE));
  await send(statement("cy@example.org"));
  await until(async () => (await awards()).match(/Has the badge already/g)?.length === 2, "no second award");
});

test("what meets no rule says why, and what is about others awards nobody", async () => {
  const low = statement("di@example.org", { result: { score: { raw: 7, min: 0, max: 10 } } });
  const group = statement("di@example.org", { actor: { objectType: "Group", member: [{ mbox: "mailto:di@example.org" }] } });
  await send([low, group, statement("di@example.org", { object: { id: `${COURSE}/2` } }), statement("di@example.org", { verb: { id: `${VERBS}failed` } })]);
  await until(async () => !/Is looked at/.test(await statements()), "all looked at");
  let page = await office.maya.get(`${self}/statements?q=di%40example.org`);
  const said = [];
  for (const [, path] of page.text.matchAll(/href="([^"]+learning\/statements\/\d+)"/g)) said.push(words(await office.maya.get(path)));
  for (const claim of [/The score is too low/, /It is another activity/, /It is another verb/]) assert.ok(said.some((one) => claim.test(one)), String(claim));
  assert.doesNotMatch(await awards(), /Di /);
});

test("unknown people wait for a decision: added, recognised, left out, and decided anew", async () => {
  hold(0);
  const account = (name) => ({ actor: { account: { homePage: "https://moodle.example.org", name } } });
  const hashed = { actor: { mbox_sha1sum: createHash("sha1").update("mailto:di@example.org").digest("hex") } };
  await send([statement("new@example.org"), statement("x@example.org", account("4711")), statement("y@example.org", account("4712")), statement("z@example.org", hashed)]);
  await until(async () => /Di[^]*Awarded/.test(await awards("?state=awarded")), "the hashed address");
  let page = await office.maya.get(`${self}/people`);
  assert.match(words(page), /new@example.org/);
  assert.match(words(page), /4711 at moodle.example.org/);
  const open = async (who) => {
    const list = await office.maya.get(`${self}/people?state=all&q=${encodeURIComponent(who)}`);
    return office.maya.get(/href="([^"]+learning\/people\/\d+)"/.exec(list.text)[1]);
  };
  await office.maya.submit(await open("new@example.org"), { do: "add" }, { action: "/people/" });
  page = await open("4711");
  page = await office.maya.submit(page, { do: "is", person: "nobody at all" }, { action: "/people/" });
  assert.equal(page.status, 422);
  await office.maya.submit(page, { do: "is", person: "ann@example.org" }, { action: "/people/" });
  page = await open("4712");
  await office.maya.submit(page, { do: "out" }, { action: "/people/" });
  await until(async () => /Ann Lee[^]*Awarded/.test(await awards("?state=awarded")), "the recognised one");
  assert.match(await awards("?state=not"), /4712[^]*Person left out/);
  await send(statement("y@example.org", account("4712")));
  await until(async () => (await awards("?state=not")).match(/Person left out/g).length === 2, "left out later too");
  await office.maya.submit(await open("4712"), {}, { action: "/people/" });
  assert.match(words(await office.maya.get(`${self}/people`)), /4712/);
});

test("a statement that is taken back awards nothing, whichever comes first", async () => {
  const takeBack = (id) => ({ id: randomUUID(), actor: { mbox: "mailto:lms@example.org" }, verb: { id: `${VERBS}voided` }, object: { objectType: "StatementRef", id } });
  accident(office.server, `INSERT INTO person (org_id, name, email, folded, created_at) VALUES (${office.org}, 'Ed', 'ed@example.org', 'ed@example.org', 1), (${office.org}, 'Flo', 'flo@example.org', 'flo@example.org', 1)`);
  hold(10);
  const first = statement("ed@example.org"), second = statement("flo@example.org");
  await send(first);
  await until(async () => /Ed [^]*Is awarded soon/.test(await awards("?state=held")), "held");
  assert.equal((await send([takeBack(first.id), takeBack(second.id)])).status, 200);
  assert.equal((await send(second)).status, 200);
  await until(async () => !/Is looked at/.test(await statements()), "all looked at");
  assert.match(await statements("?q=flo"), /Taken back/);
  assert.doesNotMatch(await awards(), /Flo/);
  accident(office.server, `UPDATE learn_outcome SET due_at = 1 WHERE state = 'held'; UPDATE job SET run_at = 1 WHERE kind = 'learn.award'`);
  await send(statement("nobody@example.org", { verb: { id: `${VERBS}failed` } }));
  await until(async () => /Ed [^]*Statement taken back/.test(await awards("?state=not")), "not awarded");
  assert.equal((await send(null, { method: "GET", query: `?statementId=${first.id}` })).status, 404);
  assert.equal((await send(null, { method: "GET", query: `?voidedStatementId=${first.id}` })).status, 200);
});

test("a rule that is switched off awards nothing that waits; a revoked key is refused", async () => {
  accident(office.server, `INSERT INTO person (org_id, name, email, folded, created_at) VALUES (${office.org}, 'Gil', 'gil@example.org', 'gil@example.org', 1)`);
  hold(10);
  await send(statement("gil@example.org"));
  await until(async () => /Gil[^]*Is awarded soon/.test(await awards("?state=held")), "held");
  await office.maya.submit(await office.maya.get(rule), {}, { action: "/off" });
  assert.match(await awards("?state=not"), /Gil[^]*Rule switched off/);
  await office.maya.submit(await office.maya.get(rule), {}, { action: "/remove" });
  assert.match(words(await office.maya.get(self)), /No rules yet/);
  const page = await office.maya.get(self);
  await office.maya.submit(await office.maya.get(/href="([^"]+\/settings\/tokens\/\d+)"/.exec(page.text)[1]), {}, { action: "/revoke" });
  assert.equal((await send(statement("gil@example.org"))).status, 401);
});
