// Job roles: written, what they take, who works as them; who is ready, what is missing, and
// how somebody gets it.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { caller, checker, makeToken, otherOrganisation } from "./api.mjs";
import { until } from "./harness.mjs";
import { words } from "./html.mjs";
import { accident, openOffice, standards } from "./office.mjs";

let office, maya, base, roles, role, fire, drive, person;
before(async () => {
  office = await openOffice();
  ({ maya, base } = office);
  roles = `${base}/job-roles`;
});
after(() => office?.server.stop());

const today = new Date().toISOString().slice(0, 10);

test("before there is a role the page says what one is for", async () => {
  const page = await maya.get(roles);
  assert.equal(page.status, 200);
  assert.match(words(page), /No job roles yet/);
  ({ fire, drive, person } = standards(office));
  accident(office.server, `UPDATE person SET title = 'Driver' WHERE id >= ${person} AND id < ${person + 5}`);
});

test("a role is written once under its code, and keeps what was typed where it is refused", async () => {
  const form = await maya.get(`${roles}/new`);
  const refused = await maya.submit(form, { code: "", name: "Lorry driver", words: "Drives **lorries**.", titles: "Driver\n\n Driver \nTrucker" }, { action: "/job-roles/new" });
  assert.equal(refused.status, 422);
  assert.match(refused.text, /value="Lorry driver"/);
  const made = await maya.submit(await maya.get(`${roles}/new`), { code: "DRV", name: "Lorry driver", words: "Drives **lorries**.", titles: "Driver\n\n Driver \nTrucker" }, { action: "/job-roles/new" });
  assert.equal(made.status, 200);
  assert.match(words(made), /Which requirements it takes|which requirements it takes/);
  assert.match(made.text, /<strong>lorries<\/strong>/);
  role = Number(/job-roles\/(\d+)\/edit/.exec(made.text)[1]);
  const twice = await maya.submit(await maya.get(`${roles}/new`), { code: "drv", name: "Another" }, { action: "/job-roles/new" });
  assert.equal(twice.status, 422);
  assert.match(words(twice), /Another job role has this code/);
  const list = await maya.get(`${roles}?q=lorry`);
  assert.match(words(list), /Lorry driver/);
  assert.match((await maya.get(`${roles}?as=csv`)).text, /Lorry driver/);
});

test("before something is mandatory nobody is ready", async () => {
  const ready = await maya.get(`${roles}/${role}/ready`);
  assert.equal((words(ready).match(/Nothing is mandatory yet/g) ?? []).length, 5);
  assert.doesNotMatch(words(await maya.get(`${roles}/${role}/ready?state=ready`)), /Person 0\d/);
});

test("it takes requirements, mandatory or desirable, with the reason", async () => {
  const take = async (requirement, need, why) => maya.submit(await maya.get(`${roles}/${role}`), { requirement, need, why }, { action: "/asks" });
  await take(fire, "mandatory", "A lorry may burn.");
  const both = await take(drive, "desirable", "");
  assert.match(words(both), /FS-01 Fire safety A lorry may burn\./);
  assert.match(words(both), /Desirable .*DR-01 Driving a truck/);
  assert.equal((await maya.submit(both, { person: "nobody at all" }, { action: "/people" })).status, 422);
  assert.equal((await maya.post(`${roles}/${role}/asks`, { requirement: 99999, need: "mandatory" })).status, 422);
  const change = await maya.get(`${roles}/${role}/asks/${drive}`);
  assert.match(change.text, /value="desirable" selected/);
  assert.equal((await maya.get(`${roles}/${role}/asks/99999`)).status, 404);
});

test("who is ready is told of those who work as it, and in a file", async () => {
  const before = await maya.get(`${roles}/${role}/ready`);
  assert.equal((words(before).match(/1 missing/g) ?? []).length, 5);
  const cell = `${base}/standards/${fire}/people/${person}`;
  await maya.submit(await maya.get(cell), { completed: today, source: "attendance" }, { action: "/record" });
  await until(async () => /Person 00/.test(words(await maya.get(`${roles}/${role}/ready?state=ready`))), "the standing");
  const now = words(await maya.get(`${roles}/${role}/ready`));
  assert.match(now, /Ready until/);
  assert.equal((now.match(/1 missing/g) ?? []).length, 4);
  const file = (await maya.get(`${roles}/${role}/ready?state=not-ready&as=csv`)).text.trim().split("\r\n");
  assert.equal(file.length, 5);
  assert.doesNotMatch(file.join("\n"), /Person 00/);
  assert.match(words(await maya.get(`${roles}/${role}/ready?state=late&sort=-ready`)), /Person 04/);
  assert.doesNotMatch(words(await maya.get(`${roles}/${role}/ready?state=ending`)), /Person 0/);
});

