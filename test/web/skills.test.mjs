// Skills of people, and why: what the badges they were awarded stand for, how long that
// counts, and who may see it.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { otherOrganisation } from "./api.mjs";
import { until } from "./harness.mjs";
import { unescape, words } from "./html.mjs";
import { accident, colleague, openOffice } from "./office.mjs";

let office, maya, base, badge, person, skills;
before(async () => {
  office = await openOffice();
  ({ maya, base, badge } = office);
  const kim = await colleague(office);
  let page = await kim.get(`${base}/awards/new?badge=${badge}`);
  page = await kim.submit(page, { people: "Maya Lindqvist <maya@example.org>" }, { action: "/awards/new" });
  await kim.submit(page, {}, { action: "/start" });
  await until(async () => /now has/.test((await maya.get(page.path)).text), "the award", 60);
  person = /\/people\/(\d+)/.exec((await maya.get(`${base}/people`)).text)[1];
  skills = `${base}/people/${person}/skills`;
});
after(() => office?.server.stop());

const DAY = 86400000;

test("without a framework, or without a badge for it, nothing is proved and the page says what proves", async () => {
  assert.match(words(await maya.get(skills)), /No skill is proved yet/);
  assert.match(words(await maya.get("/skills")), /No skill is proved yet/);
  assert.match(words(await maya.get("/skills/say?q=lift")), /There are no skills to choose of yet/);
});

test("an award proves the skills of its version, with the badge as the reason", async () => {
  accident(office.server, `INSERT INTO framework (id, org_id, name, items, created_at, months) VALUES (700, ${office.org}, 'Yard work', 2, 1, 24);
    INSERT INTO framework_item (id, framework_id, code, name, url, about, type, folded) VALUES (701, 700, 'L-1', 'Lift a load', 'https://example.org/lift', '', 'CFItem', 'l-1 lift a load');
    INSERT INTO framework_item (id, framework_id, code, name, url, about, type, folded) VALUES (702, 700, 'L-2', 'Sling', 'https://example.org/sling', '', 'CFItem', 'l-2 sling');
    UPDATE achievement_version SET alignments = '[{"targetName":"Lift","targetUrl":"https://example.org/lift"},{"targetName":"Unknown","targetUrl":"https://example.org/unknown"}]' WHERE achievement_id = ${badge}`);
  const page = await maya.get(skills);
  assert.match(words(page), /Lift a load L-1 · Yard work/);
  assert.match(words(page), /Counts in full until/);
  assert.match(words(page), /Proved /);
  assert.doesNotMatch(words(page), /Sling|Unknown/);
  assert.match(page.text, /href="\/org\/\d+\/awards\/\d+"/);
  assert.equal((await maya.get(/href="(\/org\/\d+\/frameworks\/700\/skills\/701)"/.exec(page.text)[1])).status, 200);
  const mine = await maya.get("/skills");
  assert.match(words(mine), /Lift a load/);
  assert.match(mine.text, /href="\/b\/[\w-]{22}"/);
});

test("a skill that got another address is found by its code, while one has it", async () => {
  accident(office.server, `UPDATE achievement_version SET alignments = '[{"targetName":"Sling","targetUrl":"https://old.example.org/sling","targetCode":"L-2","targetFramework":"Yard work"}]' WHERE achievement_id = ${badge}`);
  assert.match(words(await maya.get(skills)), /Sling L-2/);
  accident(office.server, `UPDATE framework_item SET code = 'L-2' WHERE id = 701`);
  assert.match(words(await maya.get(skills)), /No skill is proved yet/);
  accident(office.server, `UPDATE framework_item SET code = 'L-1' WHERE id = 701`);
});

test("a skill that moved is found by the address it had, but whose address it is now comes first", async () => {
  accident(office.server, `UPDATE achievement_version SET alignments = '[{"targetName":"Sling","targetUrl":"https://former.example.org/sling"}]' WHERE achievement_id = ${badge}`);
  assert.match(words(await maya.get(skills)), /No skill is proved yet/);
  accident(office.server, `INSERT INTO framework_address (item_id, url) VALUES (702, 'https://former.example.org/sling')`);
  assert.match(words(await maya.get(skills)), /Sling L-2/);
  assert.match(words(await maya.get(`${base}/skills`)), /Sling L-2 1/);
  accident(office.server, `UPDATE framework_item SET url = 'https://former.example.org/sling' WHERE id = 701`);
  assert.match(words(await maya.get(skills)), /Lift a load L-1/);
  accident(office.server, `UPDATE framework_item SET url = 'https://example.org/lift' WHERE id = 701; DELETE FROM framework_address WHERE item_id = 702;
    UPDATE achievement_version SET alignments = '[{"targetName":"Lift","targetUrl":"https://example.org/lift"}]' WHERE achievement_id = ${badge}`);
});

