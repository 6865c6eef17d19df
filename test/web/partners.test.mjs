// Partners: who teaches, what they issue and what of it counts; trusted, suspended and back;
// the agreement as a file; each endorses the other; a partner's own program sends awards.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test, { after, before } from "node:test";
import { Issuer } from "./app.mjs";
import { caller, makeToken } from "./api.mjs";
import { file, lapel, root, until } from "./harness.mjs";
import { has, unescape, words } from "./html.mjs";
import { PASSWORD, accident, openOffice, signIn } from "./office.mjs";
import { Site } from "./site.mjs";
import { unzip } from "./unzip.mjs";

const OTTO = "otto@example.org", MAYA = "maya@example.org", PDF = "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n", SCRIPT = "<script>alert(1)</script>";
const issuer = new Issuer(), stranger = new Issuer(), site = new Site();
let office, maya, otto, vera, base, list, partner, one, requirement, number = 0;
const badge = (more = {}, by = issuer) => by.badge(`urn:uuid:partner-${++number}`, { email: OTTO, ...more });
const day = (ahead) => new Date(Date.now() + ahead * 86400000).toISOString().slice(0, 10);
const send = async (where, fields, action, who = maya) => who.submit(await who.get(where), fields, { action });
const add = (fields) => send(`${list}/new`, fields, "/partners/new");
/* What is done when a decision can be taken back no more, is done now. */
const minutesLater = () => accident(office.server, "UPDATE partner_event SET at = 1; UPDATE job SET run_at = 1 WHERE kind = 'partner.rules'");
const decide = (go, reason = "") => send(partner, { go, reason }, "/decide");

before(async () => {
  await site.start();
  office = await openOffice({ args: ["--allow-private"] });
  ({ maya, base } = office);
  list = `${base}/partners`;
  const made = await lapel(["admin", "add-operator", OTTO, "Otto", "--password", ...office.server.place], { input: `${PASSWORD}\n` });
  assert.equal(made.status, 0, made.err);
  otto = office.server.visitor();
  await signIn(otto, OTTO);
  for (const [name, email] of [["Otto Ohm", OTTO], ["Maya Lindqvist", MAYA]]) await send(`${base}/people/new`, { name, email }, "/people/new");
  let page = await send(`${base}/standards/new`, { code: "CR-01", name: "Driving a crane" }, "/standards/new");
  one = page.path.replace(/\/edit$/, "");
  requirement = /standards\/(\d+)/.exec(one)[1];
  page = await send(`${one}/edit`, { join: "any", part: [`badge:${office.badge}`, '{"external":0}'], who: "everybody:0" }, "/edit");
  await maya.submit(page, {}, { action: "/publish" });
  await maya.get(`${base}/settings/members`);
  accident(office.server, `INSERT INTO member (org_id, account_id, created_at) SELECT ${office.org}, account_id, 1 FROM account_email WHERE folded = '${OTTO}';
    INSERT INTO member_role (org_id, account_id, role, people, badges, created_at) SELECT ${office.org}, account_id, 'employee', 'all', 'all', 1 FROM account_email WHERE folded = '${OTTO}'`);
  const auditor = await lapel(["admin", "add-operator", "vera@example.org", "Vera", "--password", ...office.server.place], { input: `${PASSWORD}\n` });
  assert.equal(auditor.status, 0, auditor.err);
  accident(office.server, `INSERT INTO member (org_id, account_id, created_at) SELECT ${office.org}, account_id, 1 FROM account_email WHERE folded = 'vera@example.org';
    INSERT INTO member_role (org_id, account_id, role, people, badges, created_at) SELECT ${office.org}, account_id, 'viewer', 'all', 'all', 1 FROM account_email WHERE folded = 'vera@example.org'`);
  vera = office.server.visitor();
  await signIn(vera, "vera@example.org");
});
after(async () => {
  await office?.server.stop();
  site.stop();
});

test("before there is one the page says what it is for; whoever may not see it does not", async () => {
  has(await maya.get(list), /No partners yet/);
  has(await vera.get(list), /No partners yet/);
  for (const [who, where] of [[otto, list], [otto, `${list}/1`], [otto, `${list}/new`], [vera, `${list}/new`], [office.server.visitor(), list]])
    assert.ok([403, 404, 200].includes((await who.get(where)).status) && !/New partner<\/h1>|No partners yet/.test((await who.get(where)).text), where);
  assert.equal((await maya.get(`${list}/99`)).status, 404);
});

