// Evidence for a requirement: a rule says what it has to be, who is asked hands it in piece by
// piece, somebody judges it, a second judge looks at those that are drawn, and it counts.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { file, until } from "./harness.mjs";
import { unescape } from "./html.mjs";
import { accident, invite, newestMail, openOffice } from "./office.mjs";

const PDF = "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n";
const words = (page) => unescape(page.text.replace(/<(script|style)[^]*?<\/\1>/g, "").replace(/<[^>]+>/g, " ")).replace(/\s+/g, " ");
const has = (page, what) => assert.ok(what.test(words(page)), `${page.status} ${page.path}: ${what} is not in: ${words(page).slice(0, 2500)}`);
const day = (n) => new Date(Date.now() + n * 86400000).toISOString().slice(0, 10);
const SOUND = { verdict: "accept", valid: "1", authentic: "1", current: "1", sufficient: "1" };
let office, maya, base, one, requirement, hand, judged;
const who = {}, person = {};

async function enter(name) {
  const page = await maya.submit(await maya.get(`${base}/people/new`), { name: `${name[0].toUpperCase()}${name.slice(1)} Hill`, email: `${name}@example.org` }, { action: "/people/new" });
  return /\/people\/(\d+)/.exec(page.path)[1];
}
async function without(name) {
  const visitor = await invite(office, name, "viewer");
  for (const table of ["member_role", "member"]) accident(office.server, `DELETE FROM ${table} WHERE account_id = (SELECT account_id FROM account_email WHERE folded = '${name}@example.org')`);
  return visitor;
}
// An auditor, who is asked for a last day.
async function auditor() {
  await maya.get(`${base}/settings/members`);
  const asked = await maya.post(`${base}/settings/members`, { email: "audrey@example.org", role: "auditor", "until-auditor": day(30), "people-auditor": "all", "badges-auditor": "all" });
  assert.ok(asked.status < 400);
  const visitor = office.server.visitor();
  await visitor.submit(await visitor.get(await newestMail(office, /(\/invite\/[A-Za-z0-9_-]+)/)), { name: "Audrey", password: "seven green bottles on a wall" }, { action: "/invite/" });
  return visitor;
}
const add = async (visitor, fields) => visitor.submit(await visitor.get(hand), fields, { action: "/add" });
const send = async (visitor, fields = {}) => visitor.submit(await visitor.get(hand), fields, { action: "/send" });
const say = async (visitor, fields) => visitor.submit(await visitor.get(judged), fields, { action: judged });
const state = (name, want) => until(async () => new RegExp(`${name}[^]{0,200}${want}`).test(words(await maya.get(one))), `${name}: ${want}`);
// The next version of the requirement, with these fields.
async function change(fields) {
  const page = await maya.submit(await maya.get(`${one}/edit`), fields, { action: "/edit" });
  assert.match(page.path, /\/publish$/, words(page));
  await maya.submit(page, { carry: "counts" }, { action: "/publish" });
  return page;
}

before(async () => {
  office = await openOffice();
  ({ maya, base } = office);
  for (const name of ["ann", "bob", "rex"]) person[name] = await enter(name);
  who.ann = await without("ann");
  who.bob = await without("bob");
  who.rex = await invite(office, "rex", "registrar");
  who.cy = await invite(office, "cy", "registrar");
  who.audit = await auditor();
});
after(() => office?.server.stop());

