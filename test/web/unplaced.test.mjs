// Skills that badges name and no framework has: listed with what they may be, decided by a
// person one by one or many at once, counted from then on, and taken back.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { otherOrganisation } from "./api.mjs";
import { until } from "./harness.mjs";
import { has, lacks } from "./html.mjs";
import { accident, colleague, openOffice } from "./office.mjs";

let office, maya, base, badge, person, unplaced;
const decide = async (fields, visitor = maya) => {
  await visitor.get(unplaced);
  return visitor.post(unplaced, fields);
};
const URL1 = "https://other.example/forklift", URL2 = "https://other.example/knots", URL3 = "https://other.example/sling-work";

before(async () => {
  office = await openOffice();
  ({ maya, base, badge } = office);
  unplaced = `${base}/frameworks/unplaced`;
  const kim = await colleague(office);
  let page = await kim.get(`${base}/awards/new?badge=${badge}`);
  page = await kim.submit(page, { people: "Maya Lindqvist <maya@example.org>" }, { action: "/awards/new" });
  await kim.submit(page, {}, { action: "/start" });
  await until(async () => /now has/.test((await maya.get(page.path)).text), "the award", 60);
  person = /\/people\/(\d+)/.exec((await maya.get(`${base}/people`)).text)[1];
});
after(() => office?.server.stop());

test("where every skill has its place the page says so", async () => {
  has(await maya.get(unplaced), /Every skill has its place/);
});

test("what badges of ours and of others name is listed, with the likeliest of the frameworks", async () => {
  accident(office.server, `INSERT INTO framework (id, org_id, name, items, created_at, months) VALUES (700, ${office.org}, 'Yard work', 3, 1, 0);
    INSERT INTO framework_item (id, framework_id, code, name, url, about, type, folded) VALUES (701, 700, 'L-1', 'Operate forklift', 'https://example.org/forklift', '', 'CFItem', 'l-1 operate forklift');
    INSERT INTO framework_item (id, framework_id, code, name, url, about, type, folded) VALUES (702, 700, 'L-2', 'Sling loads', 'https://example.org/sling', '', 'CFItem', 'l-2 sling loads');
    INSERT INTO framework_item (id, framework_id, code, name, url, about, type, folded, retired_at) VALUES (703, 700, 'L-3', 'Operating forklifts', 'https://example.org/old', '', 'CFItem', 'l-3', 1);
    UPDATE achievement_version SET alignments = '[{"targetName":"Operating a forklift","targetUrl":"${URL1}","targetCode":"F9","targetFramework":"Elsewhere"},{"targetName":"<b>Knots</b>","targetUrl":"${URL2}"},{"targetName":"Sling loads","targetUrl":"https://example.org/sling"}]' WHERE achievement_id = ${badge};
    INSERT INTO outside_skill (id, org_id, url, name, code, framework) VALUES (801, ${office.org}, '${URL3}', 'Slinging of loads', '', '');
    INSERT INTO intake (id, org_id, person_id, kind, state, hash, title, issuer, number, note, is_theirs, standing, anchor, issuer_ref, achievement_ref, receipt, report, judged, reason, created_at, changed_at)
    VALUES (810, ${office.org}, ${person}, 'badge', 'accepted', 'h', 'Slinger of the port', 'Port school', '', '', 1, 'good', '', '', '', '', '', '', '', 1, 1);
    INSERT INTO intake_skill (intake_id, outside_id, taken) VALUES (810, 801, 1)`);
  const page = await maya.get(unplaced);
  has(page, /<b>Knots<\/b> .*On badges: 1/);
  has(page, /Operating a forklift F9 · Elsewhere · https:\/\/other\.example\/forklift On badges: 1 It may be Operate forklift L-1 · Yard work · alike by \d+ of 100/);
  has(page, /Slinging of loads .*On badges of others that were accepted: 1 It may be Sling loads/);
  lacks(page, /Operating forklifts/);
  has(page, /Skills 1–3 of 3/);
  has(await maya.get(`${base}/people/${person}/skills`), /Sling loads/);
  lacks(await maya.get(`${base}/people/${person}/skills`), /Operate forklift/);
});