test("one is proposed by what its badges are told by, and what is wrong is said beside the field", async () => {
  const wrong = [
    [{ name: "" }, /name/i], [{ did: "" }, /By what their badges are told|by what their badges are told/], [{ did: "did:web:x#key" }, /write their DID/i], [{ did: "nonsense" }, /DID/],
    [{ host: "https://academy.example/x" }, /a host alone/], [{ host: "*.example" }, /a host alone/], [{ profile: "javascript:alert(1)" }, /address|http/i],
    [{ from: day(5), until: day(1) }, /would end before it begins/], [{ owner: "nobody@example.org" }, /has to be a member/], [{ email: "x" }, /address/i],
  ];
  for (const [change, what] of wrong) {
    const page = await add({ name: "Quay Academy", did: issuer.did, ...change });
    assert.equal(page.status, 422, JSON.stringify(change));
    has(page, what);
    if (change.name === undefined) assert.match(page.text, /value="Quay Academy"/, "what was typed is kept");
  }
  const made = await add({ name: `Quay ${SCRIPT}`, did: issuer.did, contact: "Ana Ruiz, +44 20 7946 0000", email: "ana@quay.example", scope: "Crane and rigging courses.", from: day(-30), until: day(300), review: day(90) });
  partner = made.path;
  assert.match(partner, /\/partners\/\d+$/, words(made));
  assert.doesNotMatch(made.text, /<script>alert/);
  has(made, /Proposed.*Crane and rigging courses.*Ana Ruiz/);
  await send(`${partner}/edit`, { name: "Quay Academy" }, "/edit");
  const twin = await add({ name: "Another", did: issuer.did });
  assert.equal(twin.status, 422);
  has(twin, /another partner is told by this/i);
  has(await maya.get(`${list}?q=quay`), /Quay Academy.*Proposed/);
  has(await maya.get(`${list}?trust=ended`), /Nothing fits|No partner/);
  assert.match((await maya.get(`${list}?as=csv`)).text, /Quay Academy/);
});

test("trust is decided with a reason, noted, and taken back within minutes", async () => {
  assert.equal((await decide("suspend")).status, 422);
  has(await decide("trust"), /Trusted\./);
  assert.equal((await decide("nothing")).status, 404);
  const suspended = await decide("suspend", "Their trainer had no licence");
  has(suspended, /No rule takes their badges by itself/);
  has(suspended, /Trust Suspended Their trainer had no licence/);
  const back = await send(partner, {}, "/undo");
  has(back, /Taken back/);
  const stale = await (async () => { await decide("suspend", "Once more"); return maya.get(partner); })();
  await decide("end", "Somebody else ended it");
  assert.equal((await maya.submit(stale, {}, { action: "/undo" })).status, 409, "a decision that was made since stays");
  has(await maya.get(partner), /Trust Ended Somebody else ended it/);
  await decide("trust");
  has(await maya.get(partner), /The decision was taken back.*Suspended Their trainer had no licence Maya.*Trust Trusted/);
  for (const action of ["decide", "note", "badges", "endorse", "edit"]) {
    await vera.get(partner);
    assert.equal((await vera.post(`${partner}/${action}`, { go: "end", reason: "x", words: "x", name: "x" })).status, 403, action);
  }
});

