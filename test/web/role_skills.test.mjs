// Skills that job roles take: how well each must be proved; who is ready and cleared with them,
// what is missing; the public page, and "Check me" there, with badges and with a link.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { caller, checker, makeToken, otherOrganisation } from "./api.mjs";
import { Issuer } from "./app.mjs";
import { file, until } from "./harness.mjs";
import { has, lacks, unescape, words } from "./html.mjs";
import { accident, openOffice, standards } from "./office.mjs";

let office, maya, base, roles, role, fire, person, address;
const DAY = 86400000, MAYA = "maya@example.org";
const today = new Date().toISOString().slice(0, 10);
const take = async (fields, at = "") => {
  await maya.get(`${roles}/${role}`);
  return maya.post(`${roles}/${role}/skills${at}`, { item: "701", need: "mandatory", least: "3", weight: "4", why: "", ...fields });
};
// What is changed behind the server it hears of when something else changes.
const listed = async (query, ...what) => {
  await take({ item: "702", need: "desirable", least: "1", weight: "1" });
  await until(async () => {
    const page = await maya.get(`${roles}/${role}/ready${query}`), said = words(page);
    return !/being worked out/.test(said) && what.every((one) => one.test(said));
  }, `${query}: ${what}`);
};
const clear = async (query) => maya.get(`${base}/clearance?${new URLSearchParams({ person: "N00", role: "DRV", ...query })}`);

before(async () => {
  office = await openOffice({ args: ["--allow-private"] });
  ({ maya, base } = office);
  roles = `${base}/job-roles`;
  ({ fire, person } = standards(office));
  accident(office.server, `UPDATE person SET title = 'Driver' WHERE id >= ${person} AND id < ${person + 3};
    INSERT INTO framework (id, org_id, name, items, created_at, months) VALUES (700, ${office.org}, 'Yard work', 2, 1, 12);
    INSERT INTO framework_item (id, framework_id, code, name, url, about, type, folded) VALUES (701, 700, 'L-1', 'Lift a load', 'https://example.org/lift', '', 'CFItem', 'l-1 lift a load');
    INSERT INTO framework_item (id, framework_id, code, name, url, about, type, folded) VALUES (702, 700, 'L-2', 'Sling', 'https://example.org/sling', '', 'CFItem', 'l-2 sling')`);
  const made = await maya.submit(await maya.get(`${roles}/new`), { code: "DRV", name: "Lorry driver", words: "", titles: "Driver" }, { action: "/job-roles/new" });
  role = Number(/job-roles\/(\d+)\/edit/.exec(made.text)[1]);
  await maya.submit(await maya.get(`${roles}/${role}`), { requirement: fire, need: "mandatory", why: "" }, { action: "/asks" });
  await maya.submit(await maya.get(`${base}/standards/${fire}/people/${person}`), { completed: today, source: "attendance" }, { action: "/record" });
  await until(async () => /Person 00/.test(words(await maya.get(`${roles}/${role}/ready?state=ready`))), "the standing");
});
after(() => office?.server.stop());

test("a skill is looked for and put in, with how well it must be proved, weight and reason", async () => {
  let page = await maya.get(`${roles}/${role}/skills?q=lift`);
  has(page, /A skill that it takes.*Lift a load L-1 · Yard work/);
  has(await maya.get(`${roles}/${role}/skills?q=zebra`), /Nothing is called so/);
  page = await maya.get(unescape(/href="([^"]+\/skills\?item=701)"/.exec(page.text)[1]));
  page = await maya.submit(page, { need: "mandatory", least: "3", weight: "4", why: "Loads <b>fall</b>" }, { action: "/skills" });
  has(page, /The job role takes it now.*Mandatory.*Lift a load L-1 Loads <b>fall<\/b> Skill, at least: Confirmed · Weight: 4/);
  has(await take({ item: "702", need: "desirable", least: "1", weight: "1" }), /Desirable Sling L-2 Skill, at least: Said/);
});

