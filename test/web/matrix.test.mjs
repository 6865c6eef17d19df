// Everybody against everything that is asked of them: who sees it, what it counts, why a
// cell is as it is, what is done with many at once.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { caller, checker, makeToken } from "./api.mjs";
import { lapel, until } from "./harness.mjs";
import { has, lacks, unescape, words } from "./html.mjs";
import { accident, invite, openOffice, standards } from "./office.mjs";

let office, maya, base, fire, drive, person;
before(async () => {
  office = await openOffice();
  ({ maya, base } = office);
});
after(() => office?.server.stop());

const cells = (page) => [...page.text.matchAll(/<td><a class="mx mx-(\w*)" href="([^"]+)"[^]*?<span class="mx-word">([^<]+)/g)].map(([, kind, href, word]) => ({ kind, href: unescape(href), word }));
const act = async (name, ids, fields, query = "") => {
  const page = await maya.get(`${base}/matrix${query}`);
  const asked = await maya.submit(page, { act: name, row: ids }, { action: "/lists/matrix/acts" });
  assert.match(asked.text, /Exactly these/);
  return maya.submit(asked, fields, { action: "/do" });
};

test("before anything is asked the page says what comes first", async () => {
  const page = await maya.get(`${base}/matrix`);
  assert.equal(page.status, 200);
  assert.match(words(page), /Nobody is in the directory yet|Nothing is asked of anybody yet/);
  ({ fire, drive, person } = standards(office));
});

test("a page has people, requirements and the totals of all who match", async () => {
  const page = await maya.get(`${base}/matrix`);
  assert.equal(cells(page).length, 25 * 2);
  assert.equal(cells(page).filter((one) => one.word === "Overdue").length, 25);
  assert.match(words(page), /0 of 30 0 % 30 open/);
  const next = await maya.get(unescape(/href="([^"]+)" rel="next"/.exec(page.text)[1]));
  assert.equal(cells(next).length, 5 * 2);
  const one = await maya.get(`${base}/matrix?q=person+07&requirement=${fire}`);
  assert.equal(cells(one).length, 1);
  assert.match(words(one), /0 of 1 0 % 1 open/);
  assert.match(words(await maya.get(`${base}/matrix?criticality=blocks&basis=law`)), /No requirement fits|Overdue/);
  assert.match(words(await maya.get(`${base}/matrix?state=current`)), /Nobody fits/);
});

test("a cell says why, to people and to programs", async () => {
  const page = await maya.get(`${base}/matrix/${person}/${fire}`);
  assert.match(words(page), /Person 00 · FS-01/);
  assert.match(words(page), /Due by 1 Jan 2020, counted from a fixed day/);
  for (const [where, headers] of [[`${base}/matrix/${person}/${fire}?as=json`, {}], [`${base}/matrix/${person}/${fire}`, { accept: "application/json" }]]) {
    const told = JSON.parse((await maya.get(where, { headers })).text);
    assert.equal(told.standing.state, "overdue");
    assert.equal(told.requirement.version, 1);
    assert.ok(told.standing.why.some((one) => one.code === "due" && one.chosen));
    assert.equal(told.sentences.length, told.standing.why.length);
  }
  const past = JSON.parse((await maya.get(`${base}/matrix/${person}/${fire}?as=json&at=2019-06-01`)).text);
  assert.equal(past.standing.state, "not-applicable");
  assert.ok([400, 422].includes((await maya.get(`${base}/matrix/${person}/${fire}?at=soon`)).status));
  assert.equal((await maya.get(`${base}/matrix/${person}/99999`)).status, 404);
  assert.equal((await maya.get(`${base}/matrix/99999/${fire}`)).status, 404);
});

test("lapel explain says the same at the machine", async () => {
  const where = office.server.database ? ["--database", office.server.database] : [];
  const args = ["explain", "p00@example.org", "fs-01", "--data", office.server.data, ...where];
  const told = await lapel(args);
  assert.equal(told.status, 0, told.err);
  assert.match(told.out, /^Person 00, FS-01 \(version 1\), as at \d{4}-\d\d-\d\d: overdue\n {2}Asked since/);
  const json = JSON.parse((await lapel([...args, "--json", "--as-at", "2019-06-01"])).out);
  assert.equal(json.asAt, "2019-06-01");
  assert.equal(json.standing.state, "not-applicable");
  assert.equal((await lapel(["explain", "N07", "FS-01", "--data", office.server.data, ...where])).status, 0);
  assert.equal((await lapel(["explain", "nobody@example.org", "FS-01", "--data", office.server.data, ...where])).status, 65);
  assert.equal((await lapel([...args, "--as-at", "soon"])).status, 65);
});