test("one person and one role: what is held, what is missing, and how it is got", async () => {
  const ready = words(await maya.get(`${base}/people/${person}/ready/${role}`));
  assert.match(ready, /They work as it\. Ready since/);
  assert.match(ready, /How it is got: Badge “Forklift operator”/);
  const other = words(await maya.get(`${base}/people/${person + 9}/ready/${role}`));
  assert.match(other, /They do not work as it/);
  assert.match(other, /1 missing/);
  const all = words(await maya.get(`${base}/people/${person + 9}/ready`));
  assert.match(all, /Other job roles Lorry driver 1 missing/);
  assert.equal((await maya.get(`${base}/people/99999/ready`)).status, 404);
  assert.equal((await maya.get(`${base}/people/${person}/ready/99999`)).status, 404);
});

test("somebody named works as it too, and is it no more when taken away", async () => {
  const named = await maya.submit(await maya.get(`${roles}/${role}`), { person: "p09@example.org" }, { action: "/people" });
  assert.match(words(named), /By name: Person 09/);
  assert.match(words(await maya.get(`${roles}/${role}/ready`)), /Person 09/);
  assert.equal((await maya.post(`${roles}/${role}/people`, { person: "p09@example.org" })).status, 422);
  const gone = await maya.submit(named, {}, { action: `/people/${person + 9}/drop` });
  assert.doesNotMatch(words(gone), /By name/);
});

test("a requirement can be for a job role, and the role says where one is not asked", async () => {
  accident(office.server, `UPDATE requirement_audience SET kind = 'employment', words = 'apprentice' WHERE version_id IN (SELECT id FROM requirement_version WHERE requirement_id = ${drive});
    DELETE FROM requirement_assignment WHERE requirement_id = ${drive}`);
  assert.match(words(await maya.get(`${roles}/${role}`)), /Not asked of everybody who works as it/);
  const asked = await maya.submit(await maya.get(`${roles}/${role}/asks/${drive}`), {}, { action: `/asks/${drive}/ask` });
  assert.match(words(asked), /Job role “Lorry driver”|By job role/);
  await maya.submit(asked, {}, { action: "/publish" });
  await until(async () => {
    const now = (await maya.get(`${base}/standards/${drive}`)).text;
    return now.includes("Person 04") && !now.includes("Person 09");
  }, "those who work as it, and nobody else");
  assert.doesNotMatch(words(await maya.get(`${roles}/${role}`)), /Not asked of everybody/);
  assert.match((await maya.get(`${base}/standards/${drive}/edit`)).text, new RegExp(`value="job:${role}" checked|value="job:${role}"[^>]*checked`));
  /* Another title, and nobody is asked any more. */
  await maya.submit(await maya.get(`${roles}/${role}/edit`), { titles: "Trucker" }, { action: "/edit" });
  await until(async () => !(await maya.get(`${base}/standards/${drive}`)).text.includes("Person 04"), "the others to go");
  await maya.submit(await maya.get(`${roles}/${role}/edit`), { titles: "Driver" }, { action: "/edit" });
});

test("clearance is asked at the gate and answered with yes or no, since, until and why", async () => {
  const ask = async (query) => maya.get(`${base}/clearance?${new URLSearchParams(query)}`);
  assert.match(words(await maya.get(`${base}/clearance`)), /May somebody work as this, here and now/);
  const yes = await ask({ person: "N00", role: "DRV" });
  assert.equal(yes.status, 200);
  assert.match(words(yes), /Yes: Person 00 · Lorry driver As at .* Since .* Until/);
  const no = words(await ask({ person: "p04@example.org", role: "DRV" }));
  assert.match(no, /No: Person 04 · Lorry driver/);
  assert.match(no, /FS-01 Fire safety: Overdue/);
  assert.match(words(await ask({ person: "N00", role: "DRV", at: "2019-06-01" })), /No: Person 00/);
  for (const query of [{ person: "nobody", role: "DRV" }, { person: "N00", role: "XXX" }, { person: "N00", role: "DRV", at: "soon" }, { person: "N00", role: "DRV", site: "99999" }]) {
    const refused = await ask(query);
    assert.equal(refused.status, 422, JSON.stringify(query));
    assert.match(refused.text, new RegExp(`value="${query.person}"`));
  }
  accident(office.server, `UPDATE person SET removed_at = 5 WHERE id = ${person + 3}`);
  assert.ok([200, 422].includes((await ask({ person: "N03", role: "DRV" })).status));
  /* The answer has an address of its own, for a bookmark or a code on a door. */
  const own = `${base}/people/${person}/clearance?role=DRV`;
  assert.match(words(await maya.get(own)), /Yes: Person 00/);
  assert.match((await maya.get(own)).text, /value="p00@example\.org"/);
  assert.equal((await maya.get(`${base}/people/99999/clearance?role=DRV`)).status, 404);
  assert.equal((await maya.get(`${base}/people/${person}/clearance`)).status, 422);
});

