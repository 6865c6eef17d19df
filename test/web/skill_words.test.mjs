// Skills that people say they have, and what others say of them: one's own word, a colleague
// who is asked, whoever leads one; taken back and back again; nobody confirms their own. And
// what stands in the badges of others.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { until } from "./harness.mjs";
import { has, lacks, unescape, words } from "./html.mjs";
import { caller, makeToken, otherOrganisation } from "./api.mjs";
import { accident, newestMail, openOffice } from "./office.mjs";

let office, maya, base, eva, lead, other;
const person = {};

// Somebody with an account and no role, as employees are.
async function employee(name) {
  await maya.get(`${base}/settings/members`);
  await maya.post(`${base}/settings/members`, { email: `${name}@example.org`, role: "viewer" });
  const visitor = office.server.visitor();
  await visitor.submit(await visitor.get(await newestMail(office, /(\/invite\/[A-Za-z0-9_-]+)/)), { name, password: "seven green bottles on a wall" }, { action: "/invite/" });
  for (const table of ["member_role", "member"])
    accident(office.server, `DELETE FROM ${table} WHERE account_id = (SELECT account_id FROM account_email WHERE folded = '${name}@example.org')`);
  return visitor;
}

async function enter(name, fields = {}) {
  const page = await maya.submit(await maya.get(`${base}/people/new`), { name, email: `${name.toLowerCase()}@example.org`, ...fields }, { action: "/people/new" });
  return /\/people\/(\d+)/.exec(page.path)[1];
}

// With the secret of a page that was looked at just before.
const send = async (visitor, where, fields) => {
  await visitor.get("/skills");
  return visitor.post(where, fields);
};
const DAY = 86400000;
let claim;

before(async () => {
  office = await openOffice();
  ({ maya, base } = office);
  for (const name of ["Lena", "Eva", "Otto"]) person[name] = await enter(name);
  accident(office.server, `UPDATE person SET manager_id = ${person.Lena} WHERE id = ${person.Eva};
    INSERT INTO framework (id, org_id, name, items, created_at, months) VALUES (700, ${office.org}, 'Yard work', 2, 1, 24);
    INSERT INTO framework_item (id, framework_id, code, name, url, about, type, folded) VALUES (701, 700, 'L-1', 'Lift a load', 'https://example.org/lift', '', 'CFItem', 'l-1 lift a load');
    INSERT INTO framework_item (id, framework_id, code, name, url, about, type, folded) VALUES (702, 700, 'L-2', 'Sling', 'https://example.org/sling', '', 'CFItem', 'l-2 sling')`);
  [eva, lead, other] = [await employee("eva"), await employee("lena"), await employee("otto")];
});
after(() => office?.server.stop());

test("somebody says a skill for themselves, with a note, and it counts as their own word", async () => {
  let page = await eva.get("/skills");
  has(page, /No skill is proved yet.*Say what I can/);
  page = await eva.get(unescape(/href="(\/skills\/say[^"]*)"/.exec(page.text)[1]));
  page = await eva.get(`${page.path}?q=lift`);
  page = await eva.get(unescape(/href="(\/skills\/say\?me=\d*&amp;item=701)"/.exec(page.text)[1]));
  has(page, /Lift a load L-1/);
  page = await eva.submit(page, { note: "Every day at gate 3" }, { action: "/skills/say" });
  has(page, /Lift a load.*Their own word: .*“Every day at gate 3”.*Said/);
  claim = /\/skills\/mine\/\d+/.exec(page.text)[0];
  has(await maya.get(`${base}/people/${person.Eva}/skills`), /Lift a load.*Their own word.*Said/);
  has(await maya.get(`${base}/skills`), /Lift a load L-1 1 Said/);
});

test("what is no skill here, another's place, too much, and no secret are refused", async () => {
  for (const item of ["0", "-1", "999999", "x", "701; DROP TABLE skill_claim", "9223372036854775808"])
    assert.equal((await send(eva, "/skills/say", { me: person.Eva, item, note: "" })).status, 422, item);
  assert.equal((await send(eva, "/skills/say", { me: person.Eva, item: "701", note: "x".repeat(1001) })).status, 422);
  assert.equal((await send(eva, "/skills/say", { me: person.Otto, item: "701", note: "" })).status, 403);
  assert.equal((await send(other, claim, { go: "back" })).status, 404);
  assert.equal((await other.get(claim)).status, 404);
  assert.equal((await eva.get("/skills/mine/999999")).status, 404);
  assert.equal((await eva.get("/skills/mine/x")).status, 404);
  assert.equal((await send(eva, claim, { go: "everything" })).status, 422);
  assert.match((await office.server.visitor().get("/skills/say")).path, /sign-in/);
  const hostile = `<img src=x onerror=alert(1)>"'{{`;
  has(await send(eva, "/skills/say", { me: person.Eva, item: "702", note: hostile }), /Sling/);
  assert.ok(!(await eva.get("/skills")).text.includes("<img src=x"));
  await send(eva, /\/skills\/mine\/\d+/.exec((await eva.get("/skills")).text.split("Sling")[1])[0], { go: "back" });
});