test("programs with a token are told the same, and those without its scope nothing", async () => {
  const call = caller(office.server, await makeToken(office, ["standings:read"]));
  const check = checker(await (await fetch(`${office.server.url}/api/openapi.json`)).json());
  const see = async (where, path) => {
    const answer = await call("GET", path);
    check("GET", `/api/v1${where}`, answer);
    return answer;
  };
  const all = (await see("/standings", `/standings?requirement=${fire}&state=overdue&limit=20`)).body;
  assert.equal(all.items.length, 20);
  assert.deepEqual(all.items[0].standings.map((one) => [one.code, one.state, one.due]), [["FS-01", "overdue", "2020-01-01"]]);
  assert.equal((await call("GET", all.next)).body.items.length, 10);
  assert.equal((await see("/standings", "/standings?q=person+07")).body.items[0].standings.length, 2);
  assert.equal((await see("/standings", "/standings?state=waived")).body.items.length, 0);
  const where = `/people/${person}/standing?requirement=${fire}`, told = (await see("/people/{id}/standing", where)).body;
  assert.equal(told.state, "overdue");
  assert.match(told.why.join("; "), /Due by 1 Jan 2020/);
  assert.equal((await see("/people/{id}/standing", `${where}&at=2019-06-01`)).body.state, "not-applicable");
  for (const [path, status] of [[`${where}&at=soon`, 400], [`/people/${person}/standing`, 404], [`/people/99999/standing?requirement=${fire}`, 404], [`/people/${person}/standing?requirement=99999`, 404]])
    assert.equal((await see("/people/{id}/standing", path)).status, status, path);
  const other = caller(office.server, await makeToken(office, ["people:read"]));
  assert.equal((await other("GET", "/standings")).status, 403);
  assert.equal((await other("GET", where)).status, 403);
});

test("another day is worked out for the people on the page", async () => {
  const then = await maya.get(`${base}/matrix?at=2019-06-01`);
  assert.equal(then.status, 200);
  assert.match(words(then), /No requirement fits/);
  const later = await maya.get(`${base}/matrix?at=2036-06-01`);
  assert.equal(cells(later).filter((one) => one.word === "Overdue").length, 25);
  assert.ok(cells(later).every((one) => one.href.endsWith("?at=2036-06-01")));
  assert.match(words(later), /Those on this page/);
});

test("the file has everybody and every requirement, as it is filtered", async () => {
  const all = (await maya.get(`${base}/matrix?as=csv`)).text.trim().split("\r\n");
  assert.equal(all.length, 31);
  assert.match(all[0], /Name,Address,Staff number,Department,DR-01,DR-01 – day,FS-01,FS-01 – day/);
  assert.match(all[1], /^Person 00,p00@example.org,N00,,Not started,,Overdue,2020-01-01$/);
  const some = (await maya.get(`${base}/matrix?as=csv&q=person+1&requirement=${fire}`)).text.trim().split("\r\n");
  assert.equal(some.length, 13);
  assert.equal(some[1].split(",").length, 6);
  const then = (await maya.get(`${base}/matrix?as=csv&at=2019-06-01`)).text.trim().split("\r\n");
  assert.equal(then.length, 31);
  assert.match(then[1], /^Person 00,p00@example.org,N00,$/);
});

test("the whole as PDF, to print, of as many people as can be drawn", async () => {
  const paper = await maya.get(`${base}/matrix?as=pdf`);
  assert.equal(paper.status, 200);
  assert.equal(paper.headers.get("content-type"), "application/pdf");
  assert.match(paper.headers.get("content-disposition"), /matrix-\d{4}-\d\d-\d\d\.pdf/);
  assert.ok(paper.text.startsWith("%PDF-1."));
  assert.ok((await maya.get(`${base}/matrix?as=pdf&q=person+1&at=2019-06-01`)).text.startsWith("%PDF-1."));
  assert.equal((await maya.get(`${base}/matrix?as=pdf&q=nobody-of-that-name`)).status, 200);
  accident(office.server, `INSERT INTO person (org_id, name, email, folded, created_at) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
    SELECT ${office.org}, 'Extra ' || i, 'extra' || i || '@example.org', 'extra' || i || '@example.org', 1 FROM n`);
  const many = await maya.get(`${base}/matrix?as=pdf`);
  assert.equal(many.status, 400);
  assert.match(words(many), /a PDF is of at most \d+ people: choose a department/);
  accident(office.server, "DELETE FROM person WHERE name LIKE 'Extra %'");
});