test("programs ask the same with a token that may read standings", async () => {
  const call = caller(office.server, await makeToken(office, ["standings:read"]));
  const check = checker(await (await fetch(`${office.server.url}/api/openapi.json`)).json());
  const see = async (query) => {
    const answer = await call("GET", `/clearance?${new URLSearchParams(query)}`);
    check("GET", "/api/v1/clearance", answer);
    return answer;
  };
  const yes = (await see({ person, role: "drv" })).body;
  assert.deepEqual([yes.cleared, yes.role, yes.roleName, yes.worksAs, yes.reasons.length], [true, "DRV", "Lorry driver", true, 0]);
  assert.equal(yes.since, today);
  assert.ok(yes.until > yes.since);
  const no = (await see({ person: person + 4, role: "DRV" })).body;
  assert.deepEqual([no.cleared, no.since, no.reasons], [false, undefined, ["FS-01 Fire safety: Overdue"]]);
  assert.deepEqual(no.requirements.map((one) => [one.code, one.mandatory, one.met]), [["FS-01", true, false], ["DR-01", false, false]]);
  accident(office.server, "UPDATE requirement SET minutes = 90, cost = 24950 WHERE code = 'FS-01'");
  const told = (await see({ person: person + 4, role: "DRV" })).body.requirements;
  assert.deepEqual(told.map((one) => [one.usualMinutes, one.usualCost]), [[90, "249.50"], [undefined, undefined]], "what it usually takes, where somebody said it");
  const gone = (await see({ person: person + 3, role: "DRV" })).body;
  accident(office.server, `UPDATE person SET starts_at = ${Date.now() + 40 * 864e5} WHERE id = ${person}`);
  const early = (await see({ person, role: "DRV" })).body;
  accident(office.server, `UPDATE person SET starts_at = NULL WHERE id = ${person}`);
  assert.deepEqual([early.cleared, early.reasons], [false, ["They do not work here on that day."]]);
  assert.deepEqual([gone.cleared, gone.reasons[0]], [false, "They do not work here on that day."]);
  assert.equal((await see({ person, role: "DRV", at: "2019-06-01" })).body.cleared, false);
  for (const [query, status] of [[{ person, role: "DRV", at: "soon" }, 422], [{ person, role: "DRV", site: 99999 }, 404], [{ person, role: "none" }, 404], [{ person: 99999, role: "DRV" }, 404], [{ role: "DRV" }, 404]])
    assert.equal((await see(query)).status, status, JSON.stringify(query));
  assert.equal((await caller(office.server, await makeToken(office, ["people:read"]))("GET", `/clearance?person=${person}&role=DRV`)).status, 403);
});

test("whoever looks sees what they are ready for themselves", async () => {
  assert.match(words(await maya.get("/ready")), /No job roles yet/);
  accident(office.server, `UPDATE person SET email = 'maya@example.org', folded = 'maya@example.org' WHERE id = ${person + 1}`);
  const mine = words(await maya.get("/ready"));
  assert.match(mine, /Lorry driver 1 missing/);
  assert.match(mine, /A lorry may burn\. Due 1 Jan 2020 How it is got: Record/);
  assert.equal((await office.server.visitor().get("/ready")).status, 200);
});

test("strangers are told nothing, not even which job roles there are", async () => {
  for (const where of [`${base}/clearance?person=N00&role=DRV`, `${base}/people/${person}/clearance?role=DRV`, `${base}/job-roles/${role}`, `${base}/job-roles/${role}/ready`, `${base}/people/${person}/ready`]) {
    const answer = await office.server.visitor().get(where);
    assert.match(answer.text, /Sign in/, where);
    assert.doesNotMatch(answer.text, /Lorry driver|Person 00/, where);
  }
  assert.equal((await fetch(`${office.server.url}/api/v1/clearance?person=${person}&role=DRV`)).status, 401);
});

test("nobody of another organisation is shown anything of it", async () => {
  otherOrganisation(office);
  for (const where of ["", "/edit", "/ready", `/asks/${fire}`]) assert.ok([403, 404].includes((await maya.get(`/org/77/job-roles/${role}${where}`)).status), where);
  assert.equal((await maya.get(`/org/77/people/${person}/ready`)).status, 404);
});

