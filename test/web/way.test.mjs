// From one job role to another: over which roles, what is missing in which order, with hours and
// cost; one's own, of whom one may see or leads, and of nobody; and a plan of it.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { otherOrganisation } from "./api.mjs";
import { unescape } from "./html.mjs";
import { accident, invite, openOffice, standards } from "./office.mjs";

let office, maya, base, roles, fire, drive, book, driver, lead, boss, me, person, vera, viewer;
const words = (page) => unescape(page.text.replace(/<(script|style)[^]*?<\/\1>/g, "").replace(/<[^>]+>/g, " ")).replace(/\s+/g, " ");
const has = (page, what) => assert.ok(what.test(words(page)), `${page.status} ${page.path}: ${what} is not in: ${words(page).slice(0, 2400)}`);
const lacks = (page, what) => assert.ok(!what.test(words(page)), `${page.path}: ${what} is in: ${words(page).slice(0, 2400)}`);
const estimate = async (requirement, code, hours, cost) =>
  assert.equal((await maya.submit(await maya.get(`${base}/standards/${requirement}/owner`), { code, hours, cost }, { action: "/owner" })).status, 200);
const done = async (requirement, of) =>
  maya.submit(await maya.get(`${base}/standards/${requirement}/people/${of}`), { completed: new Date().toISOString().slice(0, 10), source: "attendance" }, { action: "/record" });

async function role(code, name, titles) {
  const made = await maya.submit(await maya.get(`${roles}/new`), { code, name, words: "", titles }, { action: "/job-roles/new" });
  return Number(/job-roles\/(\d+)\/edit/.exec(made.text)[1]);
}

async function takes(of, requirement, need) {
  await maya.submit(await maya.get(`${roles}/${of}`), { requirement, need, why: "" }, { action: "/asks" });
}

// By a record; `fields` say when it is due.
async function requirement(code, name, fields) {
  const page = await maya.submit(await maya.get(`${base}/standards/new`), { code, name }, { action: "/standards/new" });
  await maya.submit(await maya.submit(page, { record: "1", who: "everybody:0", but: "everybody:0", ...fields }, { action: "/edit" }), {}, { action: "/publish" });
  return Number(/standards\/(\d+)/.exec(page.path)[1]);
}

before(async () => {
  office = await openOffice();
  ({ maya, base } = office);
  roles = `${base}/job-roles`;
  ({ fire, drive, person } = standards(office));
});
after(() => office?.server.stop());

test("whom no organisation knows, and where no job role is yet, one is told so", async () => {
  has(await maya.get("/ladder/way"), /No organisation knows you here/);
  const made = await maya.submit(await maya.get(`${base}/people/new`), { name: "Maya Lindqvist", email: "maya@example.org", title: "Driver" }, { action: "/people/new" });
  me = Number(/\/people\/(\d+)/.exec(made.path)[1]);
  has(await maya.get("/ladder/way"), /No job roles yet/);
  has(await maya.get(`${roles}/way`), /There are no job roles yet/);
});

test("without a ladder, or a step that leads there, it is as if one went there at once", async () => {
  driver = await role("DRV", "Lorry driver", "Driver");
  lead = await role("LEAD", "Shift lead", "Lead");
  boss = await role("BOSS", "Depot head", "");
  has(await maya.get("/ladder/way"), /To Depot head Lorry driver Shift lead Show the way/);
  has(await maya.get(`/ladder/way?b=${boss}`), /The ladder has no step yet.*The job role takes nothing yet/);
  book = await requirement("BK-01", "Keep the books", { due0_from: "completed", due0_ref: String(fire), due0_n: "1", due0_unit: "M" });
  await takes(driver, drive, "mandatory");
  await takes(lead, book, "mandatory");
  await takes(boss, fire, "mandatory");
  await takes(boss, drive, "mandatory");
  const step = async (from, to, how) => {
    await maya.get(`${roles}/ladder`);
    has(await maya.post(`${roles}/ladder`, { from, to, words: how }), /The step stands on the ladder/);
  };
  await step(lead, boss, "After <b>a year</b>");
  has(await maya.get(`/ladder/way?b=${boss}`), /No steps of the ladder lead there.*2 things are missing/);
  await step(driver, lead, "");
});