test("one that is decided counts everywhere from then on, and no more when it is taken back", async () => {
  has(await decide({ go: "same", row: URL1, item: "701" }), /Done for 1 skill/);
  has(await maya.get(`${base}/people/${person}/skills`), /Operate forklift.*Proved/);
  has(await maya.get(`${base}/skills`), /Operate forklift L-1 1 Proved/);
  has(await maya.get(`${unplaced}?state=same`), /Operating a forklift .*The same as Operate forklift/);
  lacks(await maya.get(unplaced), /Operating a forklift/);
  assert.equal((await decide({ go: "same", row: URL1, item: "702" })).status, 422, "it has its place already");
  has(await decide({ go: "undo", row: URL1 }), /Done for 1 skill/);
  lacks(await maya.get(`${base}/people/${person}/skills`), /Operate forklift/);
  has(await maya.get(unplaced), /Operating a forklift/);
  has(await maya.get(`${base}/settings/log`), /Skills of badges found a place/);
});

test("many at once: the likeliest of each that is ticked, or left", async () => {
  has(await decide({ go: "firsts", row: [URL1, URL2, URL3] }), /Done for 2 skills/);
  has(await maya.get(`${base}/people/${person}/skills`), /Badge of others: Slinger of the port/);
  has(await decide({ go: "leave", row: URL2 }), /Done for 1 skill.*Every skill has its place/);
  has(await maya.get(`${unplaced}?state=left`), /<b>Knots<\/b>/);
  has(await decide({ go: "undo", row: [URL1, URL2, URL3] }), /Done for 3 skills/);
  has(await decide({ go: "undo", row: [URL1] }), /Done for 0 skills/);
});

test("by code or address another skill is named; what is none is refused", async () => {
  has(await decide({ go: "same", row: URL2, item: "701", other: "L-2" }), /Done for 1 skill/);
  has(await maya.get(`${unplaced}?state=same`), /<b>Knots<\/b> .*The same as Sling loads/);
  await decide({ go: "undo", row: URL2 });
  for (const fields of [{ go: "same", row: URL1 }, { go: "same", row: URL1, other: "nothing" }, { go: "same", row: URL1, item: "703" }, { go: "same", row: URL1, item: "-5" }, { go: "same", row: "https://nobody.example", item: "701" },
    { go: "leave", row: "https://nobody.example" }, { go: "leave" }, { go: "burn", row: URL1 }, { go: "leave", row: Array.from({ length: 26 }, (_, i) => `x${i}`) }])
    assert.equal((await decide(fields)).status, 422, JSON.stringify(fields));
  otherOrganisation(office);
  accident(office.server, `INSERT INTO framework (id, org_id, name, items, created_at, months) VALUES (7700, 77, 'Secret', 1, 1, 0);
    INSERT INTO framework_item (id, framework_id, code, name, url, about, type, folded) VALUES (7701, 7700, 'X', 'Secret skill', 'https://example.org/secret', '', 'CFItem', 'x')`);
  assert.equal((await decide({ go: "same", row: URL1, item: "7701" })).status, 422);
  assert.equal((await decide({ go: "same", row: URL1, other: "X" })).status, 422);
  assert.match((await office.server.visitor().get(unplaced)).path, /sign-in/);
});

test("a framework that is taken out opens what was said to be a skill of it", async () => {
  accident(office.server, `UPDATE achievement_version SET alignments = '[{"targetName":"Operating a forklift","targetUrl":"${URL1}"}]' WHERE achievement_id = ${badge}`);
  await decide({ go: "same", row: URL1, item: "701" });
  lacks(await maya.get(unplaced), /Operating a forklift/);
  await maya.post(`${base}/frameworks/700/remove`);
  has(await maya.get(unplaced), /Operating a forklift/);
});
