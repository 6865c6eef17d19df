// Campaigns: written and changed before they begin; for whom they are, each sees their own;
// how many do it by week and by department, and nothing is said of few people.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { until } from "./harness.mjs";
import { has, lacks, words } from "./html.mjs";
import { accident, newestMail, openOffice, standards } from "./office.mjs";

let office, maya, base, list, campaign, badge, otherBadge, person, eva;
const day = (ahead) => new Date(Date.now() + ahead * 86400000).toISOString().slice(0, 10);
const midnight = (ahead) => Math.floor(Date.now() / 86400000 + ahead) * 86400000;
const press = async (go) => {
  await maya.get(campaign);
  return maya.post(`${campaign}/act`, { go });
};

before(async () => {
  office = await openOffice();
  ({ maya, base, badge, otherBadge } = office);
  list = `${base}/campaigns`;
  ({ person } = standards(office));
  // 30 people: 20 in one department, 4 in another, the rest in none; Eva is Person 00.
  for (const name of ["Docks", "Office"]) await maya.submit(await maya.get(`${base}/places/departments`), { name }, { action: "/departments" });
  accident(office.server, `UPDATE person SET email = 'eva@example.org', folded = 'eva@example.org' WHERE id = ${person};
    UPDATE person SET department_id = (SELECT min(id) FROM department WHERE name = 'Docks') WHERE id >= ${person} AND id < ${person + 20};
    UPDATE person SET department_id = (SELECT min(id) FROM department WHERE name = 'Office') WHERE id >= ${person + 20} AND id < ${person + 24}`);
  await maya.get(`${base}/settings/members`);
  await maya.post(`${base}/settings/members`, { email: "eva@example.org", role: "viewer" });
  eva = office.server.visitor();
  await eva.submit(await eva.get(await newestMail(office, /(\/invite\/[A-Za-z0-9_-]+)/)), { name: "eva", password: "seven green bottles on a wall" }, { action: "/invite/" });
  for (const table of ["member_role", "member"])
    accident(office.server, `DELETE FROM ${table} WHERE account_id = (SELECT account_id FROM account_email WHERE folded = 'eva@example.org')`);
});
after(() => office?.server.stop());

test("before there is one the page says what it is for, and nobody without the right comes in", async () => {
  has(await maya.get(list), /No campaign yet/);
  has(await eva.get("/campaigns"), /No campaign runs for you/);
  for (const where of [list, `${list}/new`, `${list}/1`]) assert.ok([403, 404].includes((await eva.get(where)).status), where);
});

test("it is written once with badges of their own, and keeps what was typed where it is refused", async () => {
  const fields = { name: "Eyes behind", words: "Trucks **reverse**.", starts: day(5), ends: day(60), target: "50", text1: "We look behind us", task1: "Ten minutes", badge1: badge, who: ["everybody:0"] };
  const wrong = [
    [{ starts: day(0) }, /from tomorrow on/], [{ ends: day(1) }, /after the first one/], [{ target: "0" }, /1 to 100|target/i], [{ who: [] }, /Tick whom/], [{ text1: "", task1: "", badge1: "" }, /Say what is done/],
    [{ badge1: "" }, /Choose the badge/], [{ text2: "Again", badge2: badge }, /a badge of its own/], [{ badge1: "99999" }, /Choose the badge/], [{ who: ["person:x"] }, /one of the list/],
  ];
  for (const [change, what] of wrong) {
    const page = await maya.submit(await maya.get(`${list}/new`), { ...fields, ...change }, { action: "/campaigns/new" });
    assert.equal(page.status, 422, JSON.stringify(change));
    has(page, what);
    assert.match(page.text, /value="Eyes behind"/);
  }
  const third = await maya.submit(await maya.get(`${list}/new`), { ...fields, text3: "The third, and no second", badge3: "" }, { action: "/campaigns/new" });
  assert.match(third.text, /href="#badge3"/, "the error stands where it was typed");
  const made = await maya.submit(await maya.get(`${list}/new`), { ...fields, text2: "We stop at the line", badge2: otherBadge }, { action: "/campaigns/new" });
  campaign = made.path;
  assert.match(campaign, /\/campaigns\/\d+$/);
  has(made, /Not begun/);
  has(made, /0 of \d+ people/);
  assert.match(made.text, /<strong>reverse<\/strong>/);
  has(await maya.get(list), /Eyes behind/);
});

test("it is changed until it begins, and not any more then", async () => {
  const edit = await maya.get(`${campaign}/edit`);
  assert.match(edit.text, /value="We stop at the line"/);
  has(await maya.submit(edit, { name: "Eyes all round", who: ["everybody:0"] }, { action: "/edit" }), /Eyes all round/);
  has(await eva.get("/campaigns"), /No campaign runs for you/);
  accident(office.server, `UPDATE campaign SET starts_on = ${midnight(-15)}`);
  assert.equal((await maya.get(`${campaign}/edit`)).status, 409);
  assert.equal((await maya.post(`${campaign}/edit`, {})).status >= 400, true);
  has(await maya.get(campaign), /Running/);
});

test("each sees what is theirs, and what is one away", async () => {
  has(await eva.get("/campaigns"), /0 of 2 done/);
  const check = await maya.submit(await maya.get(`${base}/awards/new?badge=${badge}`), { people: "Person 00 <eva@example.org>" }, { action: "/awards/new" });
  await maya.submit(check, {}, { action: "/start" });
  await until(async () => /One away/.test(words(await eva.get("/campaigns"))), "the badge", 60);
  lacks(await eva.get("/campaigns"), /Docks|furthest behind/);
  has(await maya.get(campaign), /Have begun 1/);
  has(await maya.get(campaign), /Do all of it 0 %/);
});