test("a colleague is asked by mail and confirms with their name; nobody is asked twice, nor oneself", async () => {
  const ask = (who) => send(eva, claim, { go: "ask", person: who });
  has(await ask("eva@example.org"), /this is you/i);
  has(await ask("nobody at all"), /Nobody is called so, or more than one/);
  has(await ask("Otto"), /They are asked, and get a mail.*Otto.*Asked/);
  has(await ask("Otto"), /They were asked about this already/);
  assert.ok(await newestMail(office, /Eva says that they have the skill “Lift a load”/));
  let page = await other.get("/skills");
  has(page, /Colleagues ask you to confirm skills: 1/);
  page = await other.get("/skills/asked");
  has(page, /You are asked.*Eva: Lift a load.*“Every day at gate 3”/);
  const task = /\/skills\/asked\/\d+/.exec(page.text)[0];
  for (const stranger of [eva, lead, maya]) assert.equal((await send(stranger, task, { go: "yes", note: "" })).status, 404);
  assert.equal((await send(other, task, { go: "back" })).status, 409, "what was not said is not taken back");
  has(await send(other, task, { go: "yes", note: "Saw her lift the crane hook" }), /What you said.*Eva: Lift a load.*Confirmed/);
  has(await eva.get("/skills"), /A colleague: Otto, .*“Saw her lift the crane hook”.*Backed/);
  // Taken back, and again.
  has(await send(other, task, { go: "back" }), /Taken back/);
  lacks(await eva.get("/skills"), /A colleague/);
  has(await send(other, task, { go: "again" }), /counts again/);
  has(await eva.get("/skills"), /A colleague: Otto/);
  assert.equal((await send(other, task, { go: "no" })).status, 409);
});

test("questions that were taken back count for the limits, and what was said no to is asked again by nobody but who said it", async () => {
  const ask = (who) => send(eva, claim, { go: "ask", person: who });
  await ask("Lena");
  const word = /name="word" value="(\d+)"/.exec((await eva.get(claim)).text)[1];
  has(await send(eva, claim, { go: "unask", word }), /They are not asked any more/);
  assert.equal((await send(eva, claim, { go: "unask", word })).status, 422);
  lacks(await eva.get(claim), /Lena/);
  lacks(await lead.get("/skills/asked"), /Eva: Lift a load/);
  has(await ask("Lena"), /They are asked/);
  await send(eva, claim, { go: "unask", word });
  has(await ask("Lena"), /asked about this already/);
  accident(office.server, `UPDATE skill_word SET state = 'asked', ended_at = NULL, mails = 20 WHERE id = ${word}`);
  has(await ask("maya@example.org"), /Nobody is called so|as many people as one day has/);
  accident(office.server, `UPDATE skill_word SET mails = 1, asked_at = 1 WHERE id = ${word}`);
  const task = /\/skills\/asked\/\d+/.exec((await lead.get("/skills/asked")).text)[0];
  has(await send(lead, task, { go: "no", note: "" }), /Rather not/);
  accident(office.server, `UPDATE job SET run_at = 1 WHERE kind = 'skill.tidy'`);
  has(await send(lead, task, { go: "open" }), /You are asked again/);
  assert.equal((await send(lead, task, { go: "renew" })).status, 409);
  accident(office.server, `DELETE FROM skill_word WHERE id = ${word}`);
});

