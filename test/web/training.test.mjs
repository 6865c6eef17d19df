// External training: badges and certificates of others that people hand in; a rule takes
// what it knows, somebody judges the rest, and what an issuer takes back counts no more.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test, { after, before } from "node:test";
import { Issuer } from "./app.mjs";
import { file, lapel, until } from "./harness.mjs";
import { words } from "./html.mjs";
import { PASSWORD, accident, openOffice, picture, signIn } from "./office.mjs";
import { Site } from "./site.mjs";
import { unzip } from "./unzip.mjs";

const OTTO = "otto@example.org", MAYA = "maya@example.org", PDF = "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n";
const issuer = new Issuer(), site = new Site();
let office, maya, otto, base, one, queue, number = 0;
const badge = (more = {}) => issuer.badge(`urn:uuid:training-${++number}`, { email: OTTO, ...more });

before(async () => {
  await site.start();
  office = await openOffice({ args: ["--allow-private"] });
  ({ maya, base } = office);
  queue = `${base}/external`;
  const made = await lapel(["admin", "add-operator", OTTO, "Otto", "--password", ...office.server.place], { input: `${PASSWORD}\n` });
  assert.equal(made.status, 0, made.err);
  otto = office.server.visitor();
  await signIn(otto, OTTO);
});
after(async () => {
  await office?.server.stop();
  site.stop();
});

const hand = async (who, fields) => who.submit(await who.get("/training/new"), fields, { action: "/training/new" });
const state = (name, want) => until(async () => new RegExp(`${name}[^]{0,300}${want}`).test(words(await maya.get(one))), `${name}: ${want}`);
const bare = (page) => page.path.replace(/\?.*/, "");
const idOf = (page) => /\/training\/(\d+)/.exec(page.path)[1];
const isMailed = (subject) => until(async () => words(await maya.get(`${base}/mail`)).includes(subject), `the mail “${subject}”`);

test("who is in no directory is told what to do, and whoever is hands in for themselves alone", async () => {
  assert.match(words(await otto.get("/training")), /No place where you work is known/);
  const refused = await hand(otto, { text: badge() });
  assert.equal(refused.status, 422);
  assert.match(words(refused), /No place where you work knows one of your proved addresses/);
  for (const [name, email] of [["Otto Ohm", OTTO], ["Maya Lindqvist", MAYA]]) await maya.submit(await maya.get(`${base}/people/new`), { name, email }, { action: "/people/new" });
  assert.match(words(await otto.get("/training")), /Nothing handed in yet/);
});

test("a requirement takes proof from elsewhere, and a rule says whose", async () => {
  assert.match(words(await maya.get(`${queue}/rules`)), /No requirement takes proof from elsewhere yet/);
  let page = await maya.submit(await maya.get(`${base}/standards/new`), { code: "CR-01", name: "Driving a crane" }, { action: "/standards/new" });
  one = page.path.replace(/\/edit$/, "");
  page = await maya.submit(await maya.get(`${one}/edit`), { join: "any", part: [`badge:${office.badge}`, '{"external":0}'], who: "everybody:0" }, { action: "/edit" });
  assert.match(page.path, /\/publish$/, words(page));
  await maya.submit(page, {}, { action: "/publish" });
  const requirement = /standards\/(\d+)/.exec(one)[1];
  page = await maya.get(`${queue}/rules/new`);
  const wrong = await maya.submit(page, { requirement, issuer: "Quay Academy", pattern: "*", go: "save" }, { action: "/rules/new" });
  assert.equal(wrong.status, 422);
  assert.match(words(wrong), /the host, the DID or the address/);
  assert.match(wrong.text, /value="Quay Academy"/, "what was typed is kept");
  const looked = await maya.submit(page, { requirement, issuer: issuer.did, pattern: "Crane*", months: "1200", go: "look" }, { action: "/rules/new" });
  assert.match(words(looked), /0 of the 0 badges that were handed in here fit/);
  page = await maya.submit(looked, { go: "save" }, { action: "/rules/new" });
  assert.match(words(page), /CR-01 Driving a crane/);
});