test("what they issue is listed by hand or read from its address, and a rule is made from there", async () => {
  has(await send(partner, {}, "/badges"), /write its address, or its name/i);
  has(await send(partner, { name: "Crane driver", link: "https://quay.example/courses/crane" }, "/badges"), /Listed\..*Crane driver/);
  assert.equal((await send(partner, { name: "crane driver" }, "/badges")).status, 422);
  assert.equal((await send(partner, { name: "x", link: "javascript:alert(1)" }, "/badges")).status, 422);
  const rigging = site.put("/rigging.json", { "@context": "https://w3id.org/openbadges/v2", type: "BadgeClass", id: `${site.url}/rigging.json`, name: `Rigging ${SCRIPT}`, description: "Knots.", criteria: { narrative: "x" }, issuer: `${site.url}/issuer.json`, image: `${site.url}/picture.png` });
  const refused = await send(partner, { link: rigging }, "/badges");
  assert.equal(refused.status, 422, "what stands at an address is not proved to be of a key");
  has(refused, /is not of this partner/);
  const school = (await add({ name: "Knot School", profile: `${site.url}/issuer.json` })).path;
  const listed = await send(school, { link: rigging }, "/badges");
  has(listed, /Rigging/);
  assert.doesNotMatch(listed.text, /<script>alert/);
  for (const [where, what] of [["/nothing.json", /could not be fetched/i], ["/criteria", /no achievement/i], ["/picture.png", /no achievement/i]]) {
    const page = await send(partner, { link: site.url + where }, "/badges");
    assert.equal(page.status, 422, where);
    has(page, what);
  }
  await send(partner, { name: "Slinging", ref: "https://quay.example/badges/sling" }, "/badges");
  assert.match((await maya.get(partner)).text, /<option value="https:\/\/quay\.example\/badges\/sling"/, "what has an address can be endorsed");
  const form = /href="([^"]+\/rules\/new\?issuer=[^"]+Crane[^"]+)"/.exec((await maya.get(partner)).text)[1];
  const rule = await maya.get(unescape(form));
  assert.ok(rule.text.includes(issuer.did));
  has(await maya.submit(rule, { requirement, go: "save" }, { action: "/rules/new" }), /CR-01 Driving a crane/);
  has(await maya.get(partner), /Crane driver.*Meets CR-01 Driving a crane/);
});

test("whoever has a gap sees whose course closes it, and where", async () => {
  const mine = await until(async () => { const page = await otto.get("/standards"); return /Driving a crane/.test(words(page)) && page; }, "what is asked of Otto");
  has(mine, /Courses that close this gap Crane driver By Quay Academy/);
  assert.match(mine.text, /href="https:\/\/quay\.example\/courses\/crane"/);
});