test("who leads somebody confirms without being asked, and nobody else does", async () => {
  const led = `${base}/team/${person.Eva}/skills`;
  has(await lead.get(`${base}/team/${person.Eva}`), /Their skills/);
  let page = await lead.get(led);
  has(page, /Eva.*Confirm a skill.*Lift a load.*Confirm it/);
  page = await lead.get(unescape(/href="([^"]+\/skills\/say\?item=701)"/.exec(page.text)[1]));
  page = await lead.submit(page, { note: "Three years now" }, { action: "/skills/say" });
  has(page, /A manager: Lena, .*“Three years now”.*Confirmed/);
  has(await lead.get("/skills/asked"), /What you said.*Eva: Lift a load/);
  for (const [who, status] of [[other, 404], [eva, 404], [maya, 404]]) {
    assert.equal((await who.get(led)).status, status);
    assert.equal((await send(who, `${led}/say`, { item: "702", note: "" })).status, status);
  }
  assert.equal((await lead.get(`${base}/team/${person.Lena}/skills`)).status, 404, "oneself");
  assert.equal((await send(lead, `${base}/team/${person.Lena}/skills/say`, { item: "702", note: "" })).status, 404);
  assert.equal((await send(lead, `${led}/say`, { item: "12345", note: "" })).status, 422);
  // Also what they never said of themselves.
  has(await send(lead, `${led}/say`, { item: "702", note: "" }), /Sling L-2 · Yard work A manager: Lena/);
  has(await maya.get(`${base}/skills`), /Lift a load L-1 1 Confirmed .*Sling L-2 1 Confirmed/);
  assert.match((await maya.get(`${base}/skills/701?as=csv`)).text, /Eva,,Confirmed\r\n/);
  assert.match((await maya.get(`${base}/skills?as=csv`)).text, /Lift a load,L-1,,1,0,0,1,0,0\r\n/);
});

test("whoever turns out to be the person themselves has said nothing, and may take it back", async () => {
  has(await eva.get("/skills"), /A colleague: Otto/);
  accident(office.server, `INSERT INTO account_email (account_id, address, folded, is_primary, verified_at) SELECT account_id, 'second@example.org', 'second@example.org', 0, 1 FROM account_email WHERE folded = 'eva@example.org';
    INSERT INTO person_address (org_id, folded, address, person_id) VALUES (${office.org}, 'second@example.org', 'second@example.org', ${person.Otto})`);
  lacks(await maya.get(`${base}/people/${person.Eva}/skills`), /A colleague/);
  assert.match((await maya.get(`${base}/skills?as=csv`)).text, /Lift a load,L-1,,1,0,0,1,0,0\r\n/);
  const task = /Eva: Lift a load[^]*?(\/skills\/asked\/\d+)/.exec((await eva.get("/skills/asked")).text)[1];
  assert.equal((await send(eva, task, { go: "renew" })).status, 403);
  has(await send(eva, task, { go: "back" }), /Taken back/);
  assert.equal((await send(eva, task, { go: "again" })).status, 403);
  accident(office.server, `DELETE FROM person_address WHERE folded = 'second@example.org'; DELETE FROM account_email WHERE folded = 'second@example.org'`);
  has(await send(other, task, { go: "again" }), /counts again/);
});

test("with time what others say counts less, and one's own word stays what it is", async () => {
  const now = Date.now();
  accident(office.server, `UPDATE skill_word SET said_at = ${now - 800 * DAY}; UPDATE skill_claim SET said_at = ${now - 5000 * DAY} WHERE item_id = 701`);
  has(await maya.get(`${base}/people/${person.Eva}/skills`), /Lift a load .* Confirmed a while ago/);
  has(await maya.get(`${base}/skills`), /Lift a load L-1 1 Backed/);
  accident(office.server, `UPDATE skill_word SET said_at = ${now - 1600 * DAY}`);
  has(await maya.get(`${base}/people/${person.Eva}/skills`), /Confirmed long ago/);
  has(await maya.get(`${base}/skills`), /Lift a load L-1 1 Said/);
  const task = /Eva: Lift a load[^]*?(\/skills\/asked\/\d+)/.exec((await lead.get("/skills/asked")).text)[1];
  has(await lead.get("/skills/asked"), /Confirm it anew/);
  has(await send(lead, task, { go: "renew" }), /Confirmed anew/);
  has(await maya.get(`${base}/skills`), /Lift a load L-1 1 Confirmed/);
  accident(office.server, `UPDATE skill_word SET said_at = ${now}`);
});

test("one's own word is taken back: questions end, what others said stays; and back again", async () => {
  await send(eva, claim, { go: "ask", person: "Maya Lindqvist" });
  has(await send(eva, claim, { go: "back" }), /What others said of it stays.*A manager: Lena.*Taken back.*Lift a load/);
  lacks(await eva.get("/skills"), /Every day at gate 3/);
  assert.equal((await send(eva, claim, { go: "back" })).status, 409);
  assert.equal((await eva.get(claim)).status, 404, "it has no page while it is taken back");
  has(await send(eva, claim, { go: "again" }), /Their own word: .*Every day at gate 3/);
});