test("over the roles between: what others come after stands first, and what nobody estimated is said", async () => {
  await estimate(fire, "FS-01", "2:30", "100");
  let page = await maya.get(`/ladder/way?me=${me}&b=${boss}`);
  has(page, /Lorry driver Shift lead Depot head 3 things are missing · At least 2 h 30 min, 2 without an estimate · Cost at least 100, 2 without an estimate/);
  has(page, /For Shift lead At least 2 h 30 min, 1 without an estimate .*1 FS-01 Fire safety .*Asked for Depot head, and something here comes after it 2 h 30 min · Cost 100 2 BK-01 Keep the books .*After “Fire safety” No estimate/);
  has(page, /For Depot head No estimate After <b>a year<\/b> 3 DR-01 Driving a truck How it is got: Badge “Forklift operator” No estimate/);
  await estimate(book, "BK-01", "0", "0");
  page = await maya.get(`/ladder/way?me=${me}&b=${boss}`);
  has(page, /Keep the books .*0 min · Costs nothing/);
  page = await maya.get(`/ladder/way?me=${me}&b=${lead}`);
  has(page, /1 thing is missing · 0 min · Costs nothing/);
  lacks(page, /Driving a truck|Fire safety/);
});

test("what nobody estimated takes what is left of a pathway to its badge", async () => {
  const made = await maya.submit(await maya.get(`${base}/pathways/new`), { name: "To a truck", currency: "EUR" }, { action: "/pathways" });
  const pathway = Number(/pathways\/(\d+)/.exec(made.path)[1]);
  accident(office.server, `INSERT INTO pathway_step (org_id, pathway_id, number, line, place, parent, kind, title, words, needed, optional, minutes, cost, unit, credit) VALUES (${office.org}, ${pathway}, 0, 1, 1, 0, 'badge', 'Drive', '', 0, 0, 480, 320, '', 0);
    INSERT INTO pathway_badge (pathway_id, number, line, achievement_id) VALUES (${pathway}, 0, 1, ${office.badge})`);
  await maya.submit(await maya.get(`${base}/pathways/${pathway}`), {}, { action: "/publish" });
  has(await maya.get(`/ladder/way?me=${me}&b=${boss}`), /DR-01 Driving a truck .*8 h · Cost 320 /);
  has(await maya.get(`/ladder/way?me=${me}&b=${boss}`), /3 things are missing · 10 h 30 min · Cost 420/);
  accident(office.server, `UPDATE pathway_version SET currency = 'USD' WHERE pathway_id = ${pathway}; INSERT INTO pathway (id, org_id, name, words, qualification, body, level, currency, is_open, lapses, number, is_edited, created_at) VALUES (7000, ${office.org}, 'Other', '', '', '', '', 'EUR', 0, 0, 1, 0, 1);
    INSERT INTO pathway_version (org_id, pathway_id, number, published_at, name, words, qualification, body, level, currency, badge_name) SELECT org_id, 7000, 1, 1, 'Other', '', '', '', '', 'EUR', '' FROM pathway_version WHERE pathway_id = ${pathway}`);
  has(await maya.get(`/ladder/way?me=${me}&b=${boss}`), /3 things are missing · 10 h 30 min · Cost at least 100, 1 without an estimate/);
  accident(office.server, `UPDATE pathway SET archived_at = 1 WHERE id = 7000`);
});

test("one gets there from the ladder, from where one can go, and from two that are compared", async () => {
  assert.match((await maya.get(`${roles}/ladder`)).text, new RegExp(`href="${roles}/way"`));
  assert.match((await maya.get(`${roles}/compare?a=${driver}&b=${boss}`)).text, new RegExp(`href="${roles}/way\\?a=${driver}&amp;b=${boss}"`));
  assert.match((await maya.get("/ladder")).text, new RegExp(`href="/ladder/way\\?me=${me}&amp;b=${lead}"`));
  assert.match((await maya.get(`${base}/people/${me}/ready`)).text, new RegExp(`href="${base}/people/${me}/way"`));
});

test("of nobody it is what the one takes and the other does not", async () => {
  has(await maya.get(`${roles}/way`), /From one job role to another.*Show the way/);
  const page = await maya.get(`${roles}/way?a=${driver}&b=${boss}`);
  has(page, /Lorry driver Shift lead Depot head 2 things are missing/);
  lacks(page, /Driving a truck|Plan it|What is held/);
  has(await maya.get(`${roles}/way?a=${boss}&b=${boss}`), /Nothing is missing/);
  has(await maya.get(`${roles}/way?a=${boss}&b=${driver}`), /No steps of the ladder lead there/);
  for (const query of [`a=${driver}&b=999999`, `a=999999&b=${boss}`]) assert.equal((await maya.get(`${roles}/way?${query}`)).status, 404, query);
});