test("a requirement says on its form what evidence has to be, and its page and versions say so", async () => {
  let page = await maya.submit(await maya.get(`${base}/standards/new`), { code: "OB-01", name: "Lifting safely" }, { action: "/standards/new" });
  one = page.path.replace(/\/edit$/, "");
  requirement = /standards\/(\d+)/.exec(one)[1];
  hand = `/standards/${requirement}/evidence`;
  const asked = { join: "all", part: '{"evidence":""}', record: "", ev_type: ["observation", "certificate"], ev_least: "2", ev_months: "12", ev_second: "0", who: "everybody:0" };
  page = await maya.submit(await maya.get(`${one}/edit`), { ...asked, ev_least: "0" }, { action: "/edit" });
  assert.equal(page.status, 422);
  has(page, /Between 1 and 20 pieces/);
  page = await maya.submit(page, { ...asked, ev_second: "101" }, { action: "/edit" });
  assert.equal(page.status, 422);
  page = await maya.submit(page, { ...asked, ev_type: [] }, { action: "/edit" });
  has(page, /Choose at least one type of evidence/);
  page = await maya.submit(await maya.get(`${one}/edit`), { ...asked, tree: '{"all":[{"evidence":"a"},{"evidence":"b"}]}' }, { action: "/edit" });
  assert.equal(page.status, 422);
  has(page, /Evidence can be asked for under one name alone/);
  page = await maya.submit(await maya.get(`${one}/edit`), asked, { action: "/edit" });
  assert.match(page.path, /\/publish$/, words(page));
  page = await maya.submit(page, {}, { action: "/publish" });
  has(page, /At least 2 pieces of: Observation, Certificate; none older than 12 months/);
  page = await change({ sign_off: "not-manager", ev_months: "6" });
  has(page, /Evidence At least 2 pieces of: Observation, Certificate; none older than 12 months At least 2 pieces of: Observation, Certificate; none older than 6 months/);
  await until(async () => /Lifting safely/.test(words(await who.ann.get("/standards"))), "it is asked of Ann");
  page = await who.ann.get("/standards");
  has(page, /Hand in evidence.*How I prove it Evidence Hand in evidence : Evidence At least 2 pieces of: Observation, Certificate; none older than 6 months; their manager does not judge it/);
  assert.ok(page.text.includes(`href="${hand}"`));
});

test("what the rule does not take is refused in words, and nothing typed is lost", async () => {
  let page = await add(who.ann, { type: "reflection", made: day(-3), words: "I lift well." });
  assert.equal(page.status, 422);
  has(page, /This requirement does not take “Self-reflection”/);
  assert.match(page.text, /I lift well\.<\/textarea>/);
  page = await add(who.ann, { type: "observation", made: day(-400), words: "Long ago." });
  has(page, /No piece may be older than 6 months|no piece may be older than 6 months/);
  page = await add(who.ann, { type: "observation", made: day(9), words: "Soon." });
  has(page, /That day is still to come/);
  page = await add(who.ann, { type: "observation", made: day(-3) });
  has(page, /Choose a file, write a link, or say it in words/);
  page = await add(who.ann, { type: "", made: day(-3), words: "x" });
  assert.equal(page.status, 422);
  page = await add(who.ann, { type: "observation", made: day(-3), url: "javascript:alert(1)" });
  assert.equal(page.status, 422);
  page = await add(who.ann, { type: "observation", made: day(-3), words: "Lena saw <b>me</b> lift a pump.", title: "Pump" });
  has(page, /Observation · .*Pump.*Lena saw <b>me<\/b> lift a pump/);
  page = await send(who.ann);
  assert.equal(page.status, 422);
  has(page, /At least 2 pieces are asked for; there so far: 1/);
  await state("Ann Hill", "In progress");
});

test("it is nobody else's to see or change before it is sent, and only whoever is asked hands it in", async () => {
  assert.equal((await who.cy.get(hand)).status, 404, "Cy is in no directory");
  has(await who.bob.get(hand), /Nothing yet\. Add the first piece below/);
  const remove = /action="([^"]+\/remove)"/.exec((await who.ann.get(hand)).text)[1];
  await who.bob.get(hand);
  assert.ok((await who.bob.post(remove)).status >= 400);
  assert.doesNotMatch(words(await who.rex.get(`${base}/external`)), /Ann Hill/, "a draft waits for nobody");
  assert.equal((await who.ann.get("/standards/999999/evidence")).status, 404);
});