let first;
test("a badge that is genuine, theirs and known counts at once, with what it was verified by", async () => {
  const page = await hand(otto, { file: file("crane.jwt", "text/plain", badge({ name: "Crane driver" })) });
  assert.match(words(page), /It was verified and counts at once/);
  assert.match(words(page), /Counts .*Driving a crane.*Verified by this server, and accepted by a rule/);
  first = idOf(page);
  await state("Otto Ohm", "Current");
  const shown = await maya.get(`${queue}/${first}`);
  assert.match(words(shown), /Otto Ohm.*accepted by a rule.*Receipt, signed by this server/);
  const receipt = await maya.get(`${queue}/${first}/files/receipt`);
  assert.match(receipt.text, /^[\w-]+\.[\w-]+\.[\w-]+$/);
  assert.match(receipt.headers.get("content-security-policy"), /sandbox/);
  assert.equal((await maya.get(`${queue}/${first}/files/nothing`)).status, 404);
  assert.doesNotMatch(words(await maya.get(queue)), /Otto Ohm/, "what passed by itself waits for nobody");
  assert.match(words(await maya.get(`${queue}?state=accepted`)), /Otto Ohm.*Crane driver.*CR-01.*Verified.*Counts/);
  const again = await hand(otto, { file: file("crane.jwt", "text/plain", issuer.badge(`urn:uuid:training-${number}`, { email: OTTO, name: "Crane driver" })) });
  assert.match(words(again), /You have handed this in already/);
  assert.equal(idOf(again), first);
  const [, cell, requirement, person] = /href="([^"]+\/standards\/(\d+)\/people\/(\d+))">Otto Ohm/.exec((await maya.get(one)).text);
  for (const where of [cell, `${base}/matrix/${person}/${requirement}`]) assert.match((await maya.get(where)).text, new RegExp(`href="${base}/external/\\d+">Proof of others`), where);
});

test("an audit pack has the badge, and what it was judged by, for whoever verifies it elsewhere", async () => {
  const drawn = await maya.submit(await maya.get(`${base}/audit/samples/new`), { n: "9", seed: "spring", requirement: [/standards\/(\d+)/.exec(one)[1]] }, { action: "/audit/samples/new" });
  await maya.submit(await maya.get(drawn.path), {}, { action: "/pack" });
  const where = await until(async () => /href="([^"]+file\.zip)"/.exec((await maya.get(`${base}/audit/packs`)).text)?.[1], "the pack", 60);
  const files = unzip((await maya.get(where)).bytes), names = [...files.keys()].filter((name) => name.startsWith("external/"));
  for (const name of [/\/badge$/, /\/receipt\.jwt$/, /\/report\.json$/, /\/documents\.json$/, /\/documents\/[0-9a-f]{64}$/]) assert.ok(names.some((n) => name.test(n)), `${name} of ${names}`);
  const dir = mkdtempSync(path.join(tmpdir(), "lapel-external."));
  for (const name of names) {
    mkdirSync(path.dirname(path.join(dir, name)), { recursive: true });
    writeFileSync(path.join(dir, name), files.get(name)());
  }
  const [{ kid }] = JSON.parse((await maya.get("/.well-known/lapel-receipts.json")).text).keys, folder = path.join(dir, path.dirname(names.find((n) => n.endsWith("/badge"))));
  const told = await lapel(["verify", "--receipt", path.join(folder, "receipt.jwt"), "--trust", kid, path.join(folder, "badge")]);
  rmSync(dir, { recursive: true, force: true });
  assert.equal(told.status, 0, told.out + told.err);
});

test("one that is made out to somebody else, altered, ended or nothing at all is refused in words", async () => {
  const other = await hand(otto, { text: badge({ email: "hers@example.com", name: "Hers" }) });
  assert.equal(other.status, 422);
  assert.match(words(other), /“Hers” was not taken.*made out to hers@example\.com.*Add that address to your account/);
  assert.match(other.text, /\/account\/addresses\/new\?email=hers%40example\.com/);
  const altered = await hand(otto, { text: badge().replace(/.{8}$/, "AAAAAAAA") });
  assert.equal(altered.status, 422);
  assert.match(words(altered), /was not taken/);
  const ended = await hand(otto, { text: badge({ until: "2025-01-01T00:00:00Z" }) });
  assert.equal(ended.status, 422);
  assert.match(words(ended), /This badge ended on 2025-01-01/);
  for (const bytes of ["no badge at all", "<!doctype html><script>alert(1)</script>", "{".repeat(5000)]) assert.equal((await hand(otto, { file: file("x.json", "application/json", bytes) })).status, 422);
  assert.equal((await hand(otto, {})).status, 422);
  assert.equal((await hand(otto, { text: badge(), requirement: "99999" })).status, 422);
  assert.equal((await hand(otto, { badge: "99999" })).status, 404);
});