test("what is taken back is deleted after thirty days, unless a legal hold keeps it", async () => {
  const gone = Date.now() - 31 * DAY;
  accident(office.server, `INSERT INTO skill_claim (id, org_id, person_id, item_id, note, said_at, ended_at, created_at) VALUES (901, ${office.org}, ${person.Otto}, 701, 'Old words', 1, ${gone}, 1);
    INSERT INTO skill_claim (id, org_id, person_id, item_id, note, said_at, ended_at, created_at) VALUES (902, ${office.org}, ${person.Lena}, 701, 'Held words', 1, ${gone}, 1);
    INSERT INTO legal_hold (org_id, person_id, reason, created_at) VALUES (${office.org}, ${person.Lena}, 'case', 1)`);
  accident(office.server, `UPDATE job SET run_at = 1 WHERE kind = 'skill.tidy'`);
  await until(async () => !/Taken back/.test((await other.get("/skills")).text), "the tidying", 60);
  has(await lead.get("/skills"), /Taken back .*Lift a load/);
});

test("skills of badges of others count more than any, while they are accepted", async () => {
  accident(office.server, `INSERT INTO outside_skill (id, org_id, url, name, code, framework) VALUES (801, ${office.org}, 'https://example.org/sling', 'Sling', '', '');
    INSERT INTO intake (id, org_id, person_id, kind, state, hash, title, issuer, number, note, issued_on, is_theirs, standing, anchor, issuer_ref, achievement_ref, receipt, report, judged, reason, created_at, changed_at)
    VALUES (810, ${office.org}, ${person.Otto}, 'badge', 'accepted', 'h', 'Slinger of the port', 'Port school', '', '', ${Math.floor(Date.now() / DAY) * DAY - 10 * DAY}, 1, 'good', '', '', '', '', '', '', '', 1, 1);
    INSERT INTO intake_skill (intake_id, outside_id, taken) VALUES (810, 801, 1)`);
  has(await other.get("/skills"), /Sling L-2 .*Badge of others: Slinger of the port, .*“Port school”.*Proved from outside/);
  has(await maya.get(`${base}/skills`), /Sling L-2 2 /);
  assert.match((await maya.get(`${base}/skills?as=csv`)).text, /Sling,L-2,,2,1,0,1,0,0\r\n/);
  accident(office.server, `UPDATE intake SET state = 'reopened' WHERE id = 810`);
  lacks(await other.get("/skills"), /Slinger of the port/);
});

test("of another organisation nothing is said or seen", async () => {
  otherOrganisation(office);
  accident(office.server, `INSERT INTO framework (id, org_id, name, items, created_at, months) VALUES (7700, 77, 'Secret', 1, 1, 0);
    INSERT INTO framework_item (id, framework_id, code, name, url, about, type, folded) VALUES (7701, 7700, 'X', 'Secret skill', 'https://example.org/secret', '', 'CFItem', 'x secret skill')`);
  lacks(await eva.get("/skills/say?q=secret"), /Secret skill/);
  assert.equal((await send(eva, "/skills/say", { me: person.Eva, item: "7701", note: "" })).status, 422);
  assert.equal((await lead.get(`/org/77/team/${person.Eva}/skills`)).status, 404);
});

test("a framework of whose skills people speak stays", async () => {
  assert.equal((await send(maya, `${base}/frameworks/700/remove`, {})).status, 409);
});

test("programs are told the skills of a person with every proof, within their scope", async () => {
  const call = caller(office.server, await makeToken(office, ["people:read", "awards:read", "standings:read"]));
  const answer = await call("GET", `/people/${person.Eva}/skills`);
  assert.equal(answer.status, 200);
  const lift = answer.body.skills.find((one) => one.name === "Lift a load");
  assert.equal(lift.strength, "confirmed");
  assert.deepEqual(lift.proofs.map((one) => [one.strength, one.by]).sort(), [["backed", "Otto"], ["confirmed", "Lena"], ["said", ""]]);
  assert.ok(lift.proofs.some((one) => one.note === "Every day at gate 3"));
  accident(office.server, `UPDATE intake SET state = 'accepted' WHERE id = 810`);
  assert.match(JSON.stringify((await call("GET", `/people/${person.Otto}/skills`)).body), /Slinger of the port/);
  const names = caller(office.server, await makeToken(office, ["people:read"], "Names"));
  assert.doesNotMatch(JSON.stringify((await names("GET", `/people/${person.Otto}/skills`)).body), /Slinger|outside/);
  assert.doesNotMatch(JSON.stringify((await names("GET", `/people/${person.Eva}/skills`)).body), /gate 3|note/);
  assert.equal((await call("GET", "/people/999999/skills")).status, 404);
  assert.equal((await caller(office.server, await makeToken(office, ["badges:read"], "Narrow"))("GET", `/people/${person.Eva}/skills`)).status, 403);
});