test("the courses that would do it stand wherever somebody sees what is missing: readiness, ladder, and Check me without an account", async () => {
  const roles = `${base}/job-roles`, made = async (fields) => /job-roles\/(\d+)/.exec((await maya.submit(await maya.get(`${roles}/new`), fields, { action: "/job-roles/new" })).path ?? "")?.[1];
  await made({ code: "HND", name: "Deck hand", titles: "Deck hand" });
  await made({ code: "CRN", name: "Crane operator", titles: "Crane operator" });
  const ids = [...(await maya.get(roles)).text.matchAll(/job-roles\/(\d+)"[^>]*>(?:<[^>]+>)*(Deck hand|Crane operator)/g)].reduce((all, m) => ({ ...all, [m[2]]: m[1] }), {});
  const crane = ids["Crane operator"], hand = ids["Deck hand"], course = /Courses that close this gap Crane driver By Quay Academy/;
  await maya.submit(await maya.get(`${roles}/${crane}`), { requirement, need: "mandatory", why: "" }, { action: "/asks" });
  await maya.submit(await maya.get(`${roles}/ladder`), { from: hand, to: crane }, { action: "/ladder" });
  await maya.submit(await maya.get(`${roles}/${hand}`), { person: OTTO }, { action: "/people" });
  has(await otto.get("/ladder"), course);
  await maya.submit(await maya.get(`${roles}/${crane}`), { person: OTTO }, { action: "/people" });
  has(await otto.get("/ready"), course);
  const page = await maya.submit(await maya.get(`${roles}/${crane}`), {}, { action: "/publish" }), nobody = office.server.visitor();
  const address = new URL(/href="([^"]*\/roles\/[\w-]+)"/.exec(page.text)[1], office.server.url).pathname;
  const check = async (text) => nobody.submit(await nobody.get(`${address}/check`), { file: [file("b.jwt", "text/plain", text)], address: OTTO }, { action: "/check" });
  const missing = await check(badge({ name: "Swimming" }));
  has(missing, course);
  assert.match(missing.text, /href="https:\/\/quay\.example\/courses\/crane"/);
  assert.doesNotMatch(words(await check(badge())), /Courses that close this gap/, "what is covered needs no course");
});

const hand = async (fields) => otto.submit(await otto.get("/training/new"), fields, { action: "/training/new" });
test("of one that is suspended no rule takes anything by itself, and says why; trusted again it does", async () => {
  await decide("suspend", "Their trainer had no licence");
  const page = await hand({ text: badge() });
  has(page, /Waits to be judged.*No rule takes it by itself now.*The partner Quay Academy is suspended: Their trainer had no licence/);
  has(await maya.get(`${base}/external/rules`), /is suspended: Their trainer had no licence/);
  assert.doesNotMatch(words(await otto.get("/standards")), /Courses that close this gap/);
  has(await maya.get(partner), /Crane driver.*Handed in: 1, of which 0 count/);
  has(await decide("trust"), /Trusted\./);
  has(await otto.get(page.path), /Waits to be judged/, "the decision can still be taken back");
  minutesLater();
  await until(async () => /Counts/.test(words(await otto.get(page.path))), "what waited is taken");
  has(await maya.get(partner), /Handed in: 1, of which 1 count/);
});

test("what counts says of which partner it is and what was true then, whatever becomes of the partner", async () => {
  const taken = await maya.get(partner);
  has(taken, /What was taken of theirs 1 Otto Ohm Crane driver · CR-01 .*Trusted then Counts/);
  const record = /href="(\/org\/\d+\/external\/\d+)"/.exec(taken.text)[1];
  await send(`${partner}/edit`, { name: "Quay College", scope: "Cranes alone.", until: day(500) }, "/edit");
  const kept = await maya.get(record);
  has(kept, /Partner Quay Academy Trusted then, .*Agreement then: .*Crane and rigging courses\./);
  assert.doesNotMatch(words(kept), /Cranes alone/);
  has(await vera.get(record), /Agreement then: .*Crane and rigging courses\./);
  has(await otto.get("/training").then((page) => otto.get(/href="(\/training\/\d+)"/.exec(page.text)[1])), /Partner Quay Academy Trusted then/);
  const id = /\d+$/.exec(partner)[0], all = `${base}/external?state=all&partner=${id}`;
  has(await maya.get(all), /Otto Ohm/);
  const csv = (await maya.get(`${all}&as=csv`)).text;
  assert.match(csv, /Partner,Trust then,"?Agreement then, from/);
  assert.match(csv, /Quay Academy,Trusted then,20\d\d-/);
  assert.doesNotMatch((await maya.get(`${base}/external?state=all&partner=999`)).text, /Otto Ohm/);
  const call = caller(office.server, await makeToken(office, ["standings:read"])), told = await call("GET", `/intake?partner=${id}`);
  assert.equal(told.status, 200, told.text);
  assert.equal(told.body.items.length, 1);
  assert.deepEqual((({ partner, partnerTrust, agreedUntil, state }) => ({ partner, partnerTrust, agreedUntil, state }))(told.body.items[0]), { partner: "Quay Academy", partnerTrust: "trusted", agreedUntil: day(300), state: "accepted" });
  assert.equal((await call("GET", "/intake?state=refused")).body.items.length, 0);
  assert.equal((await caller(office.server, await makeToken(office, ["people:read"]))("GET", "/intake")).status, 403);
  await send(`${partner}/edit`, { name: "Quay Academy", scope: "Crane and rigging courses.", until: day(300) }, "/edit");
});

test("the agreement is kept as evidence is: its kind told by what is in it, each look noted", async () => {
  assert.equal((await send(partner, { file: file("x.html", "text/html", `<html>${SCRIPT}</html>`) }, "/agreement")).status, 422);
  assert.equal((await send(partner, {}, "/agreement")).status, 422);
  const kept = await send(partner, { file: file("agreement.pdf", "application/pdf", PDF) }, "/agreement");
  has(kept, /Kept\. Who opens it is noted\..*agreement\.pdf/);
  const folder = /href="(\/evidence\/[\w-]+)"/.exec(kept.text)[1];
  const piece = /href="(\/evidence\/[^"]+\/[\w-]+)"/.exec((await vera.get(folder)).text)?.[1];
  assert.equal((await vera.get(piece)).status, 200);
  const bytes = await vera.get(`${piece}/file`);
  assert.equal(bytes.text, PDF);
  assert.match(bytes.headers.get("content-security-policy"), /sandbox/);
  for (const who of [office.server.visitor(), otto]) assert.notEqual((await who.get(`${piece}/file`)).text, PDF);
  has(await maya.get(partner), /Opened: [1-9]/);
  has(await maya.get(folder), /Vera/);
});