test("what is no skill, no strength and no weight is refused, and keeps what was typed", async () => {
  for (const fields of [{ item: "0" }, { item: "999999" }, { item: "x" }, { least: "0" }, { least: "6" }, { least: "lots" }, { weight: "0" }, { weight: "11" }, { weight: "" }, { need: "perhaps" }, { why: "x".repeat(1001) }])
    assert.equal((await take(fields)).status, 422, JSON.stringify(fields));
  const refused = await take({ weight: "99", why: "Because" });
  assert.match(refused.text, /Because<\/textarea>/);
  otherOrganisation(office);
  accident(office.server, `INSERT INTO framework (id, org_id, name, items, created_at, months) VALUES (7700, 77, 'Secret', 1, 1, 0);
    INSERT INTO framework_item (id, framework_id, code, name, url, about, type, folded) VALUES (7701, 7700, 'X', 'Secret skill', 'https://example.org/secret', '', 'CFItem', 'x')`);
  assert.equal((await take({ item: "7701" })).status, 422);
  assert.equal((await maya.get(`${roles}/${role}/skills/999999`)).status, 404);
  assert.equal((await maya.get(`/org/77/job-roles/${role}/skills`)).status, 404);
  assert.match((await office.server.visitor().get(`${roles}/${role}/skills`)).path, /sign-in/);
});

test("without a mandatory skill nobody is ready or cleared, whatever else they have", async () => {
  has(await maya.get(`${roles}/${role}/ready`), /Person 00 .*1 missing/);
  lacks(await maya.get(`${roles}/${role}/ready`), /Ready until/);
  has(await clear(), /No: Person 00 · Lorry driver.*Lift a load: Not proved yet/);
  has(await maya.get(`${base}/people/${person}/ready/${role}`), /1 missing.*Lift a load.*Not proved yet.*Sling \(Desirable\)/);
  accident(office.server, `INSERT INTO skill_claim (id, org_id, person_id, item_id, note, said_at, created_at) VALUES (50, ${office.org}, ${person}, 701, '', ${Date.now() - 2 * DAY}, 1);
    INSERT INTO skill_word (id, org_id, claim_id, by_id, state, is_manager, note, said_at) VALUES (60, ${office.org}, 50, ${person + 1}, 'said', 0, '', ${Date.now() - DAY})`);
  has(await clear(), /No: Person 00.*Lift a load: proved too weakly \(Backed\)/);
  accident(office.server, `UPDATE skill_word SET is_manager = 1`);
  has(await clear(), /Yes: Person 00 · Lorry driver .* Until/);
  await listed("", /Person 00 .*Ready until/);
  has(await maya.get(`${base}/people/${person}/ready/${role}`), /Ready until.*Lift a load.*Confirmed/);
  has(await clear({ at: "2019-06-01" }), /No: Person 00/);
  // Weaker with time: the day is known beforehand, and after it the answer is no.
  has(await clear({ at: new Date(Date.now() + 400 * DAY).toISOString().slice(0, 10) }), /No: Person 00.*Lift a load: proved too weakly \(Confirmed a while ago\)/);
});

test("who is ready is filtered, sorted and counted with skills", async () => {
  const list = `${roles}/${role}/ready`;
  await listed("?state=ready", /Ready: Ready.*Person 00 .*Ready until/);
  lacks(await maya.get(`${list}?state=ready`), /Person 01/);
  accident(office.server, `UPDATE skill_word SET is_manager = 0`);
  await listed("?state=not-ready", /Person 00 .*1 missing.*Person 01 .*2 missing/);
  lacks(await maya.get(`${list}?state=ready`), /Person 0/);
  has(await maya.get(`${list}?state=late`), /Person 00 .*Person 01/);
  has(await maya.get(`${list}?sort=ready`), /Person 00 .*Person 01/);
  has(await maya.get(`${list}?sort=-ready`), /Person 01 .*Person 00/);
  assert.match((await maya.get(`${list}?as=csv&columns=name,ready,missing`)).text, /Person 00,1 missing.*,1[,\r]/);
  // Its proof ends in twelve days: ready, but not for long.
  accident(office.server, `UPDATE skill_word SET is_manager = 1, said_at = ${Date.UTC(new Date().getUTCFullYear() - 1, new Date().getUTCMonth(), new Date().getUTCDate() + 12)}`);
  await listed("?state=ending", /Person 00 .*Ready until/);
  accident(office.server, `UPDATE skill_word SET said_at = ${Date.now() - DAY}`);
  await listed("?state=ready", /Person 00 .*Ready until/);
  lacks(await maya.get(`${list}?state=ending`), /Person 00/);
});