test("a file of another day is of as many people as can be waited for", async () => {
  accident(office.server, `INSERT INTO person (org_id, name, email, folded, created_at) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
    SELECT ${office.org}, 'Extra ' || i, 'extra' || i || '@example.org', 'extra' || i || '@example.org', 1 FROM n`);
  const then = await maya.get(`${base}/matrix?as=csv&at=2019-06-01`);
  assert.equal(then.status, 400);
  assert.match(words(then), /at most 1000 people: choose a department/);
  assert.equal((await maya.get(`${base}/matrix?as=csv&at=2019-06-01&q=person+1`)).text.trim().split("\r\n").length, 13);
  accident(office.server, "DELETE FROM person WHERE name LIKE 'Extra %'");
});

test("what is done with many is seen first, done, and taken back", async () => {
  const ids = [person, person + 1];
  const today = new Date().toISOString().slice(0, 10);
  const current = () => maya.get(`${base}/matrix?requirement=${fire}&state=current`);
  const missing = await act("record", ids, { requirement: String(fire) });
  assert.equal(missing.status, 422);
  assert.match(words(missing), /On is missing/);
  await act("record", ids, { requirement: String(fire), completed: today });
  await until(async () => cells(await current()).length === 2, "the records", 20);
  assert.match(words(await maya.get(`${base}/matrix`)), /2 of 30 6 % 28 open/);
  await maya.submit(await maya.get(`${base}/matrix`), {}, { action: "/undo" });
  await until(async () => /Nobody fits/.test(words(await current())), "that it was taken back", 20);

  await act("record", ids, { requirement: String(fire), completed: today });
  await until(async () => cells(await current()).length === 2, "the records", 20);
  const red = await maya.get(`${base}/matrix?sort=-open&requirement=${fire}`);
  assert.ok(cells(red).every((one) => one.word === "Overdue"), "red first");
  const refused = await act("record", ids, { requirement: String(drive), completed: today });
  assert.equal(refused.status, 422);
  has(refused, /does not ask for such a record/);
});

test("a record that the rule names is chosen by its name, for many and in a cell, and corrected by another that takes its place", async () => {
  const plain = '"record":""', named = '"any":[{"record":"briefing"},{"record":"drill"}]', today = new Date().toISOString().slice(0, 10);
  const swap = (from, to) => accident(office.server, `UPDATE requirement_version SET rule = replace(rule, '${from}', '${to}') WHERE requirement_id = ${fire}`);
  swap(plain, named);
  const unsaid = await act("record", [person + 7], { requirement: String(fire), completed: today });
  assert.equal(unsaid.status, 422);
  has(unsaid, /recorded as one of: “briefing”, “drill”/);
  assert.equal((await act("record", [person + 7], { requirement: String(fire), completed: today, what: "<b>" })).status, 422);
  await act("record", [person + 7], { requirement: String(fire), completed: today, what: "drill" });

  const cell = `${base}/standards/${fire}/people/${person + 8}`;
  let page = await maya.get(cell);
  assert.match(page.text, /<option value="briefing"[^>]*>briefing<\/option>/);
  assert.equal((await maya.submit(page, { what: "dance", completed: today }, { action: "/record" })).status, 422);
  page = await maya.submit(await maya.get(cell), { what: "briefing", completed: today, note: "In hall 1" }, { action: "/record" });
  has(page, /Recorded\.[^]*briefing/);
  page = await maya.get(unescape(/href="([^"]+\?correct=\d+)/.exec(page.text)[1]));
  has(page, /Correct a record A new record takes the place of this one/);
  assert.equal((await maya.submit(page, { completed: "2999-01-01" }, { action: "/record" })).status, 422);
  page = await maya.submit(page, { completed: "2026-01-05", note: "In hall 2" }, { action: "/record" });
  has(page, /Corrected: the new record counts, and both stay\.[^]*Correction: 5 Jan 2026 · briefing[^]*In hall 2[^]*corrected[^]*In hall 1/);
  await maya.submit(page, {}, { action: "/void" });
  swap(named, plain);
});

