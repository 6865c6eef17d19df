// The wall: everybody who works here sees who was recognised and for what, but nobody is
// on it who does not want to be, neither there nor on the screen in the lobby.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { until } from "./harness.mjs";
import { has, lacks, words } from "./html.mjs";
import { accident, newestMail, openOffice } from "./office.mjs";

const CITATION = "Stayed until the last crate was out of the cold room, though nobody had asked.";

let office, wall, scheme, address, woken = 0;
const people = {};

async function invite(name, role) {
  await office.maya.get(`${office.base}/settings/members`);
  await office.maya.post(`${office.base}/settings/members`, { email: `${name}@example.org`, role });
  const visitor = office.server.visitor();
  const open = await visitor.get(await newestMail(office, /(\/invite\/[A-Za-z0-9_-]+)/));
  await visitor.submit(open, { name, password: "seven green bottles on a wall" }, { action: "/invite/" });
  return visitor;
}

// Somebody with an account and no role, as employees are.
async function employee(name) {
  const visitor = await invite(name, "viewer");
  for (const table of ["member_role", "member"])
    accident(office.server, `DELETE FROM ${table} WHERE account_id = (SELECT account_id FROM account_email WHERE folded = '${name}@example.org')`);
  return visitor;
}

const enter = (name, address) => accident(office.server,
  `INSERT INTO person (org_id, name, email, folded, title, created_at) VALUES (${office.org}, '${name}', '${address}', '${address}', 'Fitter', 1)`);

async function recognise(by, whom, fields = {}) {
  let page = await people[by].submit(await people[by].get(address), { go: "send", q: whom, value: "Care", citation: `${whom}: ${CITATION}`, ...fields }, { action: address });
  assert.equal(page.path, "/recognise", words(page));
  page = await office.maya.get(`${office.base}/recognition`);
  const one = /href="(\/org\/\d+\/recognition\/\d+)"/.exec(page.text)[1];
  await office.maya.submit(await office.maya.get(one), { verdict: "yes" }, { action: "/vote" });
  accident(office.server, "UPDATE nomination SET decided_at = decided_at - 700000 WHERE decided_at IS NOT NULL AND told_at IS NULL");
  accident(office.server, "UPDATE job SET run_at = 1 WHERE kind = 'recognise.decided' AND state = 0");
  await office.maya.get(`${office.base}/settings/members`);
  await office.maya.post(`${office.base}/settings/members`, { email: `wake${woken++}@example.org`, role: "viewer" });
  await until(async () => /Award Its page/.test(words(await office.maya.get(one))), "the award is made");
}

async function setScheme(fields) {
  const page = await office.maya.get(scheme), form = page.forms.find((f) => f.action === scheme).fields;
  return office.maya.post(scheme, { ...form, ...fields });
}

before(async () => {
  office = await openOffice();
  wall = `${office.base}/wall`;
  for (const [name, mail] of [["Ann Lee", "ann@example.org"], ["Bob Moss", "bob@example.org"], ["cy@example.org", "cy.work@example.org"]]) enter(name, mail);
  people.ann = await employee("ann");
  people.bob = await employee("bob");
  people.sid = await employee("sid");
  people.vic = await invite("vic", "viewer");
  const page = await office.maya.get(`${office.base}/recognition/schemes/new`);
  const maya = /name="decider" value="(\d+)"[^]{0,80}?>Maya/.exec(page.text)[1];
  const made = await office.maya.submit(page, { badge: office.badge, name: "Thank you", who: "people", votes: "1", quota: "", apart: "", rest: "", values: "Care\nSafety first", wall: "30", named: "1", decider: maya },
    { action: "/schemes/new" });
  has(made, /Saved\. Pass its address on/);
  scheme = made.path;
  address = new URL(/id="recognise-address">([^<]+)</.exec(made.text)[1]).pathname;
});
after(() => office?.server.stop());

