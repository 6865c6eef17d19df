// What a job role took when: each change keeps what it took until then, and a question as at a
// past day is answered by that.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { caller, makeToken, otherOrganisation } from "./api.mjs";
import { has, words } from "./html.mjs";
import { accident, openOffice, standards } from "./office.mjs";

let office, maya, base, roles, role, fire, person;
const DAY = 86400000;
const ago = (n) => new Date(Date.now() - n * DAY).toISOString().slice(0, 10);
const clear = async (query) => maya.get(`${base}/clearance?${new URLSearchParams({ person: "N00", role: "DRV", ...query })}`);
const take = async (fields) => {
  await maya.get(`${roles}/${role}`);
  return maya.post(`${roles}/${role}/skills`, { item: "701", need: "mandatory", least: "1", weight: "1", why: "", ...fields });
};

before(async () => {
  office = await openOffice();
  ({ maya, base } = office);
  roles = `${base}/job-roles`;
  ({ fire, person } = standards(office));
  accident(office.server, `UPDATE person SET title = 'Driver' WHERE id = ${person};
    INSERT INTO framework (id, org_id, name, items, created_at, months) VALUES (700, ${office.org}, 'Yard work', 2, 1, 0);
    INSERT INTO framework_item (id, framework_id, code, name, url, about, type, folded) VALUES (701, 700, 'L-1', 'Lift a load', 'https://example.org/lift', '', 'CFItem', 'l-1 lift a load');
    INSERT INTO framework_item (id, framework_id, code, name, url, about, type, folded) VALUES (702, 700, 'L-2', 'Sling', 'https://example.org/sling', '', 'CFItem', 'l-2 sling');
    INSERT INTO skill_claim (id, org_id, person_id, item_id, note, said_at, created_at) VALUES (50, ${office.org}, ${person}, 701, '', ${Date.now() - 50 * DAY}, 1)`);
  const made = await maya.submit(await maya.get(`${roles}/new`), { code: "DRV", name: "Lorry driver", words: "", titles: "Driver" }, { action: "/job-roles/new" });
  role = Number(/job-roles\/(\d+)\/edit/.exec(made.text)[1]);
});
after(() => office?.server.stop());

test("the first that it takes is no change of anything", async () => {
  await take();
  const page = words(await maya.get(`${roles}/${role}/past`));
  assert.match(page, /What it took when: Lorry driver.*– today Mandatory L-1 Lift a load \(Said\)/);
  assert.equal((page.match(/ – /g) ?? []).length, 1);
  has(await clear(), /Yes: Person 00/);
});

test("a change keeps what was taken, and a past day is answered by it", async () => {
  await take({ item: "702" });
  has(await maya.get(`${roles}/${role}/past`), /– today Mandatory L-1 Lift a load \(Said\) L-2 Sling \(Said\).*Mandatory L-1 Lift a load \(Said\)/);
  accident(office.server, `UPDATE jobrole_past SET from_at = ${Date.now() - 60 * DAY}, until_at = ${Date.now() - 10 * DAY}; UPDATE jobrole SET created_at = ${Date.now() - 60 * DAY}`);
  has(await clear(), /No: Person 00.*Sling: Not proved yet/);
  has(await clear({ at: ago(5) }), /No: Person 00.*Sling/);
  has(await clear({ at: ago(20) }), /Yes: Person 00/);
  has(await clear({ at: ago(55) }), /No: Person 00.*Lift a load: Not proved yet/);
  const call = caller(office.server, await makeToken(office, ["standings:read"]));
  const at = async (n) => (await call("GET", `/clearance?person=${person}&role=DRV&at=${new Date(Date.now() - n * DAY).toISOString().slice(0, 19)}Z`)).body;
  assert.deepEqual([(await at(11)).cleared, (await at(9)).cleared], [true, false]);
  assert.equal((await at(11)).skills.length, 1);
});

test("what is taken out, and made desirable, is kept too", async () => {
  const skill = /\/job-roles\/\d+\/skills\/\d+/.exec((await maya.get(`${roles}/${role}`)).text)[0];
  await maya.post(`${base}${skill}/drop`);
  await maya.submit(await maya.get(`${roles}/${role}`), { requirement: fire, need: "mandatory", why: "" }, { action: "/asks" });
  await maya.submit(await maya.get(`${roles}/${role}/asks/${fire}`), { need: "desirable" }, { action: `/asks/${fire}` });
  const page = words(await maya.get(`${roles}/${role}/past`));
  assert.match(page, /– today Mandatory L-2 Sling \(Said\) Desirable FS-01 Fire safety.*Mandatory FS-01 Fire safety L-2 Sling \(Said\).*Mandatory L-2 Sling \(Said\).*Mandatory L-1 Lift a load \(Said\) L-2 Sling \(Said\).*Mandatory L-1 Lift a load \(Said\)/);
  has(await clear({ at: ago(20) }), /Yes: Person 00/);
});

test("what a role took before anybody kept it is not known, and nobody is cleared by it", async () => {
  accident(office.server, `UPDATE jobrole SET known_from = ${Date.now() - 30 * DAY}, created_at = ${Date.now() - 900 * DAY}; UPDATE jobrole_past SET from_at = ${Date.now() - 30 * DAY} WHERE from_at < ${Date.now() - 30 * DAY}`);
  has(await clear({ at: ago(20) }), /Yes: Person 00/);
  const page = await clear({ at: ago(40) });
  has(page, /No: Person 00.*What the job role took on that day is not known/);
  assert.doesNotMatch(words(page), /Lift a load|Nothing is mandatory/);
  const call = caller(office.server, await makeToken(office, ["standings:read"]));
  const { body } = await call("GET", `/clearance?person=${person}&role=DRV&at=${ago(40)}`);
  assert.deepEqual([body.cleared, body.reasons, body.skills], [false, ["What the job role took on that day is not known."], []]);
  has(await maya.get(`${roles}/${role}/past`), /Mandatory L-1 Lift a load \(Said\).* – [^–]* Not known: it was not kept yet/);
});

test("of another organisation and of no role there is nothing to read", async () => {
  otherOrganisation(office);
  assert.equal((await maya.get(`/org/77/job-roles/${role}/past`)).status, 404);
  assert.equal((await maya.get(`${roles}/999999/past`)).status, 404);
  assert.match((await office.server.visitor().get(`${roles}/${role}/past`)).path, /sign-in/);
});