test("a waiver is for who answers for the requirement, an administrator is not offered it", async () => {
  const page = await maya.get(`${base}/matrix`);
  assert.match(page.text, /name="act" value="assign"/);
  assert.doesNotMatch(page.text, /name="act" value="(waive|extend)"/);
  await maya.submit(page, { act: "assign", row: [person] }, { action: "/lists/matrix/acts" });
});

test("who answers for it waives it for many with a reason, and takes that back", async () => {
  accident(office.server, `INSERT INTO member_role (org_id, account_id, role, people, badges, created_at) SELECT ${office.org}, min(id), 'programme', 'all', 'some', 1 FROM account;
    INSERT INTO member_role_part (grant_id, kind, ref_id) SELECT max(id), 'badge', ${office.badge} FROM member_role`);
  const ids = [person + 2, person + 3], waived = () => maya.get(`${base}/matrix?requirement=${fire}&state=waived`);
  const bare = await act("waive", ids, { requirement: String(fire), until: "" });
  assert.equal(bare.status, 422);
  assert.match(words(bare), /Reason is missing/);
  const gone = await act("waive", ids, { requirement: String(fire), reason: "On a course", until: "2020-01-01" });
  assert.equal(gone.status, 422);
  assert.match(gone.text, /value="On a course"/);
  await act("waive", ids, { requirement: String(fire), reason: "On a course", until: "" });
  await until(async () => cells(await waived()).length === 2, "the waivers", 20);
  assert.match(words(await maya.get(`${base}/matrix/${person + 2}/${fire}`)), /Waived[^]*On a course/);
  await maya.submit(await maya.get(`${base}/matrix`), {}, { action: "/undo" });
  await until(async () => /Nobody fits/.test(words(await waived())), "that it was taken back", 20);
  accident(office.server, "DELETE FROM member_role_part; DELETE FROM member_role WHERE role = 'programme'");
});

test("who answers for nothing yet is told that, and not that the directory is empty; whoever may change nothing is offered no change", async () => {
  const page = await (await invite(office, "pia", "programme", { "badge-programme": [office.otherBadge] })).get(`${base}/matrix`);
  has(page, /Nobody is in your part/);
  lacks(page, /Nobody is in the directory/);
  const viewer = await invite(office, "vera", "viewer");
  lacks(await viewer.get(`${base}/matrix/${person + 1}/${fire}`), /Record or waive/);
  has(await maya.get(`${base}/matrix/${person + 1}/${fire}`), /Record or waive/);
});

test("nobody records for himself, and who is signed out sees nothing", async () => {
  accident(office.server, `UPDATE person SET email = 'maya@example.org', folded = 'maya@example.org' WHERE id = ${person + 5}`);
  const done = await act("record", [person + 5], { requirement: String(fire), completed: new Date().toISOString().slice(0, 10) });
  assert.match(words(done), /1 was left as it is\.|nobody does this for themselves/i);
  const stranger = office.server.visitor();
  assert.match((await stranger.get(`${base}/matrix`)).path, /^\/sign-in/);
  assert.match((await stranger.get(`${base}/matrix/${person}/${fire}`)).path, /^\/sign-in/);
});

test("a change of the rule is looked at before it is published", async () => {
  assert.equal((await maya.get(`${base}/standards/${drive}/what-if`)).status, 404);
  await maya.submit(await maya.get(`${base}/standards/${drive}/edit`), { due0_from: "on", due0_on: "2020-01-01" }, { action: "/edit" });
  const page = words(await maya.get(`${base}/standards/${drive}/what-if`));
  const counted = /Would have more to do (\d+) Would have more to do now or soon (\d+) /.exec(page);
  assert.ok(counted && counted[1] > 0 && counted[1] === counted[2], page);
  const mailed = /mailed about it that day (\d+) people, now (\d+) .*within 30 days (\d+) people, now (\d+) /.exec(page);
  assert.ok(mailed, page);
  assert.doesNotMatch(page, /reminded/, "nothing is sent about it");
});
