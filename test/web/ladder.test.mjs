// The ladder of job roles: steps said and taken off, the picture and its list; two roles side by
// side; who could fill a post, within the reader's part; and where one can go oneself.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { otherOrganisation } from "./api.mjs";
import { until } from "./harness.mjs";
import { has, unescape, words } from "./html.mjs";
import { accident, openOffice, standards } from "./office.mjs";

let office, maya, base, roles, ladder, fire, drive, person, driver, lead;
const step = async (fields) => {
  await maya.get(ladder);
  return maya.post(ladder, { from: driver, to: lead, words: "", ...fields });
};
async function make(code, name, titles) {
  const made = await maya.submit(await maya.get(`${roles}/new`), { code, name, words: "", titles }, { action: "/job-roles/new" });
  return Number(/job-roles\/(\d+)\/edit/.exec(made.text)[1]);
}

before(async () => {
  office = await openOffice();
  ({ maya, base } = office);
  roles = `${base}/job-roles`;
  ladder = `${roles}/ladder`;
  ({ fire, drive, person } = standards(office));
  accident(office.server, `UPDATE person SET title = 'Driver' WHERE id >= ${person} AND id < ${person + 3}; UPDATE person SET title = 'Lead' WHERE id = ${person + 5}`);
  await maya.submit(await maya.get(`${base}/people/new`), { name: "Maya Lindqvist", email: "maya@example.org", title: "Driver" }, { action: "/people/new" });
  driver = await make("DRV", "Lorry driver", "Driver");
  lead = await make("LEAD", "Shift lead", "Lead");
  await maya.submit(await maya.get(`${roles}/${driver}`), { requirement: drive, need: "mandatory", why: "" }, { action: "/asks" });
  await maya.submit(await maya.get(`${roles}/${lead}`), { requirement: fire, need: "mandatory", why: "" }, { action: "/asks" });
  await maya.submit(await maya.get(`${roles}/${lead}`), { requirement: drive, need: "desirable", why: "" }, { action: "/asks" });
});
after(() => office?.server.stop());

test("without a step the ladder says what one is for", async () => {
  has(await maya.get(ladder), /No step on the ladder yet/);
  has(await maya.get(`${roles}/${lead}/could`), /Nobody you may see comes next/);
  has(await maya.get("/ladder"), /No next job role is known/);
});

test("a step is said once, with words, and stands in the picture and in the list", async () => {
  has(await step({ words: "After <b>a year</b>" }), /The step stands on the ladder.*Lorry driver.*Shift lead After <b>a year<\/b>/);
  const page = await step({ words: "After a year" });
  assert.equal((words(page).match(/After a year/g) ?? []).length, 1, "said again, its words change");
  assert.match(page.text, /<svg[^]*Lorry driver[^]*Shift lead[^]*<\/svg>/);
  for (const fields of [{ from: lead, to: lead }, { from: "0" }, { to: "999999" }, { from: "x" }, { words: "x".repeat(501) }])
    assert.equal((await step(fields)).status, 422, JSON.stringify(fields));
  otherOrganisation(office);
  accident(office.server, `INSERT INTO jobrole (id, org_id, code, folded, name, words, created_at) VALUES (7700, 77, 'S', 's', 'Secret role', '', 1)`);
  assert.equal((await step({ to: "7700" })).status, 422);
  assert.equal((await maya.get(`${roles}/compare?a=${driver}&b=7700`)).status, 404);
  assert.match((await office.server.visitor().get(ladder)).path, /sign-in/);
});

test("a circle of steps is drawn too, and a step is taken off", async () => {
  let page = await step({ from: lead, to: driver });
  assert.equal(page.status, 200);
  const drops = [...page.text.matchAll(/action="([^"]+\/ladder\/\d+\/drop)"/g)].map((one) => one[1]);
  assert.equal(drops.length, 2);
  page = await maya.post(drops[1]);
  has(page, /The step is taken off/);
  await maya.get(ladder);
  assert.equal((await maya.post(drops[1])).status, 404);
});

test("two job roles stand side by side, what differs first", async () => {
  has(await maya.get(`${roles}/compare`), /Compare two job roles/);
  const page = words(await maya.get(`${roles}/compare?a=${driver}&b=${lead}`));
  assert.match(page, /What it takes Lorry driver Shift lead Difference.*DR-01 Driving a truck Mandatory Desirable Differs|FS-01 Fire safety Not asked Mandatory Differs/);
  assert.match(page, /FS-01 Fire safety Not asked Mandatory Differs/);
  assert.match(words(await maya.get(`${roles}/compare?a=${driver}&b=${driver}`)), /DR-01 Driving a truck Mandatory Mandatory The same/);
  assert.equal((await maya.get(`${roles}/compare?a=${driver}&b=999999`)).status, 404);
  /* Whoever works nowhere here is shown none, and strangers those that are public alone. */
  assert.equal((await maya.get(`/ladder/compare?a=${driver}&b=999999`)).status, 404);
  const shown = await maya.submit(await maya.get(`${roles}/${driver}`), {}, { action: "/publish" });
  const open = /(\/roles\/[\w-]{12,})"/.exec(shown.text)[1], stranger = office.server.visitor();
  assert.equal((await stranger.get(`${open}/compare?b=${lead}`)).status, 404);
  await maya.submit(await maya.get(`${roles}/${lead}`), {}, { action: "/publish" });
  const side = await stranger.get(`${open}/compare?b=${lead}`);
  assert.match(words(side), /Difference .*(Differs|The same)/);
  assert.doesNotMatch(side.text, /\/org\/\d/);
  for (const one of [driver, lead]) await maya.submit(await maya.get(`${roles}/${one}`), {}, { action: "/unpublish" });
});