test("what they say of us stands on their page, told by the address of their contact", async () => {
  accident(office.server, `INSERT INTO endorser (id, org_id, public_id, base, email, folded, name, organisation, url, shows_email, created_at) VALUES (901, ${office.org}, 'ana-901', '${office.server.url}', 'ana@quay.example', 'ana@quay.example', 'Ana Ruiz', 'Quay Academy', '', 0, 1),
    (902, ${office.org}, 'eve-902', '${office.server.url}', 'eve@quay.example', 'eve@quay.example', 'Eve', '', '', 0, 1);
    INSERT INTO endorsement (org_id, public_id, subject, email, folded, name, message, by_earner, token_hash, asked_at, ends_at, state, endorser_id, about, comment, signed_at) VALUES
    (${office.org}, 'said-901', 'issuer', 'ana@quay.example', 'ana@quay.example', '', '', 0, 't901', 1, 2, 'shown', 901, 'https://x.example/i', 'They train with care ${SCRIPT}', 3),
    (${office.org}, 'said-902', 'issuer', 'eve@quay.example', 'eve@quay.example', '', '', 0, 't902', 1, 2, 'shown', 902, 'https://x.example/i', 'Somebody else says this', 3)`);
  const page = await vera.get(partner);
  has(page, /What they say of you The organisation They train with care .*Quay Academy .*Shown/);
  assert.doesNotMatch(page.text, /Somebody else says this|<script>alert/);
});

test("an audit pack has each partner with all that was agreed and decided, and on whom each record of the sample rests", async () => {
  const sample = await maya.submit(await maya.get(`${base}/audit/samples/new`), { name: "Cranes", n: "5", seed: "cranes", requirement: [requirement] }, { action: "/audit/samples/new" });
  await maya.submit(sample, {}, { action: "/pack" });
  const where = await until(async () => /href="([^"]+file\.zip)"/.exec((await maya.get(`${base}/audit/packs`)).text)?.[1], "the pack", 60);
  const { bytes } = await maya.get(where), files = unzip(bytes), id = /\d+$/.exec(partner)[0], zip = path.join(tmpdir(), `lapel-partners-${process.pid}.zip`);
  writeFileSync(zip, bytes);
  const told = spawnSync("python3", ["tools/check_pack.py", zip], { encoding: "utf8", cwd: root });
  rmSync(zip);
  assert.equal(told.status, 0, told.stderr);
  const one = JSON.parse(files.get(`partners/${id}.json`)().toString());
  assert.equal(one.did, issuer.did);
  assert.equal(one.scope, "Crane and rigging courses.");
  assert.ok(one.agreedFrom && one.agreedUntil && one.reviewOn);
  assert.deepEqual(one.terms.filter((t) => t.name === "Quay College").map((t) => t.scope), ["Cranes alone."]);
  assert.ok(one.history.some((e) => e.what === "suspended" && e.words === "Their trainer had no licence" && e.by === "Maya Lindqvist"));
  assert.deepEqual(one.endorsementsReceived.map((e) => e.by), ["Quay Academy"]);
  assert.ok(one.issues.some((i) => i.name === "Crane driver" && i.meets.includes("CR-01")));
  assert.deepEqual(one.agreement.map((f) => f.sha256), [createHash("sha256").update(PDF).digest("hex")]);
  const records = files.get("partner-records.csv")().toString().trim().split("\r\n").slice(1);
  assert.equal(records.length, 1);
  assert.match(records[0], new RegExp(`,CR-01,Crane driver,.*,${id},Quay Academy,`));
  assert.ok(one.terms.some((t) => t.name === "Quay Academy" && records[0].includes(`,${t.id},trusted,${t.agreedFrom},${t.agreedUntil},`)), records[0]);
});