test("whoever works here sees who was recognised and for what; strangers find no wall", async () => {
  has(await people.ann.get(wall), /The wall of Harbour.*Nothing on the wall yet/);
  await recognise("ann", "Bob Moss", { named: "1" });
  has(await people.ann.get("/recognise"), /The wall of Harbour/);
  for (const who of ["ann", "bob", "vic"]) has(await people[who].get(wall), /Bob Moss Fitter.*Bob Moss: Stayed until the last crate.*Said by ann.*Care/);
  assert.equal((await people.sid.get(wall)).status, 404);
  assert.equal((await people.sid.get("/org/999999/wall")).status, 404);
  await people.sid.get("/recognise");
  assert.equal((await people.sid.post(`${wall}/me`, { go: "hide" })).status, 404);
  assert.match((await office.server.visitor().get(wall)).path, /^\/sign-in/);
});

test("who nominated is named only where the scheme and they themselves agree", async () => {
  await recognise("bob", "Ann Lee", { named: undefined });
  has(await people.ann.get(wall), /Ann Lee: Stayed/);
  assert.equal(words(await people.ann.get(wall)).match(/Said by/g).length, 1);
  assert.doesNotMatch(words(await people.ann.get(wall)), /Said by bob/);
  await setScheme({ named: undefined });
  lacks(await people.ann.get(wall), /Said by/);
  await setScheme({ named: "1" });
  has(await people.ann.get(wall), /Said by ann/);
});

test("the wall is filtered by value and person, and a name that is an address is none", async () => {
  await recognise("ann", "cy@example.org", { value: "Safety first", citation: CITATION });
  let page = await people.bob.get(wall);
  lacks(page, /@example/);
  has(page, /… Fitter/);
  page = await people.bob.get(`${wall}?value=Safety%20first`);
  has(page, /… Fitter/);
  lacks(page, /Bob Moss/);
  has(await people.bob.get(`${wall}?value=Nothing`), /Nothing of that kind.*Show everything/);
  page = await people.bob.get(wall);
  const bob = /href="(\/org\/\d+\/wall\/people\/\d+)">Bob Moss/.exec(page.text)[1];
  page = await people.ann.get(bob);
  has(page, /Bob Moss: Stayed/);
  lacks(page, /Ann Lee/);
  assert.equal((await people.ann.get(`${wall}/people/999999`)).status, 404);
  assert.equal((await people.sid.get(bob)).status, 404);
});

test("a screen shows it at a secret address, which is changed and ended", async () => {
  const screens = `${office.base}/recognition/screen`;
  for (const who of ["ann", "vic"]) assert.notEqual((await people[who].get(screens)).status, 200);
  let page = await office.maya.get(screens);
  has(page, /There is no address yet/);
  page = await office.maya.submit(page, { go: "make" }, { action: screens });
  has(page, /No screen has shown it yet/);
  const at = () => new URL(/id="screen-address">([^<]+)</.exec(page.text)[1]).pathname;
  const first = at(), tv = office.server.visitor();
  page = await tv.get(first);
  assert.equal(page.status, 200);
  has(page, /Harbour.*Bob Moss/);
  lacks(page, /@example/);
  assert.doesNotMatch(page.text, /<script|<form/);
  assert.equal(page.headers.get("refresh"), "20");
  assert.match(page.headers.get("x-robots-tag"), /noindex/);
  const told = JSON.parse((await tv.get(`${first}/wall.json`)).text);
  assert.deepEqual(told.recognitions.map((r) => r.name), ["…", "Ann Lee", "Bob Moss"]);
  assert.doesNotMatch(JSON.stringify(told), /@example/);
  page = await office.maya.get(screens);
  has(page, /Last shown/);
  page = await office.maya.submit(page, { go: "replace" }, { action: screens });
  assert.notEqual(at(), first);
  assert.equal((await tv.get(first)).status, 404);
  assert.equal((await tv.get(at())).status, 200);
  people.tv = at();
});

test("who does not want to be shown is on no wall, no screen and in no file, also as the one who said so", async () => {
  let page = await people.bob.get(wall);
  const his = /href="(\/org\/\d+\/wall\/people\/\d+)">Bob Moss/.exec(page.text)[1];
  page = await people.bob.submit(page, { go: "hide" }, { action: "/wall/me" });
  has(page, /shown neither on the wall nor on a screen/);
  const tv = office.server.visitor();
  for (const p of [page, await people.ann.get(wall), await office.maya.get(wall), await tv.get(people.tv), await tv.get(`${people.tv}/wall.json`)]) lacks(p, /Bob Moss/);
  assert.equal((await people.ann.get(his)).status, 404);
  has(await office.maya.get(`${office.base}/awards`), /Bob Moss/);
  await people.ann.submit(await people.ann.get(wall), { go: "hide" }, { action: "/wall/me" });
  page = await people.bob.submit(await people.bob.get(wall), { go: "show" }, { action: "/wall/me" });
  has(page, /Bob Moss: Stayed/);
  lacks(page, /Said by ann|Ann Lee/);
  await people.ann.submit(await people.ann.get(wall), { go: "show" }, { action: "/wall/me" });
  has(await people.bob.get(wall), /Said by ann/);
  lacks(await people.vic.get(wall), /Do not show me/);
});

