// What auditors come for: a scope and a time, what they opened, every waiver.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import path from "node:path";
import test, { after, before } from "node:test";
import { caller, makeToken } from "./api.mjs";
import { build, until } from "./harness.mjs";
import { unescape, words } from "./html.mjs";
import { accident, invite, openOffice, standards } from "./office.mjs";

const day = (n) => new Date(Date.now() + n * 864e5).toISOString().slice(0, 10);
const midnight = (n) => Date.parse(day(n));

let office, maya, base, fire, drive, person;
const who = {}, id = {};

async function join(name, fields) {
  const members = `${base}/settings/members`;
  await maya.get(members);
  const sent = await maya.post(members, { email: `${name}@example.org`, role: "auditor", "until-auditor": day(3), ...fields });
  assert.equal(sent.status, 200, words(sent));
  const list = await maya.get(`${base}/mail`);
  const mail = await maya.get(/href="(\/org\/\d+\/mail\/\d+)"/.exec(list.text)[1]);
  who[name] = office.server.visitor();
  const open = await who[name].get(/(\/invite\/[A-Za-z0-9_-]+)/.exec(unescape(mail.text))[1]);
  await who[name].submit(open, { name: `Auditor ${name}`, password: "seven green bottles on a wall" }, { action: "/invite/" });
  id[name] = new RegExp(`/settings/members/(\\d+)">Auditor ${name}<`).exec((await maya.get(members)).text)[1];
  return who[name];
}

before(async () => {
  office = await openOffice();
  ({ maya, base } = office);
  ({ fire, drive, person } = standards(office));
  accident(office.server, `INSERT INTO site (org_id, name, folded, created_at) VALUES (${office.org}, 'Quay', 'quay', 1)`);
  accident(office.server, `UPDATE person SET site_id = (SELECT max(id) FROM site) WHERE id IN (${person}, ${person + 1})`);
  accident(office.server, `INSERT INTO site (org_id, name, folded, created_at) VALUES (${office.org}, 'Yard', 'yard', 1)`);
  accident(office.server, `UPDATE person SET site_id = (SELECT max(id) FROM site) WHERE id = ${person + 4}`);
  const grant = (p, r, kind, from, until, reason, more = "NULL, ''") => accident(office.server, `INSERT INTO requirement_exception (org_id, requirement_id, person_id, kind, from_on, until_on, reason, recorded_at, ended_at, ended_why)
    VALUES (${office.org}, ${r}, ${p}, '${kind}', ${midnight(from)}, ${until === null ? "NULL" : midnight(until)}, '${reason}', ${Date.now()}, ${more})`);
  grant(person, fire, "waive", -5, null, "Has a doctor’s note");
  grant(person + 1, fire, "extend", -5, 10, "Course was cancelled");
  grant(person + 2, drive, "suspend", -90, -60, "Away at sea");
  grant(person + 3, drive, "waive", -5, 400, "Drives nothing", `${Date.now()}, 'drives again'`);
});
after(() => office?.server.stop());

test("the register of waivers has all of them, with who, why and how long, and what became of them", async () => {
  const open = words(await maya.get(`${base}/audit/waivers`));
  assert.match(open, /Person 00 FS-01 .*Waived Has a doctor’s note .*for good Holds/);
  assert.match(open, /Person 01 FS-01 .*Extended Course was cancelled .*Ends soon/);
  assert.doesNotMatch(open, /Away at sea|Drives nothing/);
  assert.match(words(await maya.get(`${base}/audit/waivers?state=soon`)), /1–1 of 1|Course was cancelled/);
  assert.doesNotMatch(words(await maya.get(`${base}/audit/waivers?state=soon`)), /doctor/);
  assert.match(words(await maya.get(`${base}/audit/waivers?state=over`)), /Away at sea .*Over/);
  assert.match(words(await maya.get(`${base}/audit/waivers?state=back`)), /Drives nothing .*Taken back drives again/);
  const all = (await maya.get(`${base}/audit/waivers?state=all&as=csv`)).text.trim().split("\r\n");
  assert.equal(all.length, 5);
  assert.match(all[0], /^Person,Requirement,What,Reason,From,Until,Now,/);
  assert.match((await maya.get(`${base}/audit/waivers?state=all&q=cancelled&as=csv`)).text, /Person 01/);
});