test("only whose standing one may see, and nobody of another organisation", async () => {
  has(await maya.get(`${base}/people/${person}/way?b=${boss}`), /Person 00.*No steps of the ladder lead there|Person 00.*No job role is known to start from/);
  lacks(await maya.get(`${base}/people/${person}/way?b=${boss}`), /Plan it/);
  viewer = await invite(office, "vera", "designer");
  assert.equal((await viewer.get(`${base}/people/${person}/way?b=${boss}`)).status, 403);
  assert.equal((await viewer.get(`${base}/team/${person}/way?b=${boss}`)).status, 404);
  assert.equal((await viewer.get(`${roles}/way?a=${driver}&b=${boss}`)).status, 200);
  has(await viewer.get(`/ladder/way?me=${me}&b=${boss}`), /No organisation knows you here/);
  const made = await maya.submit(await maya.get(`${base}/people/new`), { name: "Vera", email: "vera@example.org", title: "Driver" }, { action: "/people/new" });
  vera = /\/people\/(\d+)/.exec(made.path)[1];
  assert.equal((await viewer.get(`/ladder/way?me=${me}&b=${boss}`)).status, 404);
  accident(office.server, `UPDATE person SET manager_id = ${vera} WHERE id = ${person}`);
  has(await viewer.get(`${base}/team/${person}/way?b=${boss}`), /Person 00.*FS-01 Fire safety/);
  assert.match((await viewer.get(`${base}/team/${person}`)).text, new RegExp(`href="${base}/team/${person}/way"`));
  assert.equal((await viewer.get(`${base}/team/${vera}/way?b=${boss}`)).status, 404);
  otherOrganisation(office);
  accident(office.server, "INSERT INTO jobrole (id, org_id, code, folded, name, words, created_at) VALUES (7700, 77, 'S', 's', 'Secret role', '', 1)");
  for (const at of [`/ladder/way?b=7700`, `${roles}/way?a=${driver}&b=7700`, `${roles}/way?a=7700&b=${boss}`, `${base}/people/${person}/way?b=7700`])
    assert.equal((await maya.get(at)).status, 404, at);
  assert.match((await office.server.visitor().get(`/ladder/way?b=${boss}`)).path, /sign-in/);
});

test("a plan takes it over in that order, with hours and cost, and says what is open", async () => {
  const page = await maya.get(`/ladder/way?me=${me}&b=${boss}`);
  let plan = await maya.submit(await maya.get(unescape(/href="(\/plan\/new\?[^"]+)"/.exec(page.text)[1])), { goal: "role" }, { action: "/plan/new" });
  has(plan, /Fire safety For Shift lead 2 h 30 min · Cost 100 .*Keep the books For Shift lead 0 min · Costs nothing .*Driving a truck For Depot head 8 h · Cost 320/);
  plan = await maya.submit(plan, { take: [`r${fire}`, `r${book}`, `r${drive}`] }, { action: "/take" });
  has(plan, /0 of 3 done · 10 h 30 min, of which 10 h 30 min open · Cost 420, of which 420 open · 1 open without an estimate Fire safety 2 h 30 min · Cost 100 .*Keep the books .*Driving a truck 8 h · Cost 320/);
});

test("where all is held nothing is missing", async () => {
  await done(fire, vera);
  await done(book, vera);
  const page = await viewer.get(`/ladder/way?b=${lead}`);
  has(page, /Lorry driver Shift lead Nothing is missing.*What is held of it: 1 Keep the books/);
  lacks(page, /Plan it/);
  has(await viewer.get(`/ladder/way?me=${vera}&b=${boss}`), /1 thing is missing.*For Shift lead Nothing more is missing for it.*1 DR-01 Driving a truck/);
});

test("a skill takes what the pathway to a badge that proves it takes, and what one badge gives twice counts once", async () => {
  accident(office.server, `INSERT INTO framework (id, org_id, name, items, created_at, months) VALUES (700, ${office.org}, 'Yard work', 1, 1, 0);
    INSERT INTO framework_item (id, framework_id, code, name, url, about, type, folded) VALUES (701, 700, 'L-1', 'Lift a load', 'https://example.org/lift', '', 'CFItem', 'l-1 lift a load');
    UPDATE achievement_version SET alignments = '[{"targetName":"Lift a load","targetUrl":"https://example.org/lift"}]' WHERE achievement_id = ${office.badge}`);
  await maya.get(`${roles}/${lead}`);
  await maya.post(`${roles}/${lead}/skills`, { item: "701", need: "desirable", least: "4", weight: "1", why: "" });
  has(await maya.get(`/ladder/way?me=${me}&b=${lead}`), /L-1 Lift a load \(Desirable\) Skill, at least: Proved 8 h · Cost 320 /);
  has(await maya.get(`/ladder/way?me=${me}&b=${boss}`), /4 things are missing · 10 h 30 min · Cost 420 .*Lift a load .*8 h · Cost 320 .*Driving a truck .*With “Lift a load”/);
  await maya.post(`${roles}/${lead}/skills`, { item: "701", need: "desirable", least: "5", weight: "1", why: "" });
  has(await maya.get(`/ladder/way?me=${me}&b=${lead}`), /Lift a load \(Desirable\) Skill, at least: Proved from outside No estimate/);
});