test("what is said of a skill is in the list a moment later, without anybody's doing", async () => {
  // Maya leads Person 01.
  accident(office.server, `UPDATE person SET email = '${MAYA}', folded = '${MAYA}' WHERE id = ${person + 2}; UPDATE person SET manager_id = ${person + 2} WHERE id = ${person + 1}`);
  const team = `${base}/team/${person + 1}/skills`;
  await maya.get(team);
  const said = await maya.post(`${team}/say`, { item: "701", note: "Lifts well" });
  assert.ok(said.status < 400, `${said.status}: ${words(said).slice(0, 500)}`);
  await until(async () => /Person 01 .*1 missing/.test(words(await maya.get(`${roles}/${role}/ready`))), "it is in the list");
  accident(office.server, `DELETE FROM skill_word WHERE claim_id <> 50`);
});

test("programs at the gate are told the same, each skill with its strength", async () => {
  const call = caller(office.server, await makeToken(office, ["standings:read"]));
  const check = checker(await (await fetch(`${office.server.url}/api/openapi.json`)).json());
  const yes = await call("GET", `/clearance?person=${person}&role=DRV`);
  check("GET", "/api/v1/clearance", yes);
  assert.equal(yes.body.cleared, true);
  assert.deepEqual(yes.body.skills.map((one) => [one.name, one.mandatory, one.met, one.least, one.strength]), [["Lift a load", true, true, "confirmed", "confirmed"], ["Sling", false, false, "said", "none"]]);
  const no = await call("GET", `/clearance?person=${person + 1}&role=DRV`);
  assert.equal(no.body.cleared, false);
  assert.ok(no.body.reasons.some((one) => /Lift a load/.test(one)));
});

test("it is changed and taken out, and a framework of which a role takes a skill stays", async () => {
  const one = /\/job-roles\/\d+\/skills\/\d+/.exec((await maya.get(`${roles}/${role}`)).text)[0];
  let page = await maya.get(`${base}${one}`);
  page = await maya.submit(page, { least: "4" }, { action: one });
  has(page, /Lift a load L-1 Loads <b>fall<\/b> Skill, at least: Proved/);
  has(await clear(), /No: Person 00/);
  accident(office.server, `DELETE FROM skill_claim WHERE id <> 50; UPDATE skill_claim SET item_id = 702 WHERE id = 50`);
  await maya.get(`${roles}/${role}`);
  has(await maya.post(`${base}/frameworks/700/remove`), /Skills of it are said by people/);
  // Who has left holds it up no more, unless nothing about them may be deleted.
  accident(office.server, `UPDATE person SET removed_at = 1 WHERE id = (SELECT person_id FROM skill_claim WHERE id = 50);
    INSERT INTO legal_hold (org_id, person_id, reason, created_at) SELECT org_id, person_id, 'a court asks', 1 FROM skill_claim WHERE id = 50`);
  await maya.get(`${roles}/${role}`);
  has(await maya.post(`${base}/frameworks/700/remove`), /Skills of it are said by people/);
  // Nor what somebody else said of it, where nothing about them may be deleted.
  accident(office.server, `UPDATE legal_hold SET person_id = (SELECT max(by_id) FROM skill_word WHERE claim_id = 50)`);
  await maya.get(`${roles}/${role}`);
  has(await maya.post(`${base}/frameworks/700/remove`), /Skills of it are said by people/);
  accident(office.server, `DELETE FROM legal_hold`);
  await maya.get(`${roles}/${role}`);
  has(await maya.post(`${base}/frameworks/700/remove`), /1 job roles take skills of it/);
  accident(office.server, `UPDATE person SET removed_at = NULL WHERE id = (SELECT person_id FROM skill_claim WHERE id = 50)`);
  accident(office.server, `UPDATE skill_claim SET item_id = 701 WHERE id = 50`);
  await maya.get(`${roles}/${role}`);
  has(await maya.post(`${base}${one}/drop`), /takes it no more/);
  has(await clear(), /Yes: Person 00/);
  await take({ why: "Loads fall" });
});