test("notes on quality say who and when; an auditor reads all of it and changes nothing", async () => {
  assert.equal((await send(partner, { words: " " }, "/note")).status, 422);
  await send(partner, { words: `Half of the practice was missing ${SCRIPT}` }, "/note");
  const seen = await vera.get(partner);
  has(seen, /Agreement.*Crane and rigging courses|Crane and rigging courses/);
  has(seen, /Half of the practice was missing.*Maya/);
  assert.doesNotMatch(seen.text, /<script>alert|<form[^>]*\/decide|<form[^>]*\/note/);
});

let given;
test("we endorse what is theirs, signed at an address that stays, until it is taken back", async () => {
  has(await send(partner, { about: "https://elsewhere.example/x", comment: "Good" }, "/endorse"), /choose their profile/i);
  assert.equal((await send(partner, { about: issuer.did, comment: "" }, "/endorse")).status, 422);
  has(await send(partner, { about: issuer.did, comment: `Their crane course is sound ${SCRIPT}` }, "/endorse"), /Signed\..*Their crane course is sound/);
  assert.equal((await send(partner, { about: issuer.did, comment: "Again" }, "/endorse")).status, 422, "once is enough");
  given = /href="(\/endorsements\/[\w-]+)"/.exec((await maya.get(partner)).text)[1];
  const nobody = office.server.visitor(), page = await nobody.get(given, { headers: { accept: "text/html" } });
  has(page, /Their crane course is sound.*Signature checked just now/);
  assert.doesNotMatch(page.text, /<script>alert/);
  const signed = (await nobody.get(`${given}.json`)).json();
  assert.equal(signed.credentialSubject.id, issuer.did);
  assert.ok(signed.type.includes("EndorsementCredential"));
  const told = await lapel(["verify", "--intranet", office.server.url + given]);
  assert.equal(told.status, 0, told.out + told.err);
  const revocations = new URL(signed.credentialStatus[0]?.id ?? signed.credentialStatus.id).pathname;
  assert.equal((await nobody.get(revocations)).json().revokedCredential.length, 0);
  await send(partner, {}, "/take-back");
  assert.equal((await nobody.get(`${given}.json`)).status, 410);
  assert.match((await nobody.get(revocations)).text, new RegExp(given));
  const over = await nobody.get(given, { headers: { accept: "text/html" } });
  assert.equal(over.status, 410, "the page as well");
  has(over, /has taken it back/);
  assert.equal((await maya.post(`${partner}/given/9999/take-back`, {})).status, 404);
  const ask = /href="([^"]+endorsements\/new[^"]+)"/.exec((await maya.get(partner)).text)[1];
  assert.match((await maya.get(unescape(ask))).text, /ana@quay\.example/);
});