test("who holds all of it does it, from the week of the last badge on; small departments are left out", async () => {
  const check = await maya.submit(await maya.get(`${base}/awards/new?badge=${otherBadge}`), { people: "Person 00 <eva@example.org>" }, { action: "/awards/new" });
  await maya.submit(check, {}, { action: "/start" });
  await until(async () => /You do all of it/.test(words(await eva.get("/campaigns"))), "the other badge", 60);
  const page = await maya.get(campaign);
  has(page, /Docks 20 1 5 %/);
  lacks(page, /Office/);
  has(page, /left out/);
  const csv = await maya.get(`${campaign}?as=csv`);
  assert.match(csv.headers.get("content-type"), /text\/csv/);
  const weeks = csv.text.split("\n").filter((line) => /^"?Week/.test(line));
  assert.equal(weeks.length, 3);
  assert.match(weeks[0], /,0,0/);
  assert.match(weeks[2], /,1,/);
  assert.doesNotMatch(csv.text, /Office/);
  accident(office.server, `UPDATE award SET awarded_at = ${midnight(-40)} WHERE person_id = ${person}`);
  has(await maya.get(campaign), /Before the first day [1-9]/);
  accident(office.server, `UPDATE award SET revoked_at = awarded_at + 1 WHERE person_id = ${person}`);
  has(await maya.get(campaign), /Do all of it 0 %/);
});

test("who sees a part sees the figures of those people alone, by team too, and changes nothing", async () => {
  await maya.get(`${base}/settings/members`);
  await maya.post(`${base}/settings/members`, { email: "lena@example.org", role: "viewer" });
  const lena = office.server.visitor();
  await lena.submit(await lena.get(await newestMail(office, /(\/invite\/[A-Za-z0-9_-]+)/)), { name: "lena", password: "seven green bottles on a wall" }, { action: "/invite/" });
  const role = "(SELECT r.id FROM member_role r JOIN account_email e ON e.account_id = r.account_id WHERE e.folded = 'lena@example.org')";
  accident(office.server, `UPDATE member_role SET role = 'manager', people = 'departments' WHERE id = ${role};
    INSERT INTO member_role_part (grant_id, kind, ref_id) SELECT ${role}, 'department', min(id) FROM department WHERE name = 'Docks';
    INSERT INTO team (org_id, name, folded, created_at) VALUES (${office.org}, 'Night crew', 'night crew', 1);
    INSERT INTO person_team (person_id, team_id) SELECT p.id, (SELECT min(id) FROM team) FROM person p WHERE p.id >= ${person} AND p.id < ${person + 10};
    INSERT INTO team (org_id, name, folded, created_at) VALUES (${office.org}, 'Pair', 'pair', 1);
    INSERT INTO person_team (person_id, team_id) SELECT p.id, (SELECT max(id) FROM team) FROM person p WHERE p.id >= ${person} AND p.id < ${person + 2}`);
  has(await lena.get(list), /Eyes all round/);
  const page = await lena.get(campaign);
  has(page, /0 of 20 people/);
  has(page, /Night crew 10 0/);
  lacks(page, /Pair|Office|In no department/);
  has(page, /Teams by which fewer than five people could be told apart are left out: 1/);
  assert.doesNotMatch(page.text, /\/edit"|name="go"/);
  assert.match((await lena.get(`${campaign}?as=csv`)).text, /Team,?"?,?"?Night crew/);
  for (const what of ["edit", "act"]) assert.ok([403, 404].includes((await lena.post(`${campaign}/${what}`, { go: "stop" })).status), what);
  has(await maya.get(campaign), /0 of \d{2,} people/);
  lacks(await maya.get(campaign), /0 of 20 people/);
});

test("it is stopped and goes on, and its end is a report", async () => {
  has(await press("stop"), /Stopped/);
  has(await eva.get("/campaigns"), /No campaign runs for you/);
  has(await maya.get(campaign), /How it ended/);
  has(await press("go-on"), /It goes on/);
  assert.equal((await press("archive")).status, 409);
  accident(office.server, `UPDATE campaign SET starts_on = ${midnight(-60)}, ends_on = ${midnight(-2)}`);
  has(await maya.get(campaign), /The target of 50 % was not reached/);
  has(await press("archive"), /Archived/);
  has(await press("restore"), /Out of the archive/);
  for (const what of ["Campaign made", "Campaign stopped", "Campaign goes on", "Campaign archived"]) has(await maya.get(`${base}/settings/log`), new RegExp(what));
});

test("of fewer than five people no figure is shown", async () => {
  const office2 = (await maya.get(`${list}/new`)).text.match(/value="(department:\d+)"[^>]*>\s*<span class="choice-text">[^<]*Office/)[1];
  const made = await maya.submit(await maya.get(`${list}/new`), { name: "Few", words: "", starts: day(1), ends: day(3), target: "50", text1: "One", badge1: badge, who: [office2] }, { action: "/campaigns/new" });
  has(made, /fewer than five people/);
  lacks(made, /Do all of it/);
  assert.equal((await maya.get(`${made.path}?as=csv`)).text.trim().split("\n").length, 1);
});