test("who could fill a post: those whose role leads to it, whom least is missing first", async () => {
  let page = words(await maya.get(`${roles}/${lead}/could`));
  assert.match(page, /Who could fill it: Shift lead/);
  assert.match(page, /Person 00.*1 missing/);
  assert.doesNotMatch(page, /Person 05|Person 09/);
  await maya.submit(await maya.get(`${base}/standards/${fire}/people/${person + 2}`), { completed: new Date().toISOString().slice(0, 10), source: "attendance" }, { action: "/record" });
  await until(async () => /Person 02.*Ready.*Person 00/.test(words(await maya.get(`${roles}/${lead}/could`))), "who is ready first");
  assert.equal((await maya.get(`${roles}/999999/could`)).status, 404);
});

test("of many the nearest come first, whatever they are called, and the rest page by page", async () => {
  let sql = "";
  for (let i = 0; i < 120; i++)
    sql += `INSERT INTO person (id, org_id, email, folded, name, title, created_at) VALUES (${9000 + i}, ${office.org}, 'crowd${i}@example.org', 'crowd${i}@example.org', 'A crowd ${String(i).padStart(3, "0")}', 'Driver', 1);`;
  accident(office.server, sql + `INSERT INTO person (id, org_id, email, folded, name, title, created_at) VALUES (9500, ${office.org}, 'zoe@example.org', 'zoe@example.org', 'Zoe Last', 'Driver', 1)`);
  await maya.submit(await maya.get(`${base}/standards/${fire}/people/9500`), { completed: new Date().toISOString().slice(0, 10), source: "attendance" }, { action: "/record" });
  let page = "";
  await until(async () => /Person 02 .*Ready.*Zoe Last .*Ready.*A crowd 000/.test((page = words(await maya.get(`${roles}/${lead}/could`)))), "the nearest");
  // Page by page everybody is there, each once.
  const seen = [];
  for (let at = `${roles}/${lead}/could`; at; ) {
    const one = await maya.get(at);
    seen.push(...words(one).match(/A crowd \d+|Zoe Last|Person \d\d/g));
    const next = /rel="next"[^>]*href="([^"]+)"|href="([^"]+)"[^>]*rel="next"/.exec(one.text);
    at = next && unescape(next[1] ?? next[2]);
  }
  assert.deepEqual(seen.slice(0, 2), ["Person 02", "Zoe Last"]);
  assert.equal(new Set(seen).size, seen.length);
  assert.equal(seen.filter((one) => one.startsWith("A crowd")).length, 120);
  accident(office.server, "DELETE FROM person WHERE id >= 9000");
});

test("whose role is archived could not fill it by that", async () => {
  accident(office.server, `UPDATE jobrole SET archived_at = 1 WHERE id = ${driver}`);
  has(await maya.get(`${roles}/${lead}/could`), /Nobody you may see comes next/);
  accident(office.server, `UPDATE jobrole SET archived_at = NULL WHERE id = ${driver}`);
});

test("one sees where one can go oneself, what is missing, and plans it", async () => {
  const page = await maya.get("/ladder");
  has(page, /Lorry driver .*Shift lead .*After a year.*FS-01 Fire safety.*Plan it/);
  const plan = await maya.get(unescape(/href="(\/plan\/new\?me=\d+&amp;role=\d+)"/.exec(page.text)[1]));
  assert.match(plan.text, new RegExp(`value="${lead}" selected`));
  // What is missing becomes steps, a skill among it as one that is ticked.
  accident(office.server, `INSERT INTO framework (id, org_id, name, items, created_at, months) VALUES (700, ${office.org}, 'Yard work', 1, 1, 0);
    INSERT INTO framework_item (id, framework_id, code, name, url, about, type, folded) VALUES (701, 700, 'L-1', 'Lift a load', 'https://example.org/lift', '', 'CFItem', 'l-1 lift a load')`);
  await maya.get(`${roles}/${lead}`);
  await maya.post(`${roles}/${lead}/skills`, { item: "701", need: "mandatory", least: "3", weight: "1", why: "" });
  let mine = await maya.submit(plan, { goal: "role" }, { action: "/plan/new" });
  has(mine, /Missing, and no step yet.*Fire safety.*Lift a load No estimate Skill, at least: Confirmed/);
  assert.match(mine.text, /value="s701"/);
  mine = await maya.submit(mine, { take: ["s701", "r999999", "s999999"] }, { action: "/take" });
  has(mine, /Lift a load.*Skill, at least: Confirmed/);
  assert.ok(!/value="s701"/.test(mine.text), "it is a step now");
  accident(office.server, `UPDATE jobrole SET archived_at = 1 WHERE id = ${lead}`);
  has(await maya.get("/ladder"), /No next job role is known/);
});