test("their program sends awards with a token of its own: judged by the same rules, each once", async () => {
  const made = await send(partner, {}, "/token");
  const secret = /id="token-secret">([^<]+)</.exec(made.text)[1], call = caller(office.server, unescape(secret));
  assert.match(made.headers.get("cache-control"), /no-store/);
  const good = badge();
  const sent = await call("POST", "/intake", { email: OTTO, badge: good });
  assert.equal(sent.status, 200, sent.text);
  assert.equal(sent.body.state, "accepted");
  assert.equal(sent.body.requirement, "CR-01");
  assert.equal((await call("POST", "/intake", { email: OTTO, badge: good })).status, 409);
  has(await otto.get("/training"), /Crane driver/);
  has(await maya.get(`${base}/external/${sent.body.id}`), /Quay Academy/);
  for (const [body, status] of [
    [{ email: OTTO }, 422], [{ email: OTTO, badge: "nonsense" }, 422], [{ email: OTTO, badge: badge({}, stranger) }, 422], [{ email: MAYA, badge: badge() }, 422],
    [{ email: "nobody@example.org", badge: badge({ email: "nobody@example.org" }) }, 404], [{ email: OTTO, badge: badge().replace(/.{8}$/, "AAAAAAAA") }, 422],
    [{ email: OTTO, badge: badge({ until: "2025-01-01T00:00:00Z" }) }, 422], [{ email: "x", badge: badge() }, 422], [{ email: OTTO, badge: badge(), file: "AAAA" }, 422], [[], 422],
  ]) {
    const answer = await call("POST", "/intake", body);
    assert.ok(answer.status === status || (status === 422 && answer.status === 400), `${answer.status} ${JSON.stringify(body).slice(0, 60)} ${answer.text}`);
  }
  has(await maya.get(partner), /Used/);
  const { paths } = await (await fetch(`${office.server.url}/api/openapi.json`)).json(), described = paths[Object.keys(paths).find((p) => p.endsWith("/intake"))].post;
  assert.ok(described.responses["404"] && described.responses["409"]);
  assert.match(JSON.stringify(described.parameters), /Idempotency-Key/);
  assert.equal((await call("GET", "/people")).status, 403);
  assert.equal((await caller(office.server, "lapel_nothing")("POST", "/intake", { email: OTTO, badge: good })).status, 401);
  accident(office.server, "UPDATE holding SET removed_at = 1 WHERE id = (SELECT max(id) FROM holding)");
  const removed = await call("POST", "/intake", { email: OTTO, badge: good });
  assert.equal(removed.status, 409);
  assert.match(removed.text, /is here already/, "what somebody threw away is not put back, nor told of");
  // With a key it is done once, and answers as it did; the key is of that request alone. What was refused is not kept.
  const once = { "idempotency-key": "course-1" }, another = badge({ name: "Crane at night" });
  const nothing = await call("POST", "/intake", { email: OTTO, badge: "nonsense" }, once);
  assert.notEqual(nothing.status, 200);
  const done = await call("POST", "/intake", { email: OTTO, badge: another }, once), replayed = await call("POST", "/intake", { email: OTTO, badge: another }, once);
  assert.equal(done.status, 200, done.text);
  assert.equal(replayed.status, 200, replayed.text);
  assert.deepEqual(replayed.body, done.body);
  assert.equal(replayed.headers.get("idempotent-replayed"), "true");
  assert.equal((await call("POST", "/intake", { email: OTTO, badge: badge() }, once)).status, 422);
  assert.equal((await call("POST", "/intake", { email: OTTO, badge: another }, { "idempotency-key": "x".repeat(300) })).status, 400);
  await send(partner, { about: issuer.did, comment: "Sound, we thought" }, "/endorse");
  await send(partner, { about: "https://quay.example/badges/sling", comment: "So were their slings" }, "/endorse");
  assert.doesNotMatch(words(await maya.get(partner)), /You still endorse them/);
  await decide("suspend", "Under review");
  const still = await maya.get(partner), ids = [...still.text.matchAll(/name="given" value="(\d+)"/g)].map((m) => m[1]);
  has(still, /You still endorse them .*Sound, we thought/);
  assert.equal(ids.length, 2);
  assert.doesNotMatch(words(await vera.get(partner)), /Take back what is ticked/);
  assert.equal((await vera.post(`${partner}/given/take-back`, { given: ids })).status, 403);
  await maya.get(partner);
  assert.equal((await maya.post(`${partner}/given/take-back`, {})).status, 409);
  await maya.get(partner);
  assert.equal((await maya.post(`${list}/${Number(/\d+$/.exec(partner)[0]) + 1}/given/take-back`, { given: ids })).status, 404, "of another partner nothing is taken back");
  has(await maya.submit(await maya.get(partner), { given: ids }, { action: "/given/take-back" }), /Taken back: whoever looks/);
  assert.doesNotMatch(words(await maya.get(partner)), /You still endorse them/);
  const refused = await call("POST", "/intake", { email: OTTO, badge: badge() });
  assert.equal(refused.status, 403);
  assert.match(refused.text, /Under review/);
  await send(partner, {}, "/undo");
});

test("what happened is gone through page by page, notes by themselves", async () => {
  const id = /\d+$/.exec(partner)[0];
  accident(office.server, Array.from({ length: 120 }, (_, i) => `INSERT INTO partner_event (org_id, partner_id, kind, words, was, at) VALUES (${office.org}, ${id}, 'note', 'Visit ${i} end', '', ${i + 2});`).join("\n"));
  const first = await maya.get(partner);
  assert.match(first.text, new RegExp(`href="[^"]*/partners/${id}/history"`));
  assert.equal(first.text.match(/Visit \d+ end/g).length, 40, "twenty of the notes, twenty of all");
  let page = await maya.get(`${partner}/history?of=notes`), seen = page.text.match(/Visit \d+ end/g);
  assert.equal(seen.length, 50);
  for (let i = 0; i < 2; i++) { page = await maya.get(unescape(/href="([^"]+after=[^"]+)"/.exec(page.text)[1])); seen = seen.concat(page.text.match(/Visit \d+ end/g)); }
  assert.equal(new Set(seen).size, 120);
  has(page, /Half of the practice was missing/);
  const back = await maya.get(unescape(/href="([^"]+before=[^"]+)"/.exec(page.text)[1]));
  assert.deepEqual(back.text.match(/Visit \d+ end/g), seen.slice(50, 100));
  has(await vera.get(`${partner}/history`), /What happened/);
  assert.ok([403, 404].includes((await otto.get(`${partner}/history`)).status));
  assert.equal((await maya.get(`${list}/999/history`)).status, 404);
});