test("who audits reads alone: no right of theirs writes, and no other role stands beside it", async () => {
  const rights = execFileSync(path.join(build, "lapel"), ["routes", "--tsv", "--rights"]).toString().trim().split("\n").map((line) => line.split("\t")).filter(([role]) => role === "auditor").map(([, right]) => right);
  assert.ok(rights.length >= 6);
  for (const right of rights) assert.match(right, /^(view-|read-|open-evidence)/);
  await maya.get(`${base}/settings/members`);
  const two = await maya.post(`${base}/settings/members`, { email: "two@example.org", role: ["auditor", "viewer"], "until-auditor": day(3) });
  assert.equal(two.status, 422);
  assert.match(words(two), /Auditor: who only reads has no other role beside it/);
  const none = await maya.post(`${base}/settings/members`, { email: "two@example.org", role: "auditor", "until-auditor": day(3), "people-auditor": "departments" });
  assert.match(words(none), /choose a department, a site or a team/);
  assert.match((await maya.get(`${base}/settings/members/new?role=auditor`)).text, /name="role" value="auditor" checked/);
});

test("an auditor of one requirement sees that column, its reasons and its waivers", async () => {
  const ines = await join("ines", { "people-auditor": "all", "badges-auditor": "some", "requirement-auditor": [fire] });
  const audit = words(await ines.get(`${base}/audit`));
  assert.match(audit, /Scope Everybody · Requirements: FS-01 .*Last day/);
  assert.doesNotMatch(audit, /Invite an auditor|End now/);
  const matrix = await ines.get(`${base}/matrix`);
  assert.match(matrix.text, /FS-01/);
  assert.doesNotMatch(matrix.text, new RegExp(`/matrix/\\d+/${drive}`));
  const file = (await ines.get(`${base}/matrix?as=csv`)).text;
  assert.match(file, /FS-01/);
  assert.doesNotMatch(file, /DR-01/);
  assert.equal((await ines.get(`${base}/matrix/${person}/${fire}`)).status, 200);
  assert.equal((await ines.get(`${base}/matrix/${person}/${drive}`)).status, 404);
  const waivers = words(await ines.get(`${base}/audit/waivers?state=all`));
  assert.match(waivers, /doctor/);
  assert.doesNotMatch(waivers, /Away at sea|Drives nothing/);
  for (const page of ["audit/waivers", "matrix", "audit/samples/new"]) assert.doesNotMatch((await ines.get(`${base}/${page}`)).text, /DR-01/, page);
  assert.equal((await ines.get(`${base}/audit/views`)).status, 403);
  assert.equal((await ines.post(`${base}/audit/end`, { account: id.ines })).status, 403);
});

test("an auditor of a site sees who is there, and nobody else", async () => {
  const site = /name="site-auditor"[^]*?value="(\d+)"/.exec((await maya.get(`${base}/settings/members/new`)).text)[1];
  const otto = await join("otto", { "people-auditor": "departments", "site-auditor": [site], "badges-auditor": "all" });
  assert.match(words(await otto.get(`${base}/audit`)), /Scope Sites: Quay/);
  const people = (await otto.get(`${base}/matrix?as=csv`)).text.trim().split("\r\n");
  assert.equal(people.length, 3);
  assert.equal((await otto.get(`${base}/people/${person}`)).status, 200);
  assert.equal((await otto.get(`${base}/people/${person + 4}`)).status, 404);
  assert.equal((await otto.get(`${base}/matrix/${person + 4}/${fire}`)).status, 404);
  assert.match(words(await otto.get(`${base}/audit/waivers`)), /Course was cancelled/);
  for (const page of ["audit/waivers", "matrix", "audit/samples/new"]) {
    const [all, own] = [await maya.get(`${base}/${page}`), await otto.get(`${base}/${page}`)];
    assert.match(all.text, />(&nbsp;|\s)*Yard</, page);
    assert.match(own.text, />(&nbsp;|\s)*Quay</, page);
    assert.doesNotMatch(own.text, /Yard/, page);
  }
  const drawn = (await otto.submit(await otto.get(`${base}/audit/samples/new`), { n: "9", seed: "quay" }, { action: "/audit/samples/new" })).path;
  const whole = (await otto.get(`${drawn}/population.txt`)).text;
  assert.match(words(await otto.get(drawn)), /Person 00 .*Person 01|Person 01 .*Person 00/);
  accident(office.server, `UPDATE person SET site_id = NULL WHERE id = ${person}`);
  assert.equal((await otto.get(`${base}/people/${person}`)).status, 404);
  const less = await otto.get(drawn);
  assert.match(words(less), /\d of \d lines are left out for you.*Not yours to see today/);
  for (const page of [less, await otto.get(`${drawn}?as=csv`)]) {
    assert.match(page.text, /Person 01/);
    assert.doesNotMatch(page.text, new RegExp(`Person 00|N00|/matrix/${person}/`));
  }
  assert.equal((await otto.get(`${drawn}/population.txt`)).text, whole.split("\n").filter((l) => !l.startsWith(`${person}:`)).join("\n"));
  const hers = await maya.get(drawn);
  assert.match(words(hers), /Person 00/);
  assert.equal((await maya.get(`${drawn}/population.txt`)).text, whole);
  assert.match((await maya.get(`${base}/settings/members/${id.otto}`)).text, new RegExp(`value="${site}" selected`));
});