test("the public page, its poster and JSON-LD show them, and a vacancy made of the role asks for them", async () => {
  const page = await maya.submit(await maya.get(`${roles}/${role}`), {}, { action: "/publish" });
  address = new URL(/href="([^"]*\/roles\/[\w-]+)"/.exec(page.text)[1], office.server.url).pathname;
  const stranger = office.server.visitor();
  has(await stranger.get(address), /Check me.*Mandatory.*Lift a load L-1 Loads fall Skill, at least: Confirmed.*Desirable.*Sling/);
  has(await stranger.get(`${address}/poster`), /Lift a load/);
  const told = JSON.parse((await stranger.get(`${address}/role.json`)).text);
  assert.deepEqual(told.qualifications.map((one) => one.name), ["Fire safety", "Lift a load"]);
  assert.equal(told.qualifications[1].competencyRequired.url, "https://example.org/lift");
  assert.deepEqual(told.skills.map((one) => [one["@type"], one.name, one.termCode]), [["DefinedTerm", "Sling", "L-2"]]);
  const vacancy = await maya.submit(await maya.get(`${base}/vacancies/new`), { title: "Driver", closes: new Date(Date.now() + 9 * DAY).toISOString().slice(0, 10), kept: "30", jobrole: String(role) }, { action: "/vacancies/new" });
  has(vacancy, /Lift a load/);
});

test("check me: dropped badges are held against the role, and nothing is kept", async () => {
  const quay = new Issuer(), ana = office.server.visitor();
  const badge = quay.badge("urn:uuid:lift", { email: "ana@example.net", name: "Lifter", achievement: { id: "https://quay.example/1", alignment: [{ type: ["Alignment"], targetName: "Lift a load", targetUrl: "https://example.org/lift" }] } });
  let page = await ana.get(`${address}/check`);
  has(page, /Check me.*Nothing is kept/);
  assert.equal((await ana.submit(page, {}, { action: "/check" })).status, 422);
  page = await ana.submit(page, { file: [file("b.jwt", "text/plain", badge), file("x.txt", "text/plain", "no badge")], address: "ana@example.net" }, { action: "/check" });
  has(page, /What you have, and what is missing.*Fire safety.*No badge is for this.*Lift a load.*“Lifter” counts by half.*Nice to have.*Sling.*Missing/);
  assert.equal(page.headers.get("cache-control"), "no-store");
  assert.ok(!/name="badges"/.test(page.text), "nothing is carried on");
  page = await ana.submit(await ana.get(`${address}/check`), { file: [file("b.jwt", "text/plain", badge)], address: "bo@example.net" }, { action: "/check" });
  has(page, /“Lifter” would be for this, but is made out to another address/);
  for (const where of ["/roles/none/check", `${address}x/check`]) assert.equal((await ana.get(where)).status, 404);
});