let scan;
test("a scan waits for somebody, who never judges their own, asks for more, refuses with a reason or accepts", async () => {
  const draft = await hand(otto, { file: file("slinger.pdf", "application/pdf", PDF) });
  assert.match(draft.path, /\/training\/\d+\/say$/, words(draft));
  scan = idOf(draft);
  const wrong = await otto.submit(draft, { title: "Slinger", issuer: "", issued: "2090-01-01" }, { action: "/say" });
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /value="Slinger"/);
  const said = await otto.submit(draft, { title: "Slinger", issuer: "Quay", issued: "2026-01-05", number: "Q-7", requirement: /standards\/(\d+)/.exec(one)[1] }, { action: "/say" });
  assert.match(words(said), /Waits to be judged/);
  assert.match(words(await maya.get(queue)), /Otto Ohm.*Slinger.*On paper.*Waits to be judged/);
  const judge = `${queue}/${scan}`;
  const sent = await maya.get(/href="([^"]*\/files\/[\w-]+)"/.exec((await maya.get(judge)).text)[1]);
  assert.match(sent.headers.get("content-disposition"), /^attachment/);
  assert.equal(sent.text, PDF);
  const bad = await maya.submit(await maya.get(judge), { verdict: "accept", valid: "1" }, { action: judge });
  assert.equal(bad.status, 422);
  assert.match(words(bad), /all four/);
  await maya.submit(await maya.get(judge), { verdict: "ask", reason: "The back of it too" }, { action: judge });
  assert.match(words(await otto.get(`/training/${scan}`)), /The back of it too/);
  await otto.submit(await otto.get(`/training/${scan}`), { words: "Here it is", file: file("back.png", "image/png", picture(64)) }, { action: "/answer" });
  assert.match(words(await maya.get(judge)), /back\.png.*Here it is/);
  let page = await maya.submit(await maya.get(judge), { verdict: "refuse", reason: "It is another course" }, { action: judge });
  assert.match(words(page), /Does not count/);
  assert.match(words(await otto.get(`/training/${scan}`)), /It does not count\. The reason: It is another course/);
  await maya.submit(page, {}, { action: "/undo" });
  // By what, is asked of whoever accepts it: an auditor reads it.
  const all = { verdict: "accept", valid: "1", authentic: "1", current: "1", sufficient: "1", method: "verified" };
  for (const [fields, why] of [[{}, /say how you judged it/i], [{ method: "verified" }, /say how you judged it/i], [{ method: "register" }, /say what you looked at, or whom you asked/i]]) {
    page = await maya.submit(await maya.get(judge), { ...all, ...fields }, { action: judge });
    assert.equal(page.status, 422, JSON.stringify(fields));
    assert.match(words(page), why);
  }
  page = await maya.submit(await maya.get(judge), { ...all, method: "register", seen: "Quay <register>, entry Q-7" }, { action: judge });
  assert.match(words(page), /How it was judged It was found in a register Quay <register>, entry Q-7 .*Judged by Maya/);
  assert.match(words(page), /Counts .*Judged by Maya/);
  // Taken back, it says nothing of how any more.
  page = await maya.submit(page, {}, { action: "/undo" });
  assert.doesNotMatch(words(page), /How it was judged|Quay <register>/);
  page = await maya.submit(await maya.get(judge), { ...all, method: "original", seen: "The card itself, at his desk" }, { action: judge });
  assert.match(words(page), /How it was judged The original was shown The card itself, at his desk/);
  assert.match(words(await otto.get(`/training/${scan}`)), /The original was shown/, "whose it is reads it too");
  const own = await hand(maya, { file: file("mine.pdf", "application/pdf", `${PDF}mine`) }), id = idOf(own);
  await maya.submit(own, { title: "Mine", issuer: "Quay", issued: "2026-01-05" }, { action: "/say" });
  assert.match(words(await maya.get(`${queue}/${id}`)), /It is your own: somebody else judges it/);
  const tried = await maya.post(`${queue}/${id}`, { csrf: (await maya.get("/training")).csrf, verdict: "refuse", reason: "x" });
  assert.equal(tried.status, 403);
  assert.match(words(tried), /Nobody does this for themselves/i);
});