test("many are decided at once, and taken back", async () => {
  const school = (await add({ name: "Harbour School", host: "school.example" })).path.replace(/\?.*/, "");
  const row = [partner, school].map((p) => /\d+$/.exec(p)[0]);
  const asked = await maya.submit(await maya.get(list), { act: "suspend", row }, { action: "/lists/partners/acts" });
  has(asked, /Suspend 2 partners\?/);
  assert.equal((await maya.submit(asked, { reason: "" }, { action: "/do" })).status, 422);
  has(await maya.submit(asked, { reason: "All of them are looked at" }, { action: "/do" }), /2 partners suspended/);
  has(await maya.get(`${list}?trust=suspended`), /Harbour School.*Quay Academy/);
  has(await maya.get(school), /All of them are looked at/);
  await maya.submit(await maya.get(list), {}, { action: "/undo" });
  has(await maya.get(school), /Proposed/);
  accident(office.server, "UPDATE partner SET review_on = 86400000 WHERE name = 'Quay Academy'");
  has(await maya.get(`${list}?review=due`), /Quay Academy/);
  has(await maya.get(partner), /It is to be looked at again/);
});

test("who answers for a partner who leaves gives it on, and many are given at once", async () => {
  const added = await lapel(["admin", "add-operator", "rosa@example.org", "Rosa Berg", "--password", ...office.server.place], { input: `${PASSWORD}\n` });
  assert.equal(added.status, 0, added.err);
  accident(office.server, `INSERT INTO member (org_id, account_id, created_at) SELECT ${office.org}, account_id, 1 FROM account_email WHERE folded = 'rosa@example.org';
    INSERT INTO member_role (org_id, account_id, role, people, badges, created_at) SELECT ${office.org}, account_id, 'admin', 'all', 'all', 1 FROM account_email WHERE folded = 'rosa@example.org'`);
  const row = [...(await maya.get(list)).text.matchAll(/name="row" value="(\d+)"/g)].map((m) => m[1]), asked = await maya.submit(await maya.get(list), { act: "owner", row }, { action: "/lists/partners/acts" });
  const rosa = /<option value="(\d+)"[^>]*>Rosa Berg/.exec(asked.text)[1];
  assert.doesNotMatch(asked.text, /<option[^>]*>Vera/, "whoever may not change a partner does not get one");
  assert.match(words(await maya.submit(asked, { owner: rosa }, { action: "/do" })), /given to somebody else/);
  const given = await maya.get(partner);
  has(given, /Answers for it Rosa Berg/);
  has(given, /Given to somebody else Rosa Berg Maya/);
  await maya.submit(await maya.get(list), {}, { action: "/undo" });
  has(await maya.get(partner), /Answers for it Maya Lindqvist/);
  const again = await maya.submit(await maya.get(list), { act: "owner", row }, { action: "/lists/partners/acts" });
  await maya.submit(again, { owner: rosa }, { action: "/do" });
  has(await maya.get(`${list}?owner=mine`), /Nothing fits|No partner/);
  const leaving = await maya.get(`${base}/settings/members/${rosa}/remove`), me = /<option value="(\d+)"[^>]*>Maya/.exec(leaving.text)[1];
  has(leaving, /Partners they answer for/);
  await maya.submit(leaving, { to: me }, { action: "/remove" });
  has(await maya.get(partner), /Answers for it Maya Lindqvist/);
  has(await maya.get(`${base}/settings/log`), /Partner given to somebody else/);
});
