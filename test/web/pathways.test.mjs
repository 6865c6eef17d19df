// Pathways: steps are put together, what goes in a circle is refused, people come onto it and
// see what is next; a badge at the end comes by itself and is suspended while a step is gone;
// what a change would do is seen before it is published.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { caller, checker, makeToken, otherOrganisation } from "./api.mjs";
import { until } from "./harness.mjs";
import { has, unescape, words } from "./html.mjs";
import { accident, newestMail, openOffice } from "./office.mjs";

let office, base, pathway, mine, hers;
const people = {}, person = {};

async function invite(name, role, more = {}) {
  await office.maya.get(`${office.base}/settings/members`);
  await office.maya.post(`${office.base}/settings/members`, { email: `${name}@example.org`, role, ...more });
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

async function enter(name) {
  const page = await office.maya.submit(await office.maya.get(`${office.base}/people/new`), { name, email: `${name.split(" ")[0].toLowerCase()}@example.org` }, { action: "/people/new" });
  return /\/people\/(\d+)/.exec(page.path)?.[1];
}

async function give(badge, whom) {
  let page = await office.maya.get(`${office.base}/awards/new?badge=${badge}`);
  page = await office.maya.submit(page, { people: whom }, { action: "/awards/new" });
  page = await office.maya.submit(page, {}, { action: "/start" });
  return until(async () => {
    const now = await office.maya.get(page.path.split("?")[0]);
    return !/id="progress"/.test(now.text) && now;
  }, "the end of the list", 60);
}

const awardOf = async (badge, name, state = "valid") =>
  new RegExp(`href="([^"]+/awards/\\d+)">${name}`).exec((await office.maya.get(`${office.base}/awards?badge=${badge}&state=${state}`)).text)?.[1];
const revoke = async (href) => office.maya.submit(await office.maya.get(`${href}/revoke`), { reason: "By mistake" }, { action: "/revoke" });
const step = async (fields) => office.maya.submit(await office.maya.get(`${pathway}/steps/new`), { kind: "badge", ...fields }, { action: "/steps/new" });
const make = async (fields) => office.maya.submit(await office.maya.get(`${base}/new`), fields, { action: "/pathways/new" });
const publish = async (fields = {}) => office.maya.submit(await office.maya.get(pathway), fields, { action: "/publish" });
const lineOf = (page, title) => new RegExp(`/steps/(\\d+)">${title}`).exec(page.text)[1];

// The form of a step; the one beside it takes it out.
async function change(line, fields) {
  const where = `${pathway}/steps/${line}`, page = await office.maya.get(where);
  return office.maya.post(where, { ...page.forms.find((f) => f.action === where).fields, ...fields });
}

async function enrol(rows, id) {
  await office.maya.get(`${office.base}/people`);
  let page = await office.maya.post(`${office.base}/lists/people/acts`, { row: rows, act: "pathway", query: "", back: `${office.base}/people` });
  page = await office.maya.submit(page, { pathway: id }, { action: "/do" });
  return until(async () => {
    const now = await office.maya.get(`${office.base}/people`);
    return /on the pathway|left out/.test(words(now)) && now;
  }, "they are on it");
}

before(async () => {
  office = await openOffice();
  base = `${office.base}/pathways`;
  person.ann = await enter("Ann Reed");
  person.joe = await enter("Joe Hill");
  for (const name of ["ann", "joe", "sid"]) people[name] = await employee(name);
  people.vic = await invite("vic", "viewer");
});
after(() => office?.server.stop());

test("a pathway is made of steps and groups; what nobody could go through is refused by name", async () => {
  has(await office.maya.get(base), /No pathway yet/);
  let page = await make({ name: "", currency: "EUR" });
  assert.equal(page.status, 422);
  has(page, /give it a name/i);
  page = await office.maya.submit(page, { name: "Super<visor>", owner: "nobody@example.org" }, { action: "/pathways/new" });
  has(page, /owner has to be a member/i);
  page = await office.maya.submit(page, { owner: "maya@example.org", currency: "euro" }, { action: "/pathways/new" });
  assert.equal(page.status, 422);
  page = await office.maya.submit(page, { currency: "EUR", qualification: "Certificate IV", level: "EQF 4", words: "Take *your* time." }, { action: "/pathways/new" });
  pathway = page.path;
  has(page, /Super<visor> Not published/);
  has(page, /No steps yet/);
  page = await step({ title: "" });
  assert.equal(page.status, 422);
  has(page, /say in a line what this step is/i);
  page = await step({ title: "First aid", badges: office.badge, time: "soon" });
  has(page, /write it as 1:30/i);
  assert.match(page.text, /value="First aid"/);
  page = await office.maya.submit(page, { time: "1:30", cost: "40", unit: "U-1", credit: "3" }, { action: "/steps/new" });
  has(page, /First aid With the badge “[^”]+” · 1 h 30 min · 40 EUR · U-1 · 3 credits/);
  const first = lineOf(page, "First aid");
  page = await step({ title: "Electives", kind: "group", needed: "1", after: first });
  const group = lineOf(page, "Electives");
  // Nobody could ever do a group with nothing in it.
  assert.equal((page = await publish()).status, 422);
  has(page, /the group “Electives” has no steps in it/i);
  page = await step({ title: "Lead a shift", badges: office.otherBadge, parent: group, time: "2" });
  has(page, /Electives 1 of the 1 steps in it · After “First aid”/);
  assert.match(page.text, /path-in[^]*Lead a shift/);
  // In a circle: first aid would open after the group that opens after it.
  page = await change(first, { after: group });
  assert.equal(page.status, 422);
  has(page, /goes in a circle.*“First aid”.*→.*“First aid”/i);
  page = await change(group, { needed: "2" });
  assert.equal((page = await publish()).status, 422);
  has(page, /asks for 2 of only 1/);
  await change(group, { needed: "1" });
  // What others come after cannot be taken out.
  page = await office.maya.submit(await office.maya.get(`${pathway}/steps/${first}`), {}, { action: "/drop" });
  assert.equal(page.status, 409);
  page = await step({ title: "Extra", badges: [office.badge, office.otherBadge], optional: "1" });
  has(page, /Extra With the badge “[^”]+” or “[^”]+” · Optional/);
  await office.maya.submit(page, {}, { action: `/steps/${lineOf(page, "Extra")}/up` });
  page = await publish();
  has(page, /Published\. This version never changes any more/);
  assert.equal((await office.maya.post(`${pathway}/publish`)).status, 422, "nothing was changed");
});

test("the picture and the list say the same, and programs get it as JSON", async () => {
  const page = await office.maya.get(`${pathway}?version=1`);
  has(page, /Version 1 .*Published on .* Maya/);
  for (const title of ["First aid", "Electives", "Lead a shift", "Extra"]) {
    assert.match(page.text, new RegExp(`<text class="path-text"[^>]*>${title}</text>`));
    assert.match(page.text, new RegExp(`<span class="row-title">${title}</span>`));
  }
  const answer = await office.maya.get(`${pathway}/pathway.json`), told = JSON.parse(answer.text);
  assert.equal(told.version, 1);
  assert.equal(told.qualification, "Certificate IV");
  assert.equal(told.publishedBy, "Maya Lindqvist");
  const group = told.steps.find((s) => s.kind === "group"), part = told.steps.find((s) => s.title === "Lead a shift"), first = told.steps.find((s) => s.title === "First aid");
  assert.equal(part.in, group.step);
  assert.deepEqual(group.after, [first.step]);
  assert.equal(first.unit, "U-1");
  assert.equal(first.badges[0].badge, Number(office.badge));
  assert.equal((await office.maya.get(`${pathway}/pathway.json?version=9`)).status, 404);
  assert.equal((await office.maya.get(`${pathway}?version=9`)).status, 404);
});

test("people ticked in the directory come onto it, get a mail, and see what is next", async () => {
  has(await office.maya.get(`${pathway}/people`), /Nobody is on it yet/);
  has(await enrol([person.ann, person.joe], pathway.split("/").at(-1)), /2 people are on the pathway/);
  has(await enrol([person.ann], pathway.split("/").at(-1)), /left out|on the pathway/);
  assert.ok(await newestMail(office, /(Super<visor>: your pathway)/));
  let page = await office.maya.get(`${pathway}/people`);
  has(page, /Ann Reed.*0 \/ 2.*First aid.*3 h 30 min · 40 EUR.*On the way/);
  assert.match((await office.maya.get(`${pathway}/people?as=csv`)).text, /Ann Reed/);
  page = await people.ann.get("/pathways");
  has(page, /My pathways Super<visor> On the way 0 of 2 done · Still to do: 3 h 30 min · 40 EUR Next: First aid/);
  mine = /href="(\/pathways\/\d+)"/.exec(page.text)[1];
  // In the Backpack too, for whose account it is.
  for (const where of ["/backpack", "/backpack/goals"]) {
    has(await people.ann.get(where), /My pathways.*Super<visor>.*Next: First aid 0 of 2 done/);
    assert.doesNotMatch(words(await people.sid.get(where)), /Super<visor>/);
  }
  page = await people.ann.get(mine);
  has(page, /What comes next First aid.*Take your time/);
  has(page, /Electives Opens after “First aid”.*Not open yet/);
  hers = /href="(\/org\/\d+\/people\/\d+\/pathways\/\d+)"/.exec((await office.maya.get(`${office.base}/people/${person.ann}/pathways`)).text)[1];
  has(await office.maya.get(hers), /Ann Reed: Super<visor> On the way Version 1/);
});

test("nobody sees or moves what is not theirs", async () => {
  for (const who of ["joe", "sid", "vic"]) {
    assert.equal((await people[who].get(mine)).status, 404, who);
    await people[who].get("/pathways");
    assert.equal((await people[who].post(`${mine}/leave`)).status, 404, who);
  }
  for (const where of [base, pathway, `${pathway}/people`, `${pathway}/pathway.json`, hers]) {
    assert.equal((await people.sid.get(where)).status, 404, where);
    assert.equal((await people.vic.get(where)).status, 200, where);
  }
  for (const where of [`${base}/new`, `${pathway}/edit`, `${pathway}/steps/new`, `${pathway}/change`]) assert.equal((await people.vic.get(where)).status, 403, where);
  await people.vic.get(base);
  for (const what of ["publish", "archive", "discard"]) assert.equal((await people.vic.post(`${pathway}/${what}`)).status, 403, what);
  assert.equal((await people.vic.post(`${hers}/leave`)).status, 403);
  assert.equal((await office.maya.get(hers.replace(`/people/${person.ann}/`, `/people/${person.joe}/`))).status, 404, "under another person it is not there");
  await people.ann.get("/pathways");
  assert.equal((await people.ann.post(`${mine}/leave`)).status, 409, "who was put on it does not leave by themselves");
  await people.ann.get("/pathways");
  assert.equal((await people.ann.post(`/pathways/join/${pathway.split("/").at(-1)}`)).status, 404, "it is not open");
});

test("a badge counts as soon as it is awarded, in its order, and no more when it is taken back", async () => {
  await give(office.otherBadge, "Ann Reed,ann@example.org");
  has(await people.ann.get(mine), /Lead a shift Its badge is there, and counts after “First aid”/);
  await give(office.badge, "Ann Reed,ann@example.org");
  await until(async () => /Ann Reed.*2 \/ 2.*Complete/.test(words(await office.maya.get(`${pathway}/people?state=all`))), "it is complete");
  let page = await people.ann.get(mine);
  has(page, /Super<visor> .* Complete 2 of 2 done/);
  assert.doesNotMatch(words(page), /What comes next/);
  has(await office.maya.get(`${office.base}/settings/log`), /Pathway complete/);
  assert.equal((await office.maya.post(`${hers}/leave`)).status, 409, "what is complete is not left");
  await revoke(await awardOf(office.badge, "Ann Reed"));
  await until(async () => /Ann Reed.*Complete no more/.test(words(await office.maya.get(`${pathway}/people`))), "it reopens");
  page = await people.ann.get(mine);
  has(page, /Complete no more.*First aid “[^”]+” was taken back/);
  has(page, /0 of 2 done/);
});

test("what somebody learned before is recognised by name, never by themselves, and taken back", async () => {
  let page = await office.maya.get(hers);
  const form = page.forms.find((f) => f.action.endsWith("/recognise"));
  page = await office.maya.submit(page, { words: " " }, { action: form.action });
  assert.equal(page.status, 422);
  has(page, /by what they showed it/i);
  page = await office.maya.submit(page, { words: "Paramedic for ten years" }, { action: form.action });
  has(page, /It counts from now on, with your name beside it.*Learned before, as Maya Lindqvist says on .*: Paramedic for ten years/);
  page = await office.maya.post(form.action, { words: "again" });
  assert.equal(page.status, 409);
  has(page, /this step is done already/i);
  await until(async () => /2 \/ 2.*Complete/.test(words(await office.maya.get(`${pathway}/people`))), "the group opened behind it");
  // Maya on it herself: her own step is not hers to recognise.
  const maya = await enter("Maya Lindqvist");
  await enrol([maya], pathway.split("/").at(-1));
  const own = /href="(\/org\/\d+\/people\/\d+\/pathways\/\d+)"/.exec((await office.maya.get(`${office.base}/people/${maya}/pathways`)).text)[1];
  page = await office.maya.get(own);
  page = await office.maya.submit(page, { words: "I know it" }, { action: "/recognise" });
  has(page, /nobody recognises what they learned themselves/i);
  assert.equal(page.text.match(/value="I know it"/g).length, 1, "in the box of its own step alone");
  page = await office.maya.submit(await office.maya.get(hers), {}, { action: "/end" });
  has(page, /Taken back\. The step is asked for again/);
  await until(async () => /Ann Reed.*Complete no more/.test(words(await office.maya.get(`${pathway}/people`))), "it reopens");
});

test("they are taken off, come back with what they have, and undoing does the same", async () => {
  let page = await office.maya.submit(await office.maya.get(hers), {}, { action: "/leave" });
  has(page, /Taken off the pathway.*Left/);
  assert.doesNotMatch(words(await people.ann.get("/pathways")), /Super/);
  has(await office.maya.get(`${pathway}/people?state=left`), /Ann Reed/);
  page = await office.maya.submit(page, {}, { action: "/rejoin" });
  has(page, /They are on it again/);
  const joe = /\/people\/\d+\/pathways\/(\d+)">Joe Hill/.exec((await office.maya.get(`${pathway}/people`)).text)[1];
  await office.maya.post(`${office.base}/lists/pathway-people/acts`, { row: [joe], act: "leave", query: "", back: `${pathway}/people`, scope: pathway.split("/").at(-1) });
  await until(async () => /1 person taken off/.test(words(await office.maya.get(`${pathway}/people`))), "taken off");
  page = await office.maya.submit(await office.maya.get(`${pathway}/people`), {}, { action: "/undo" });
  await until(async () => /Joe Hill/.test(words(await office.maya.get(`${pathway}/people`))), "back");
});

test("what a change would do is seen before; moved people keep what they have, and are told", async () => {
  await give(office.badge, "Joe Hill,joe@example.org");
  await until(async () => /Joe Hill.*1 \/ 2/.test(words(await office.maya.get(`${pathway}/people`))), "joe has done a step");
  // First aid asks for the other badge from now on, and the group is not asked for.
  let page = await office.maya.get(pathway);
  const first = lineOf(page, "First aid"), group = lineOf(page, "Electives");
  await change(group, { optional: "1" });
  page = await change(first, { badges: office.otherBadge });
  has(page, /Changed since.*Whoever is on it stays on the version/);
  page = await office.maya.get(`${pathway}/change`);
  has(page, /What would change.*3 people were looked at.*Complete at once: 2 .*Ann Reed.*Joe Hill/);
  has(await people.joe.get("/pathways"), /1 of 2 done/);
  page = await publish({ moves: "1" });
  has(page, /Published/);
  await until(async () => /Joe Hill.*1 \/ 1.*Complete/.test(words(await office.maya.get(`${pathway}/people`))), "joe keeps first aid");
  await until(async () => /Ann Reed 1 \/ 1 .*Complete/.test(words(await office.maya.get(`${pathway}/people`))), "and ann");
  const joe = /href="(\/pathways\/\d+)"/.exec((await people.joe.get("/pathways")).text)[1];
  has(await people.joe.get(joe), /First aid Kept from an older version of the pathway/);
  assert.ok(await newestMail(office, /(Super<visor>: the pathway has changed)/));
  // While the badge that did it is valid.
  accident(office.server, "UPDATE pathway SET lapses = 1");
  await revoke(await awardOf(office.badge, "Joe Hill"));
  accident(office.server, "UPDATE pathway_person SET look_at = 1");
  await until(async () => /First aid [^K]*Open/.test(words(await people.joe.get(joe))), "it is asked for again");
  has(await office.maya.get(`${pathway}?version=1`), /Electives 1 of the 1 steps in it · After “First aid” Lead a shift/);
  // Thrown away: the working copy is as the version again.
  await change(first, { title: "Second aid" });
  page = await office.maya.submit(await office.maya.get(pathway), {}, { action: "/discard" });
  has(page, /as the last version again.*First aid/);
  assert.doesNotMatch(words(page), /Second aid/);
});

test("one that is open is joined and left; the badge at the end comes by itself, and is suspended while a step is gone", async () => {
  const was = pathway;
  await revoke(await awardOf(office.otherBadge, "Ann Reed"));
  let page = await make({ name: "Open way", badge: office.otherBadge, is_open: "1", lapses: "1" });
  pathway = page.path;
  await step({ title: "Only step", badges: office.badge });
  await publish();
  page = await people.joe.get("/pathways");
  has(page, /Open to everybody Open way/);
  page = await people.joe.submit(page, {}, { action: "/pathways/join" });
  has(page, /You are on it.*Open way/);
  const joes = page.path;
  has(page, /At the end: /);
  page = await people.joe.submit(page, {}, { action: "/leave" });
  has(page, /You left it\..*Open to everybody Open way/);
  page = await people.joe.submit(page, {}, { action: "/pathways/join" });
  assert.equal(page.path, joes, "the same one, with what was done");
  await give(office.badge, "Joe Hill,joe@example.org");
  await until(async () => (await awardOf(office.otherBadge, "Joe Hill")), "the badge at the end", 60);
  has(await people.joe.get(joes), /Complete 1 of 1 done/);
  await revoke(await awardOf(office.badge, "Joe Hill"));
  await until(async () => awardOf(office.otherBadge, "Joe Hill", "suspended"), "it is suspended", 60);
  has(await people.joe.get(joes), /Complete no more/);
  await give(office.badge, "Joe Hill,joe@example.org");
  await until(async () => awardOf(office.otherBadge, "Joe Hill", "valid"), "it is back", 60);
  // Taken away by hand it does not come again.
  await revoke(await awardOf(office.otherBadge, "Joe Hill"));
  accident(office.server, "UPDATE pathway_person SET look_at = 1");
  await give(office.badge, "Ann Reed,ann@example.org");
  assert.equal(await awardOf(office.otherBadge, "Joe Hill"), undefined);
  // A badge at the end that cannot be chosen any more is not lost by saving the form.
  accident(office.server, `UPDATE achievement SET state = 'archived' WHERE id = ${office.otherBadge}`);
  page = await office.maya.submit(await office.maya.get(`${pathway}/edit`), { level: "EQF 3" }, { action: "/edit" });
  has(page, /Saved/);
  assert.match((await office.maya.get(`${pathway}/edit`)).text, new RegExp(`<option value="${office.otherBadge}"[^>]*selected`));
  accident(office.server, `UPDATE achievement SET state = 'published' WHERE id = ${office.otherBadge}`);
  page = await office.maya.submit(await office.maya.get(pathway), {}, { action: "/archive" });
  has(page, /Archived\. Nobody comes onto it any more/);
  assert.doesNotMatch(words(await people.ann.get("/pathways")), /Open way/);
  has(await people.joe.get("/pathways"), /Open way/);
  await office.maya.submit(page, {}, { action: "/restore" });
  has(await people.ann.get("/pathways"), /Open to everybody Open way/);
  pathway = was;
});

test("a version keeps its head: a change of it is a working copy until it is published", async () => {
  const told = async (version) => JSON.parse((await office.maya.get(`${pathway}/pathway.json?version=${version}`)).text);
  const newest = JSON.parse((await office.maya.get(`${pathway}/pathway.json`)).text).version;
  let page = await office.maya.submit(await office.maya.get(`${pathway}/edit`), { name: "Shift <lead>", level: "EQF 5", body: "The Board", badge: office.badge }, { action: "/edit" });
  has(page, /Shift <lead> Changed since.*The working copy says something else/);
  // Whoever may not change it, whoever is on it, and every version that was published, say what they said.
  has(await people.vic.get(base), /Super<visor> Certificate IV · EQF 4/);
  has(await people.vic.get(pathway), /Super<visor>/);
  has(await people.ann.get("/pathways"), /Super<visor>/);
  assert.equal((await told(newest)).name, "Super<visor>");
  assert.equal((await told(newest)).badge, undefined);
  page = await office.maya.submit(await office.maya.get(pathway), {}, { action: "/discard" });
  has(page, /as the last version again/);
  assert.match((await office.maya.get(`${pathway}/edit`)).text, /value="Super&lt;visor&gt;"/);
  await office.maya.submit(await office.maya.get(`${pathway}/edit`), { name: "Shift <lead>", level: "EQF 5", badge: office.badge }, { action: "/edit" });
  await publish();
  assert.equal((await told(newest)).name, "Super<visor>");
  assert.equal((await told(newest + 1)).name, "Shift <lead>");
  assert.equal((await told(newest + 1)).badge, Number(office.badge));
  assert.equal((await told(newest + 1)).level, "EQF 5");
  has(await people.vic.get(base), /Shift <lead> Certificate IV · EQF 5/);
  has(await office.maya.get(`${pathway}?version=${newest}`), /Super<visor>/);
  has(await people.ann.get("/pathways"), /Super<visor>/);
  // Saved as it is: nothing was changed.
  page = await office.maya.submit(await office.maya.get(`${pathway}/edit`), {}, { action: "/edit" });
  has(page, /Shift <lead> In use/);
});

test("programs read pathways, their versions and who is where, with the scope alone", async () => {
  const id = Number(pathway.split("/").at(-1));
  const call = caller(office.server, await makeToken(office, ["pathways:read"], "Paths"));
  const check = checker(await (await fetch(`${office.server.url}/api/openapi.json`)).json());
  const ask = async (where, path, status = 200) => {
    const answer = await call("GET", where);
    assert.equal(answer.status, status, `${where}: ${answer.text.slice(0, 500)}`);
    if (path) check("GET", `/api/v1${path}`, answer);
    return answer.body;
  };
  const all = await ask("/pathways", "/pathways");
  const row = all.items.find((one) => one.pathway === id);
  assert.equal(row.name, "Shift <lead>");
  const one = await ask(`/pathways/${id}?version=1`, "/pathways/{id}");
  assert.equal(one.name, "Super<visor>");
  assert.equal(one.steps.find((s) => s.title === "Lead a shift").in, one.steps.find((s) => s.title === "Electives").step);
  assert.equal((await ask(`/pathways/${id}`, "/pathways/{id}")).version, row.version);
  const versions = (await ask(`/pathways/${id}/versions`, "/pathways/{id}/versions")).versions;
  assert.deepEqual(versions.map((v) => v.version), Array.from({ length: row.version }, (_, i) => row.version - i));
  const places = (await ask(`/pathways/${id}/people?state=all`, "/pathways/{id}/people")).items;
  assert.ok(places.some((p) => p.name === "Ann Reed" && p.steps > 0), JSON.stringify(places));
  for (const where of [`/pathways/999999`, `/pathways/${id}?version=99`, "/pathways/0/people", "/pathways/x"]) await ask(where, null, 404);
  assert.equal((await call("GET", `/pathways/${id}/people?state=nonsense`)).status, 400);
  // Neither without the scope, nor from another organisation.
  assert.equal((await caller(office.server, await makeToken(office, ["badges:read"], "Badges"))("GET", "/pathways")).status, 403);
  const other = caller(office.server, otherOrganisation(office));
  for (const where of [`/pathways/${id}`, `/pathways/${id}/people`]) assert.ok([403, 404].includes((await other("GET", where)).status), where);
  // What was never published is nobody's to read.
  const draft = Number((await make({ name: "Draft only" })).path.split("/").at(-1));
  await ask(`/pathways/${draft}`, null, 404);
  assert.ok(!(await ask("/pathways", "/pathways")).items.some((p) => p.pathway === draft));
});

test("whoever sets standards for a part makes pathways of their own, and changes nobody else's", async () => {
  people.pia = await invite("pia", "programme", { "badge-programme": [office.otherBadge] });
  const pia = people.pia;
  let page = await pia.get(`${base}/new`);
  assert.equal(page.status, 200, words(page).slice(0, 300));
  page = await pia.submit(page, { name: "Part", owner: "maya@example.org" }, { action: "/pathways/new" });
  assert.equal(page.status, 422);
  has(page, /you answer for it yourself/i);
  page = await pia.submit(page, { owner: "pia@example.org", badge: office.badge }, { action: "/pathways/new" });
  has(page, /this badge is not of your part/i);
  page = await pia.submit(page, { badge: office.otherBadge }, { action: "/pathways/new" });
  const own = page.path;
  assert.match(own, /\/pathways\/\d+$/);
  page = await pia.submit(await pia.get(`${own}/steps/new`), { title: "Hers", kind: "badge", badges: office.otherBadge }, { action: "/steps/new" });
  page = await pia.submit(await pia.get(own), {}, { action: "/publish" });
  has(page, /Published/);
  // What a change of it would do she is told by number; names are for who sees those people.
  const number = own.split("/").at(-1);
  accident(office.server, `INSERT INTO pathway_person (org_id, pathway_id, number, person_id, source, created_at, steps, steps_done, minutes, cost, next_title)
    SELECT ${office.org}, ${number}, 1, id, 'hand', 1, 1, 0, 0, 0, '' FROM person WHERE folded = 'ann@example.org'`);
  await pia.submit(await pia.get(`${own}/steps/new`), { title: "One more", kind: "badge", badges: office.otherBadge }, { action: "/steps/new" });
  page = await pia.get(`${own}/change`);
  has(page, /1 people were looked at/);
  has(page, /and 1 others/);
  assert.doesNotMatch(page.text, /Ann Reed|\/people\/\d+\/pathways/);
  has(await office.maya.get(`${own}/change`), /Ann Reed/);
  accident(office.server, `DELETE FROM pathway_person WHERE pathway_id = ${number}`);
  // Another's is there to be read, and for nothing else.
  page = await pia.get(pathway);
  assert.equal(page.status, 200);
  for (const what of ["/edit", "/steps/new", "/change"]) assert.equal((await pia.get(`${pathway}${what}`)).status, 404, what);
  for (const what of ["/edit", "/publish", "/discard", "/archive", "/restore", "/steps/new", "/steps/1", "/steps/1/drop", "/steps/1/up"]) {
    await pia.get(own);
    assert.equal((await pia.post(`${pathway}${what}`, { name: "Taken over", owner: "pia@example.org", kind: "badge", title: "x" })).status, 404, what);
  }
  has(await office.maya.get(pathway), /Shift <lead>/);
  // Given to her, it is hers; taken from her, it is not.
  accident(office.server, `UPDATE pathway SET owner_id = (SELECT account_id FROM account_email WHERE folded = 'maya@example.org') WHERE id = ${own.split("/").at(-1)}`);
  assert.equal((await pia.get(`${own}/edit`)).status, 404);
  assert.equal((await people.ann.get(`${base}/new`)).status, 404);
});

test("hundreds are listed page by page, and each of them once", async () => {
  const db = office.server, id = pathway.split("/").at(-1), hundreds = 230;
  const numbers = Array.from({ length: hundreds }, (_, i) => i);
  accident(db, `INSERT INTO person (org_id, name, email, folded, created_at) VALUES ${numbers.map((i) => `(${office.org}, 'Many ${String(i).padStart(3, "0")}', 'many${i}@example.org', 'many${i}@example.org', 1)`)}`);
  accident(db, `INSERT INTO pathway_person (org_id, pathway_id, number, person_id, source, created_at, steps, steps_done, minutes, cost, next_title) SELECT p.org_id, ${id}, 1, p.id, 'hand', 5, 2, 0, 0, 0, 'First aid' FROM person p WHERE p.org_id = ${office.org} AND p.name LIKE 'Many %'`);
  const seen = [];
  let pages = 0;
  for (let at = `${pathway}/people?state=all`; at; pages++) {
    const page = await office.maya.get(at);
    assert.equal(page.status, 200);
    seen.push(...words(page).match(/Many \d{3}/g) ?? []);
    at = unescape(/href="([^"]+)" rel="next"/.exec(page.text)?.[1] ?? "");
  }
  assert.ok(pages > 2, `${pages} pages`);
  assert.equal(new Set(seen).size, hundreds);
});