test("how an award was judged is read by who audits, two clicks from why somebody stands so", async () => {
  const page = await maya.submit(await maya.get(`${base}/awards/new?badge=${office.badge}`), { people: "Judged <judged@example.org>" }, { action: "/awards/new" });
  await maya.submit(page, {}, { action: "/start" });
  const award = await until(async () => /\/awards\/(\d+)"/.exec((await maya.get(`${base}/awards?q=judged`)).text)?.[1], "the award", 60);
  const sql = (q) => accident(office.server, q), of = `(SELECT w.person_id FROM award w WHERE w.id = ${award})`;
  sql(`INSERT INTO evidence_folder (id, org_id, public_id, title, folded, bytes, created_at) VALUES (8000, ${office.org}, 'judgedfolder8000', 'Judged', 'judged@example.org', 0, 1)`);
  sql(`INSERT INTO evidence (id, folder_id, public_id, item, kind, audience, title, words, url, type, hash, bytes, created_at) VALUES (8001, 8000, 'judgedpiece8001', '', 'text', 'org', 'In words', 'Every morning', '', '', '', 0, 1)`);
  sql(`INSERT INTO application (id, org_id, achievement_id, version_id, folder_id, public_id, name, email, folded, state, statement, round, is_sampled, reason, award_id, created_at, changed_at, submitted_at, decided_at, told_at)
    SELECT 8000, w.org_id, w.achievement_id, w.version_id, 8000, 'judged8000', 'Judged', 'judged@example.org', 'judged@example.org', 'passed', 'I do it daily', 1, 1, '', w.id, 1, 1, 2, 3, 4 FROM award w WHERE w.id = ${award}`);
  const judged = (n, stage, note) => {
    sql(`INSERT INTO judgement (id, application_id, round, stage, account_id, verdict, reason, note, created_at) VALUES (${n}, 8000, 1, ${stage}, ${stage === 1 ? "(SELECT min(id) FROM account)" : id.ines}, 'pass', 'Reason ${stage}', '${note}', 1)`);
    sql(`INSERT INTO judgement_item (judgement_id, item, ticks, words) VALUES (${n}, '', 15, 'Looked at ${stage}')`);
  };
  judged(8001, 1, "Between us");
  judged(8002, 2, "Between us");
  await join("vera", { "people-auditor": "all", "badges-auditor": "all" });
  const where = `${base}/awards/${award}/judged`;
  assert.match((await who.vera.get(`${base}/awards/${award}`)).text, new RegExp(`href="${where}"`));
  const seen = await who.vera.get(where), told = words(seen);
  assert.equal(seen.status, 200, told);
  assert.match(told, /I do it daily.*Maya.*first judge.*Reason 1.*Auditor ines.*second judge.*Reason 2/);
  assert.doesNotMatch(told, /Between us/);
  assert.doesNotMatch(seen.text, /<form[^>]*\/judge"/);
  assert.match(seen.text, /\/evidence\/judgedfolder8000/);
  assert.match(words(await maya.get(`${base}/audit/views?who=${id.vera}`)), /How it was judged/);
  sql(`UPDATE person SET site_id = NULL WHERE id = ${of}`);
  assert.equal((await who.otto.get(where)).status, 404);
  assert.equal((await who.vera.get(`${base}/awards/4711/judged`)).status, 404);
  const viewer = await invite(office, "walt", "viewer");
  assert.doesNotMatch((await viewer.get(`${base}/awards/${award}`)).text, /How it was judged/);
  assert.equal((await viewer.get(where)).status, 403);
});

test("an application by another address of the directory is handed in by them", async () => {
  const state = async () => JSON.parse((await maya.get(`${base}/matrix/${person + 6}/${drive}?as=json`)).text).standing;
  assert.notEqual((await state()).state, "submitted");
  accident(office.server, `INSERT INTO person_address (org_id, person_id, address, folded) VALUES (${office.org}, ${person + 6}, 'second@example.org', 'second@example.org')`);
  accident(office.server, `INSERT INTO evidence_folder (id, org_id, public_id, title, folded, bytes, created_at) VALUES (8100, ${office.org}, 'secondfolder8100', 'Second', 'second@example.org', 0, 1)`);
  accident(office.server, `INSERT INTO application (org_id, achievement_id, version_id, folder_id, public_id, name, email, folded, state, statement, round, is_sampled, reason, created_at, changed_at, submitted_at)
    SELECT ${office.org}, a.id, a.version_id, 8100, 'second8100', 'Second', 'second@example.org', 'second@example.org', 'waiting', '', 1, 0, '', ${Date.now() - 2 * 864e5}, 1, ${Date.now() - 864e5} FROM achievement a WHERE a.id = ${office.badge}`);
  assert.ok((await state()).why.some((y) => y.code === "submitted"), JSON.stringify(await state()));
});

test("what an auditor opens is noted by the hour, without what was searched for", async () => {
  await who.ines.get(`${base}/matrix?q=secretly&at=2026-03-01`);
  for (let i = 0; i < 3; i++) await who.ines.get(`${base}/matrix/${person}/${fire}?as=json`);
  await maya.get(`${base}/matrix/${person}/${fire}`);
  const all = words(await maya.get(`${base}/audit/views`));
  assert.match(all, /Why somebody stands so Person 00 FS-01 Auditor ines .* 3/);
  const file = (await maya.get(`${base}/audit/views?as=csv`)).text;
  assert.match(file, new RegExp(`${base}/matrix\\?at=2026-03-01`));
  assert.doesNotMatch(file, /secretly|Maya/);
  assert.match(words(await maya.get(`${base}/audit/views?who=${id.otto}`)), /Auditor otto/);
  assert.doesNotMatch((await maya.get(`${base}/audit/views?who=${id.otto}&as=csv`)).text, /Auditor ines/);
  assert.match((await maya.get(`${base}/audit/views?q=person+00&as=csv`)).text, /Person 00/);
});

test("what a program reads for who audits by now is noted too", async () => {
  const tess = await join("tess", { role: "admin" });
  const api = caller(office.server, await makeToken(office, ["people:read", "awards:read", "standings:read"], "Reader", tess));
  assert.equal((await api("GET", `/people/${person + 2}`)).status, 200);
  assert.equal((await maya.get(`${base}/audit/views?who=${id.tess}&as=csv`)).text.trim().split("\r\n").length, 1);
  await maya.get(`${base}/settings/members/${id.tess}`);
  await maya.post(`${base}/settings/members/${id.tess}`, { role: "auditor", "until-auditor": day(2), "people-auditor": "all", "badges-auditor": "all" });
  assert.equal((await api("GET", `/people/${person + 2}`)).status, 200);
  assert.equal((await api("GET", `/people/${person + 3}/standing?requirement=${fire}`)).status, 200);
  assert.equal((await api("GET", "/awards?q=secretly")).status, 200);
  accident(office.server, `INSERT INTO jobrole (id, org_id, code, folded, name, words, created_at) VALUES (1, ${office.org}, 'S', 's', 'Seller', '', 1)`);
  assert.equal((await api("GET", `/clearance?person=${person + 4}&role=S`)).status, 200);
  const seen = await maya.get(`${base}/audit/views?who=${id.tess}`), told = words(seen);
  assert.match(told, /Person by a program with a token Person 02/);
  assert.match(told, /Why somebody stands so by a program with a token Person 03 FS-01/);
  assert.match(told, /Awards by a program with a token/);
  assert.match(told, /Clearance by a program with a token Person 04/);
  assert.doesNotMatch(seen.text, /href="\/api\/|secretly/);
});

test("an audit is ended at once, and another last day lets them in again", async () => {
  const page = await maya.get(`${base}/audit`);
  assert.match(words(page), /Auditor ines Everybody · Requirements: FS-01/);
  assert.equal((await who.ines.get(`${base}/matrix`)).status, 200);
  const ended = await maya.submit(page, { account: id.ines }, { action: "/audit/end" });
  assert.match(words(ended), /Ended: nothing opens for them any more/);
  assert.equal((await who.ines.get(`${base}/matrix`)).status, 403);
  assert.equal((await who.ines.get(`${base}/audit`)).status, 403);
  assert.equal((await maya.post(`${base}/audit/end`, { account: id.ines })).status, 404);
  assert.match(words(await maya.get(`${base}/settings/log`)), /Audit ended at once/);
  await maya.get(`${base}/settings/members/${id.ines}`);
  await maya.post(`${base}/settings/members/${id.ines}`, { role: "auditor", "until-auditor": day(2), "people-auditor": "all", "badges-auditor": "all" });
  assert.equal((await who.ines.get(`${base}/matrix`)).status, 200);
  assert.equal((await who.ines.get(`${base}/audit/views`)).status, 200);
});