test("of the skills that a badge names those count that the judge ticks, as this badge spells them", async () => {
  accident(office.server, `INSERT INTO framework (id, org_id, name, items, created_at, months, levels) VALUES (700, ${office.org}, 'Yard work', 3, 1, 0, 'Novice
Practised
Expert');
    INSERT INTO framework_item (id, framework_id, code, name, url, about, type, folded) VALUES (701, 700, 'L-1', 'Lift a load', 'https://example.org/lift', '', 'CFItem', 'l-1 lift a load');
    INSERT INTO framework_item (id, framework_id, code, name, url, about, type, folded) VALUES (702, 700, 'L-2', 'Sling', 'https://example.org/sling', '', 'CFItem', 'l-2 sling');
    INSERT INTO framework_item (id, framework_id, code, name, url, about, type, folded) VALUES (703, 700, 'L-3', 'Steer', 'https://example.org/steer', '', 'CFItem', 'l-3 steer')`);
  const own = new Issuer(), requirement = /standards\/(\d+)/.exec(one)[1], alignment = (targetName, targetUrl, more = {}) => ({ type: ["Alignment"], targetName, targetUrl, ...more });
  // Of what is lifted it shows a level, in the words of the standard: by the name, as this issuer counts otherwise.
  const scale = { id: "urn:uuid:how", type: ["ResultDescription"], name: "Lift", resultType: "RubricCriterionLevel", requiredLevel: "urn:uuid:low", alignment: [alignment("Lift", "https://example.org/lift")],
    rubricCriterionLevel: ["low", "high"].map((one, i) => ({ id: `urn:uuid:${one}`, type: ["RubricCriterionLevel"], name: ["Begins", "EXPERT"][i], level: String(i + 1) })) };
  const named = (id, name, ...alignments) => own.badge(`urn:uuid:${id}`, { email: OTTO, name, achievement: { id: `https://quay.example/${id}`, alignment: alignments, resultDescription: [scale] },
    subject: { result: [{ type: ["Result"], resultDescription: "urn:uuid:how", achievedLevel: "urn:uuid:high" }] } });
  const tick = (page, name) => [...page.text.matchAll(/name="skill" value="(\d+)"[^]*?choice-text">([^<]*)/g)].find(([, , text]) => text === name)?.[1];
  // Nobody accepts this one, so what it says of an address binds no other.
  const lie = idOf(await hand(otto, { text: named("lie", "Lie", alignment("Steer", "https://their.example/tie", { targetCode: "L-3", targetFramework: "Yard work" })) }));
  await maya.submit(await maya.get(`${queue}/${lie}`), { verdict: "refuse", reason: "No" }, { action: `/external/${lie}` });
  const id = idOf(await hand(otto, { text: named("true", "Yard hand", alignment("Lift", "https://example.org/lift"), alignment("Sling", "https://example.org/sling"), alignment("Tie", "https://their.example/tie")) }));
  const judge = `${queue}/${id}`, all = { verdict: "accept", requirement, valid: "1", authentic: "1", current: "1", sufficient: "1", method: "verified" };
  let page = await maya.get(judge);
  assert.match(words(page), /Skills that it proves.*Lift · EXPERT https:\/\/example\.org\/lift.*Tie https:\/\/their\.example\/tie/);
  assert.doesNotMatch(page.text, /name="skill" value="\d+" checked/, "nothing is taken unseen");
  const [lift, tie] = [tick(page, "Lift · EXPERT"), tick(page, "Tie")];
  const kept = await maya.submit(page, { verdict: "accept", skill: [lift] }, { action: judge });
  assert.equal(kept.status, 422);
  assert.match(kept.text, new RegExp(`name="skill" value="${lift}" checked`), "what was ticked stays");
  page = await maya.submit(await maya.get(judge), { ...all, skill: [lift, tie, "999999", "x"] }, { action: judge });
  assert.match(words(page), /Counts .*Lift .*Counts .*Sling .*Does not count .*Tie .*Counts/);
  let skills = words(await otto.get("/skills"));
  assert.match(skills, /Lift a load.*Badge of others: Yard hand.* · Expert .*Expert.*Proved from outside/);
  assert.doesNotMatch(skills, /Sling|Steer/);
  assert.match(words(await maya.get(`${base}/skills?level=3`)), /Lift a load L-1 · Expert 1 Proved from outside Level 3\.0/);
  const unplaced = words(await maya.get(`${base}/frameworks/unplaced`));
  assert.match(unplaced, /Tie https:\/\/their\.example\/tie On badges of others that were accepted: 1/);
  assert.doesNotMatch(unplaced, /Steer/);
  // As long as the record says.
  accident(office.server, `UPDATE requirement_record SET ends_on = 86400000 WHERE id = (SELECT record_id FROM intake WHERE id = ${id})`);
  assert.match(words(await otto.get("/skills")), /Lift a load.*Proof has ended/);
  accident(office.server, `UPDATE requirement_record SET ends_on = NULL, voids = 1 WHERE id = (SELECT record_id FROM intake WHERE id = ${id})`);
  assert.doesNotMatch(words(await otto.get("/skills")), /Lift a load/);
  accident(office.server, `UPDATE requirement_record SET voids = 0 WHERE id = (SELECT record_id FROM intake WHERE id = ${id})`);
  // The same badge for another requirement is one proof.
  accident(office.server, `INSERT INTO intake (id, org_id, person_id, kind, state, hash, title, issuer, number, note, issued_on, is_theirs, standing, anchor, issuer_ref, achievement_ref, receipt, report, judged, reason, created_at, changed_at)
    SELECT 8800, org_id, person_id, kind, state, hash, title, issuer, number, note, issued_on, is_theirs, standing, anchor, issuer_ref, achievement_ref, receipt, report, judged, reason, created_at, changed_at FROM intake WHERE id = ${id};
    INSERT INTO intake_skill (intake_id, outside_id, taken) SELECT 8800, outside_id, taken FROM intake_skill WHERE intake_id = ${id}`);
  assert.equal(words(await otto.get("/skills")).split("Badge of others: Yard hand").length, 2);
  assert.match(words(await maya.get(`${base}/frameworks/unplaced`)), /Tie .*accepted: 1/);
  accident(office.server, "DELETE FROM intake WHERE id = 8800");
  await maya.submit(await maya.get(judge), {}, { action: "/undo" });
  skills = words(await otto.get("/skills"));
  assert.doesNotMatch(skills, /Lift a load/);
  assert.doesNotMatch((await maya.get(judge)).text, /name="skill" value="\d+" checked/, "taken back with the decision");
});

test("the same file from another is marked, and left out of what is accepted together", async () => {
  const twin = await hand(maya, { file: file("slinger.pdf", "application/pdf", PDF) });
  await maya.submit(twin, { title: "Slinger", issuer: "Quay", issued: "2026-01-05" }, { action: "/say" });
  assert.match(words(await maya.get(`${queue}/${idOf(twin)}`)), /Somebody else here handed in the same badge or file/);
  assert.match(words(await maya.get(`${queue}?kind=twin&state=all`)), /Slinger.*Somebody else handed in the same/);
  const many = [];
  for (const name of ["A", "B"]) {
    const page = await hand(otto, { file: file(`${name}.pdf`, "application/pdf", PDF + name) });
    await otto.submit(page, { title: `Paper ${name}`, issuer: "Quay", issued: "2026-01-05", requirement: /standards\/(\d+)/.exec(one)[1] }, { action: "/say" });
    many.push(idOf(page));
  }
  const list = await maya.get(queue);
  const done = await maya.submit(list, { act: "accept", row: [...many, idOf(twin)] }, { action: "/lists/external/acts" });
  assert.match(words(done), /2 proofs accepted/);
  for (const id of many) assert.match(words(await otto.get(`/training/${id}`)), /Counts/);
});

test("what its issuer takes back counts no more: the requirement is open again, and both are told", async () => {
  const url = site.badge(MAYA, { hashed: true, changes: { issuedOn: "2026-01-05T10:00:00Z" } }), requirement = /standards\/(\d+)/.exec(one)[1];
  const rule = await maya.submit(await maya.get(`${queue}/rules/new`), { requirement, issuer: new URL(site.url).host, pattern: "Slinger", go: "save" }, { action: "/rules/new" });
  assert.match(words(rule), /Slinger/);
  const page = await hand(maya, { link: url });
  assert.match(words(page), /counts at once/, words(page));
  const id = idOf(page);
  await state("Maya Lindqvist", "Current");
  site.put(new URL(url).pathname, { revoked: true }, "application/json", 410);
  const looked = await maya.submit(await maya.get(`/training/${id}`), {}, { action: "/again" });
  assert.match(words(looked), /Taken back by its issuer.*it counts no more/);
  await state("Maya Lindqvist", "Not started|Overdue|Due");
  assert.match(words(await maya.get(`${queue}?state=reopened`)), /Maya Lindqvist.*Slinger.*Revoked by its issuer.*Taken back/);
  await isMailed("It counts no more: Slinger");
  await isMailed("Open again: Driving a crane");
  const cell = await maya.get(`${one}/people/${/people\/(\d+)/.exec((await maya.get(`${base}/people?q=maya`)).text)[1]}`);
  assert.match(words(cell), /Slinger/, "the record and the one that takes it back are both there");
});

test("nobody reaches another’s, nor the queue without its right", async () => {
  for (const path of [`/training/${first}`, `/training/${scan}`, `/training/${first}/say`, `/training/${first}/files/receipt`, `/training/${first}/files/original`]) assert.equal((await maya.get(path)).status, 404, path);
  const csrf = (await maya.get("/training")).csrf;
  for (const act of ["answer", "withdraw", "again", "say"])
    assert.equal((await maya.post(`/training/${first}/${act}`, { csrf, words: "x", title: "x", issuer: "x", issued: "2026-01-05" })).status, 404, act);
  for (const path of [queue, `${queue}/${first}`, `${queue}/${first}/files/receipt`, `${queue}/rules`, `${queue}/rules/1`]) assert.ok([403, 404].includes((await otto.get(path)).status), path);
  const his = (await otto.get("/training")).csrf;
  for (const [path, fields] of [[`${queue}/${first}`, { verdict: "accept" }], [`${queue}/${first}/undo`, {}], [`${queue}/rules/new`, { issuer: "x" }], [`${queue}/rules/1/end`, {}]])
    assert.ok([403, 404].includes((await otto.post(path, { csrf: his, ...fields })).status), path);
  assert.equal((await maya.get(`${queue}/99999`)).status, 404);
  assert.equal((await office.server.visitor().get("/training")).path.replace(/\?.*/, ""), "/sign-in");
});

test("whose right goes for some people sees theirs alone", async () => {
  accident(office.server, "INSERT INTO account (name, password, lang, created_at, is_operator) SELECT 'Lea', password, lang, created_at, 0 FROM account WHERE name = 'Otto'");
  accident(office.server, "INSERT INTO account_email (account_id, address, folded, is_primary, verified_at) SELECT id, 'lea@example.org', 'lea@example.org', 1, 1 FROM account WHERE name = 'Lea'");
  accident(office.server, `INSERT INTO member (org_id, account_id, created_at) SELECT ${office.org}, id, 1 FROM account WHERE name = 'Lea'`);
  accident(office.server, `INSERT INTO member_role (org_id, account_id, role, people, badges, created_at) SELECT ${office.org}, id, 'manager', 'below', 'all', 1 FROM account WHERE name = 'Lea'`);
  await maya.submit(await maya.get(`${base}/people/new`), { name: "Lea", email: "lea@example.org" }, { action: "/people/new" });
  const lea = office.server.visitor();
  await signIn(lea, "lea@example.org");
  assert.doesNotMatch(words(await lea.get(`${queue}?state=all`)), /Otto Ohm/);
  assert.equal((await lea.get(`${queue}/${first}`)).status, 404);
  accident(office.server, `UPDATE person SET manager_id = (SELECT id FROM person p WHERE p.folded = 'lea@example.org') WHERE folded = '${OTTO}'`);
  assert.match(words(await lea.get(`${queue}?state=all`)), /Otto Ohm/);
  const page = await lea.get(`${queue}/${scan}`);
  assert.equal(page.status, 200);
  assert.doesNotMatch(page.text, /name="verdict"/, "who sees the people of a team judges nothing");
});

test("a rule that is ended takes nothing more, and what it accepted still counts", async () => {
  const rule = /href="([^"]*\/rules\/\d+)"/.exec((await maya.get(`${queue}/rules`)).text)[1];
  await maya.submit(await maya.get(rule), {}, { action: "/end" });
  assert.match(words(await maya.get(rule)), /No longer in force/);
  const page = await hand(otto, { text: badge({ name: "Crane driver" }) });
  assert.match(words(page), /Handed in\. You get a mail/);
  assert.match(words(await otto.get(`/training/${first}`)), /Counts/);
  await otto.submit(page, {}, { action: "/withdraw" });
  assert.match(words(await otto.get(bare(page))), /Withdrawn/);
});
