// Clearance cards: a code that says whether its bearer is cleared for a job role, and
// nothing of who that is; made by oneself or by whoever records proofs, ended and changed.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { caller, makeToken } from "./api.mjs";
import { words } from "./html.mjs";
import { until } from "./harness.mjs";
import { accident, openOffice, standards } from "./office.mjs";

let office, maya, server, drive, person, self, own, stranger;
const codeOf = (page) => /href="\/cleared\/([\w-]+)"/.exec(page.text)?.[1];
const sql = (text) => accident(server, text);
const answer = async (code) => JSON.parse((await stranger.get(`/cleared/${code}/answer.json`)).text);

before(async () => {
  office = await openOffice();
  ({ maya, server } = office);
  ({ drive, person } = standards(office));
  stranger = server.visitor();
  sql(`INSERT INTO jobrole (id, org_id, code, folded, name, words, created_at, public_id) VALUES (70, ${office.org}, 'DRIVER', 'driver', 'Forklift driver', '', 1, 'driver-public')`);
  sql(`INSERT INTO jobrole_ask (org_id, jobrole_id, requirement_id, mandatory, why) VALUES (${office.org}, 70, ${drive}, 1, '')`);
  sql(`INSERT INTO jobrole_person (org_id, jobrole_id, person_id, created_at) VALUES (${office.org}, 70, ${person}, 1)`);
  sql(`UPDATE person SET name = 'Zora Quill' WHERE id = ${person}`);
  self = `${office.base}/people/${person}/ready/70/card`;
  own = `/ready/${person}/70/card`;
});
after(() => office?.server.stop());

test("there is no card before somebody makes one, and then its code says no without a name", async () => {
  assert.match(words(await maya.get(`${office.base}/people/${person}/ready/70`)), /Clearance card/);
  const empty = await maya.get(self);
  assert.equal(codeOf(empty), undefined);
  const made = await maya.submit(empty, { go: "make" }, { action: self });
  const code = codeOf(made);
  assert.ok(code.length >= 12);
  const page = await stranger.get(`/cleared/${code}`);
  assert.match(words(page), /No: Forklift driver/);
  assert.doesNotMatch(page.text, /Zora|maya@|DR-01|Overdue/);
  assert.deepEqual([(await answer(code)).cleared, (await answer(code)).role], [false, "Forklift driver"]);
  assert.match((await stranger.get(`/cleared/${code}/qr.svg`)).text, /<svg/);
  assert.match(words(await maya.get(`/cleared/${code}`)), /Zora Quill.*DR-01/);
});

test("it says yes from when all is held, and shows until when", async () => {
  const code = codeOf(await maya.get(self));
  const call = caller(server, await makeToken(office));
  const made = await call("POST", "/awards", { badge: Number(office.badge), recipient: { email: (await call("GET", `/people/${person}`)).body.email } });
  assert.equal(made.status, 201);
  await until(async () => (await answer(code)).cleared, "the proof counts");
  assert.match(words(await stranger.get(`/cleared/${code}`)), /Yes: Forklift driver/);
  assert.ok((await answer(code)).since);
});

test("whoever it is about has it in their own pages, ends it, and lets it answer again", async () => {
  sql(`UPDATE person SET email = 'maya@example.org', folded = 'maya@example.org' WHERE id = ${person}`);
  const code = codeOf(await maya.get(own));
  assert.match(words(await maya.get("/ready")), /Clearance card/);
  const ended = await maya.submit(await maya.get(own), { go: "end" }, { action: own });
  assert.match(words(ended), /answers no more/);
  assert.equal((await answer(code)).cleared, false);
  assert.match(words(await stranger.get(`/cleared/${code}`)), /No: Forklift driver.*This card was ended/);
  await maya.submit(ended, { go: "again" }, { action: own });
  assert.equal((await answer(code)).cleared, true);
});

test("another code makes the first lead nowhere", async () => {
  const before = codeOf(await maya.get(own));
  const after = codeOf(await maya.submit(await maya.get(own), { go: "make" }, { action: own }));
  assert.notEqual(after, before);
  assert.equal((await stranger.get(`/cleared/${before}`)).status, 404);
  assert.equal((await answer(after)).cleared, true);
});

test("who has left is cleared for nothing, and nobody reaches the card of somebody else by numbers", async () => {
  const code = codeOf(await maya.get(own));
  assert.equal((await maya.get(`/ready/${person + 1}/70/card`)).status, 404);
  assert.equal((await maya.get(`/ready/${person}/71/card`)).status, 404);
  assert.equal((await maya.get(`${office.base}/people/999999/ready/70/card`)).status, 404);
  assert.match((await stranger.get(own)).path, /^\/sign-in/);
  assert.equal((await maya.submit(await maya.get(own), { go: "other" }, { action: own })).status, 400);
  sql(`UPDATE person SET leaves_at = 1000 WHERE id = ${person}`);
  assert.equal((await answer(code)).cleared, false);
  assert.equal((await stranger.get("/cleared/nothing-like-it")).status, 404);
});