test("a role is public while somebody says so: as a page, a poster, a code and for programs, and says nothing of people", async () => {
  const visitor = office.server.visitor();
  assert.doesNotMatch((await maya.get(`${roles}/${role}`)).text, /\/roles\//);
  const shown = await maya.submit(await maya.get(`${roles}/${role}`), {}, { action: "/publish" });
  const [, where] = /href="https?:\/\/[^"/]+(\/roles\/[\w-]{12,})"/.exec(shown.text);
  await maya.submit(await maya.get(`${roles}/${role}`), { person: "p09@example.org" }, { action: "/people" });
  const page = await visitor.get(where);
  assert.equal(page.status, 200);
  assert.match(words(page), /Lorry driver What it takes at/);
  assert.match(words(page), /Mandatory FS-01 Fire safety A lorry may burn\. Valid: .* How it is got: .*Desirable DR-01 Driving a truck/);
  assert.match(page.text, /<strong>lorries<\/strong>/);
  assert.doesNotMatch(page.text, /Person 0\d|p09@|Trucker|\/org\/\d|missing/);
  const poster = await visitor.get(`${where}/poster`);
  assert.match(words(poster), /Lorry driver Mandatory Fire safety A lorry may burn\./);
  assert.match((await visitor.get(`${where}/qr.svg`)).text, /<svg/);
  const told = await fetch(`${office.server.url}${where}/role.json`), json = await told.json();
  assert.match(told.headers.get("content-type"), /^application\/ld\+json/);
  assert.equal(told.headers.get("access-control-allow-origin"), "*");
  assert.equal(json["@type"], "Occupation");
  assert.match(json.version, /^\d+$/);
  assert.match(json.dateModified, /^\d{4}-\d{2}-\d{2}$/);
  assert.match(json.skills[0].url[0], /\/badges\/[\w-]+$/);
  const asked = await fetch(`${office.server.url}${where}`, { headers: { Accept: "application/ld+json" } });
  assert.match(asked.headers.get("content-type"), /^application\/ld\+json/);
  assert.match(asked.headers.get("vary"), /Accept/);
  assert.deepEqual(await asked.json(), json);
  for (const one of [page, poster]) assert.match(words(one), /In force since \d/);
  assert.match(words(await visitor.get(`${where}/compare`)), /There are no two job roles to compare/);
  assert.ok(json["@id"].endsWith(where));
  assert.deepEqual(json.qualifications.map((one) => [one.identifier, one.name, one.description, one.version]), [["FS-01", "Fire safety", "A lorry may burn.", "1"]]);
  assert.match(json.qualifications[0].validFor, /^P\d+[DMY]$/);
  assert.deepEqual(json.skills.map((one) => one.termCode), ["DR-01"]);
  /* Off, and back at the same address; what is archived is read by nobody. */
  await maya.submit(await maya.get(`${roles}/${role}`), {}, { action: "/unpublish" });
  for (const at of ["", "/poster", "/qr.svg", "/role.json"]) assert.equal((await visitor.get(where + at)).status, 404, at);
  assert.ok((await maya.submit(await maya.get(`${roles}/${role}`), {}, { action: "/publish" })).text.includes(where));
  await maya.submit(await maya.get(`${roles}/${role}`), {}, { action: "/archive" });
  assert.equal((await visitor.get(where)).status, 404);
  assert.equal((await maya.post(`${roles}/${role}/publish`, {})).status, 409);
  await maya.submit(await maya.get(`${roles}/${role}`), {}, { action: "/restore" });
  assert.equal((await visitor.get(where)).status, 200);
  assert.equal((await visitor.get("/roles/nothing-of-this")).status, 404);
  await visitor.post(`${roles}/${role}/unpublish`, {});
  assert.equal((await visitor.get(where)).status, 200);
});

test("it is archived and used again, and drops what it takes", async () => {
  const archived = await maya.submit(await maya.get(`${roles}/${role}`), {}, { action: "/archive" });
  assert.match(words(archived), /Archived/);
  assert.doesNotMatch(words(await maya.get(roles)), /Lorry driver/);
  await maya.submit(await maya.get(`${roles}/${role}`), {}, { action: "/restore" });
  assert.match(words(await maya.get(roles)), /Lorry driver/);
  const dropped = await maya.submit(await maya.get(`${roles}/${role}/asks/${drive}`), {}, { action: "/drop" });
  assert.doesNotMatch(words(dropped), /Desirable DR-01/);
});