test("check me by a link to what somebody shows of a Backpack here; other links lead nowhere", async () => {
  const ana = office.server.visitor();
  const lift = new Issuer().badge("urn:uuid:lift-maya", { email: MAYA, name: "Lifter of Maya", achievement: { id: "https://quay.example/2", alignment: [{ type: ["Alignment"], targetName: "Lift a load", targetUrl: "https://example.org/lift" }] } });
  const added = await maya.submit(await maya.get("/backpack/add"), { text: lift }, { action: "/backpack/add" });
  const mine = `/backpack/badges/${/\/backpack\/badges\/(\d+)/.exec(added.url)[1]}`;
  await maya.submit(await maya.get(mine), { seen: "link", shows: ["2"] }, { action: "/public" });
  const shown = /\/h\/[\w-]{16,}/.exec((await maya.get(mine)).text)[0];
  const by = async (link) => ana.submit(await ana.get(`${address}/check`), { link }, { action: "/check" });
  for (const link of [shown, office.server.url + shown]) {
    const page = await by(link);
    has(page, /Lift a load.*“Lifter of Maya” counts by half/);
    assert.ok(!page.text.includes(MAYA), "whom it is made out to is not told");
  }
  accident(office.server, `UPDATE holding SET standing = 'revoked'`);
  const revoked = await by(shown);
  assert.ok(revoked.status === 422 || /it does not count/.test(words(revoked)), "what holds no more counts for nothing");
  for (const link of ["https://elsewhere.example/c/abc", "/c/none", "javascript:alert(1)", "//evil.example/c/x", "/org/1/people", "x".repeat(499), `${office.server.url}/h/${"a".repeat(22)}`]) {
    const page = await by(link);
    assert.equal(page.status, 422, link);
    has(page, /leads to nothing that is shown here/);
  }
});

test("a requirement that takes several things together is covered by none of them alone", async () => {
  const ana = office.server.visitor(), ANA = "ana@example.net";
  let page = await maya.submit(await maya.get(`${base}/awards/new?badge=${office.badge}`), { people: `Ana,${ANA}` }, { action: "/awards/new" });
  await maya.submit(page, {}, { action: "/start" });
  const award = await until(async () => new RegExp(`href="([^"]+/awards/\\d+)">Ana`).exec((await maya.get(`${base}/awards?badge=${office.badge}`)).text)?.[1], "it is awarded", 60);
  const ours = office.server.url + /\/b\/[\w-]+/.exec((await maya.get(award)).text)[0];
  const both = `{"badge":${office.badge}},{"badge":${office.otherBadge}}`;
  const asked = async (proof) => {
    accident(office.server, `UPDATE requirement_version SET rule = '{"proof":${proof}}' WHERE requirement_id = ${fire}`);
    return ana.submit(await ana.get(`${address}/check`), { file: [file("b.txt", "text/plain", ours)], address: ANA }, { action: "/check" });
  };
  has(await asked(`{"any":[${both}]}`), /Must be: 3 of 7 points.*Fire safety .*Covered/);
  const by = async (link) => ana.submit(await ana.get(`${address}/check`), { link }, { action: "/check" });
  for (const link of [ours, new URL(ours).pathname, `${ours}?lang=de`]) {
    page = await by(link);
    has(page, /Must be: 3 of 7 points.*Fire safety .*Covered/);
    assert.ok(!page.text.includes(ANA), "whom an award is made out to is not told");
  }
  page = await by("/b/none");
  has(page, /Must be: 0 of 7 points/);
  page = await asked(`{"all":[${both},{"record":"drill"}]}`);
  has(page, /Must be: 1 of 7 points.*Fire safety: [^:]* counts in full.*Fire safety: .*No badge is for this.*Fire safety: what badges do not show.*No badge is for this/);
  lacks(page, /drill/);
  has(await asked(`{"of":2,"from":[${both},{"record":"drill"}]}`), /Must be: 2 of 7 points.*Fire safety: .* \/ .*Fire safety: .*Missing/);
  accident(office.server, `UPDATE requirement_version SET rule = '{"proof":{"record":""}}' WHERE requirement_id = ${fire}`);
});