test("sent, it waits for whoever may judge: not for whose it is, nor their manager where the requirement says so", async () => {
  await add(who.ann, { type: "certificate", made: day(-30), file: file("paper.pdf", "application/pdf", PDF) });
  let page = await send(who.ann, { note: "Both from the north quay." });
  has(page, /Handed in\..*Waits to be judged/);
  const id = /\/training\/(\d+)/.exec(page.path)[1];
  judged = `${base}/external/${id}`;
  await state("Ann Hill", "Submitted");
  has(await who.ann.get("/standards"), /Submitted/);
  has(await who.rex.get(`${base}/external`), /Ann Hill.*Lifting safely.*Evidence/);
  page = await who.rex.get(judged);
  has(page, /Both from the north quay.*Observation · .*Pump.*Lena saw <b>me<\/b>.*Certificate · .*paper\.pdf/);
  assert.equal((await who.rex.get(/href="([^"]+\/files\/[^"]+)"/.exec(page.text)[1])).text, PDF);
  accident(office.server, `UPDATE person SET manager_id = ${person.rex} WHERE id = ${person.ann}`);
  assert.ok(!(await who.rex.get(judged)).forms.some((f) => f.action === judged), "no form for the manager");
  await who.rex.get(`${base}/standards`);
  assert.equal((await who.rex.post(judged, SOUND)).status, 403);
  accident(office.server, `UPDATE person SET manager_id = NULL WHERE id = ${person.ann}`);
  page = await say(who.rex, { ...SOUND, current: "" });
  assert.equal(page.status, 422);
  has(page, /Accept what is all four/);
});

test("more is asked for, added where it was handed in, and sent again", async () => {
  has(await say(who.rex, { verdict: "ask", reason: "Who is Lena?" }), /Asked\. They read it at once/);
  await state("Ann Hill", "In progress");
  has(await who.ann.get(`/training/${/(\d+)$/.exec(judged)[1]}`), /Who is Lena\?.*Add what is missing, and hand it in again/);
  has(await who.ann.get(hand), /More is asked for: Who is Lena\?/);
  await add(who.ann, { type: "observation", made: day(-2), words: "Lena is the foreman." });
  has(await send(who.ann, { note: "See the third piece." }), /Handed in/);
  await state("Ann Hill", "Submitted");
});

test("accepted, it satisfies the requirement; taken back, it does not", async () => {
  has(await say(who.rex, SOUND), /Decided\./);
  await state("Ann Hill", "Current");
  has(await maya.get(`${one}/people/${person.ann}`), /Evidence.*counts/);
  await who.rex.submit(await who.rex.get(judged), {}, { action: "/undo" });
  await state("Ann Hill", "Submitted");
  has(await maya.get(`${one}/people/${person.ann}`), /Not so:/);
});

test("what is drawn waits for a second judge, who is another and does not lead them", async () => {
  has(await say(who.rex, { verdict: "refuse", reason: "Begin anew, please." }), /Decided\./);
  await change({ ev_second: "100", sign_off: "any" });
  has(await who.bob.get("/standards"), /a second judge looks at 100 of 100/);
  await add(who.bob, { type: "observation", made: day(-1), words: "Carried the anchor with Kim." });
  await add(who.bob, { type: "observation", made: day(-1), words: "And the chain." });
  judged = `${base}/external/${/\/training\/(\d+)/.exec((await send(who.bob)).path)[1]}`;
  has(await say(who.rex, { ...SOUND, seen: "Asked Kim" }), /Waits for a second judge/);
  await state("Bob Hill", "Submitted");
  assert.ok(!(await who.rex.get(judged)).forms.some((f) => f.action === judged), "the first is not the second");
  await who.rex.get(`${base}/standards`);
  assert.equal((await who.rex.post(judged, SOUND)).status, 403);
  has(await who.rex.get(judged), /It should count/);
  accident(office.server, `UPDATE person SET manager_id = ${person.rex} WHERE id = ${person.bob}`);
  assert.doesNotMatch(words(await who.cy.get(judged)), /Asked Kim/, "a look of its own");
  has(await say(who.cy, SOUND), /Decided\./);
  await state("Bob Hill", "Current");
  has(await who.cy.get(judged), /Said by the first judge It should count/);
});

test("an auditor reads what was handed in of which type and day, and opens it with a reason that is logged", async () => {
  let page = await who.audit.get(judged);
  has(page, /Observation · /);
  assert.doesNotMatch(words(page), /anchor/, "what is in it is opened with a reason");
  const folder = /href="(\/evidence\/[^"]+)"/.exec(page.text)[1];
  page = await who.audit.get(folder);
  assert.doesNotMatch(words(page), /anchor/);
  page = await who.audit.submit(page, { reason: "The yearly audit of lifting" }, { action: "/open" });
  has(page, /Carried the anchor with Kim/);
  has(await maya.get(`${base}/settings/log`), /The yearly audit of lifting/);
  assert.equal((await who.audit.get(hand)).status, 404);
});