test("one is taken down with a reason, and put back; the badge stays", async () => {
  let page = await office.maya.get(wall);
  const [, one] = /Bob Moss<\/a>[^]*?href="(\/org\/\d+\/wall\/\d+)"/.exec(page.text);
  for (const who of ["ann", "vic", "sid"]) {
    assert.notEqual((await people[who].get(one)).status, 200, who);
    await people[who].get("/recognise");
    assert.ok([403, 404].includes((await people[who].post(`${one}/down`, { why: "x" })).status), who);
  }
  assert.doesNotMatch((await people.ann.get(wall)).text, /Take down/);
  assert.equal((await office.maya.get(`${wall}/999999`)).status, 404);
  page = await office.maya.get(one);
  page = await office.maya.submit(page, { why: "  " }, { action: "/down" });
  assert.equal(page.status, 422);
  has(page, /say why: it stands in the log/i);
  page = await office.maya.submit(page, { why: "He asked us to." }, { action: "/down" });
  has(page, /Taken down\. The badge stays.*He asked us to\./);
  lacks(await people.ann.get(wall), /Bob Moss/);
  lacks(await office.server.visitor().get(`${people.tv}/wall.json`), /Bob Moss/);
  lacks(await people.ann.get(`${wall}?show=taken`), /Bob Moss/);
  has(await office.maya.get(`${wall}?show=taken`), /Bob Moss/);
  page = await office.maya.submit(await office.maya.get(one), {}, { action: "/back" });
  has(page, /on the wall again/);
  has(await people.ann.get(wall), /Bob Moss/);
});

test("many are read page by page, and what is old or revoked leaves the wall", async () => {
  accident(office.server, `INSERT INTO nomination (org_id, scheme_id, account_id, person_id, company_value, citation, state, reason, award_id, created_at, changed_at, decided_at, told_at)
    SELECT n.org_id, n.scheme_id, n.account_id, n.person_id, n.company_value, 'Again', n.state, '', n.award_id, n.created_at, n.changed_at, n.decided_at, n.told_at - 1000
    FROM nomination n JOIN person p ON p.id = n.person_id, (VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12), (13)) AS k WHERE p.name = 'Bob Moss'`);
  let page = await people.ann.get(wall);
  assert.equal(page.text.match(/class="wall-card"/g).length, 12);
  has(page, /1–12/);
  page = await people.ann.get(/href="([^"]+)" rel="next"/.exec(page.text)[1].replace(/&amp;/g, "&"));
  assert.equal(page.text.match(/class="wall-card"/g).length, 4);
  has(page, /13–16/);
  page = await people.ann.get(/href="([^"]+)" rel="prev"/.exec(page.text)[1].replace(/&amp;/g, "&"));
  assert.equal(page.text.match(/class="wall-card"/g).length, 12);
  accident(office.server, `UPDATE nomination SET told_at = told_at - ${31 * 86400000} WHERE citation = 'Again'`);
  assert.equal((await people.ann.get(wall)).text.match(/class="wall-card"/g).length, 3);
  accident(office.server, "UPDATE award SET revoked_at = 5 WHERE person_id = (SELECT p.id FROM person p WHERE p.name = 'Ann Lee')");
  lacks(await people.ann.get(wall), /Ann Lee/);
  await setScheme({ wall: "" });
  has(await people.ann.get(wall), /Nothing on the wall yet/);
  const screens = `${office.base}/recognition/screen`;
  has(await office.maya.submit(await office.maya.get(screens), { go: "end" }, { action: screens }), /shows nothing any more/);
  assert.equal((await office.server.visitor().get(people.tv)).status, 404);
});