test("with time a proof counts less, expired or revoked not at all", async () => {
  const now = Date.now();
  accident(office.server, `UPDATE award SET awarded_at = ${now - 800 * DAY}, valid_until = NULL`);
  assert.match(words(await maya.get(skills)), /Proved a while ago/);
  accident(office.server, `UPDATE award SET awarded_at = ${now - 1600 * DAY}`);
  assert.match(words(await maya.get(skills)), /Proved long ago/);
  accident(office.server, `UPDATE award SET awarded_at = ${now - 800 * DAY}, valid_until = ${now - DAY}`);
  assert.match(words(await maya.get(skills)), /Expired .* Proof has ended/);
  accident(office.server, `UPDATE award SET revoked_at = ${now - DAY}`);
  assert.match(words(await maya.get(skills)), /No skill is proved yet/);
});

test("nobody sees the skills of another organisation's people, and strangers nothing", async () => {
  otherOrganisation(office);
  accident(office.server, `INSERT INTO person (id, org_id, name, email, folded, created_at) VALUES (900000, 77, 'Secret', 'secret@example.org', 'secret@example.org', 1)`);
  assert.equal((await maya.get(`${base}/people/900000/skills`)).status, 404);
  assert.equal((await maya.get(`${base}/people/999999/skills`)).status, 404);
  const stranger = office.server.visitor();
  assert.match((await stranger.get("/skills")).path, /sign-in/);
  assert.match((await stranger.get(skills)).path, /sign-in/);
});

test("everybody at once: how many have each skill by department, the names behind a number, and the file", async () => {
  const heat = `${base}/skills`;
  accident(office.server, `UPDATE achievement_version SET alignments = '[]'`);
  assert.match(words(await maya.get(heat)), /Nothing stands for a skill yet/);
  accident(office.server, `UPDATE achievement_version SET alignments = '[{"targetName":"Lift","targetUrl":"https://example.org/lift"},{"targetName":"Sling","targetUrl":"https://example.org/sling"}]' WHERE achievement_id = ${badge};
    UPDATE award SET revoked_at = NULL, valid_until = NULL, awarded_at = ${Date.now() - 900 * DAY};
    INSERT INTO department (id, org_id, name, folded, path, created_at) VALUES (900001, ${office.org}, 'Quay', 'quay', '/900001/', 1);
    INSERT INTO department (id, org_id, name, folded, path, created_at) VALUES (900002, ${office.org}, 'Office', 'office', '/900002/', 1);
    UPDATE person SET department_id = 900001 WHERE id = ${person}`);
  let page = await maya.get(heat);
  assert.match(words(page), /Skill All Quay Lift a load L-1 1 Confirmed 1 Confirmed Sling/);
  assert.match(words(page), /Skills 1–2 of 2/);
  assert.doesNotMatch(words(await maya.get(`${heat}?q=sling`)), /Lift a load/);
  assert.match(words(await maya.get(`${heat}?q=nothing`)), /Nothing is called so/);
  assert.match(words(await maya.get(`${heat}?department=900002`)), /Lift a load L-1 – nobody/);
  const who = await maya.get(unescape(/href="([^"]+\/skills\/701\?in=900001)"/.exec(page.text)[1]));
  assert.match(words(who), /1 person has it\..*Maya Lindqvist Quay Proved a while ago/);
  assert.match(words(await maya.get(`${heat}/702?department=900002`)), /Nobody has it yet/);
  // Who is in a department below is counted there alone, and each number has its own names under the filters of the map.
  accident(office.server, `INSERT INTO department (id, org_id, parent_id, name, folded, path, created_at) VALUES (900003, ${office.org}, 900001, 'Crane', 'crane', '/900001/900003/', 1);
    INSERT INTO person (id, org_id, name, email, folded, department_id, created_at) VALUES (900010, ${office.org}, 'Cleo Crane', 'cleo@example.org', 'cleo@example.org', 900003, 1);
    UPDATE award SET person_id = 900010 WHERE person_id = ${person}`);
  assert.match(words(await maya.get(`${heat}/701?department=900001`)), /Cleo Crane/);
  assert.match(words(await maya.get(`${heat}/701?in=900001`)), /Nobody has it yet/);
  page = await maya.get(`${heat}?department=900001`);
  const cell = unescape(/href="([^"]+\/skills\/701\?department=900001&amp;in=900003)"/.exec(page.text)[1]);
  assert.match(words(await maya.get(cell)), /1 person has it\..*Cleo Crane/);
  assert.match(words(await maya.get(cell.replace("department=900001", "department=900002"))), /Nobody has it yet/);
  accident(office.server, `UPDATE award SET person_id = ${person} WHERE person_id = 900010`);
  const file = await maya.get(`${heat}?as=csv`);
  assert.match(file.text, /Lift a load,L-1,Quay,1,0,0,1,0,0\r\n/);
  assert.match((await maya.get(`${heat}/701?as=csv`)).text, /Maya Lindqvist,Quay,Proved a while ago\r\n/);
  accident(office.server, `UPDATE person SET department_id = NULL WHERE id = ${person}`);
  page = await maya.get(heat);
  assert.match(words(page), /In no department/);
  assert.match(words(await maya.get(unescape(/href="([^"]+\/skills\/701\?nowhere=1)"/.exec(page.text)[1]))), /Maya Lindqvist/);
  accident(office.server, `UPDATE person SET removed_at = 1 WHERE id = ${person}`);
  assert.doesNotMatch(words(await maya.get(heat)), /1 Confirmed/);
  assert.equal((await maya.get(`${heat}/900000`)).status, 404);
});
