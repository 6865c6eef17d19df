// Levels of skills: the scale of a framework; the level that a badge shows, in its versions and in
// what is signed; those that people name; and job roles that ask for one.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { caller, checker, makeToken } from "./api.mjs";
import { Issuer } from "./app.mjs";
import { file, until } from "./harness.mjs";
import { has, lacks, unescape, words } from "./html.mjs";
import { accident, colleague, openOffice, publish } from "./office.mjs";
import { unzip } from "./zip.mjs";

let office, maya, base, badge, person, frame, role, lowly, claim;
const payload = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString());
const settings = async (levels) => {
  await maya.get(frame);
  return maya.post(frame, { name: "Yard work", months: "24", levels });
};
const send = async (where, fields) => {
  await maya.get("/skills");
  return maya.post(where, fields);
};

async function award(to) {
  const before = (await maya.get(`${base}/awards`)).text, kim = await colleague(office);
  let page = await kim.get(`${base}/awards/new?badge=${badge}`);
  page = await kim.submit(page, { people: to }, { action: "/awards/new" });
  await kim.submit(page, {}, { action: "/start" });
  await until(async () => /now has/.test((await maya.get(page.path)).text), "the award", 60);
  const fresh = [...(await maya.get(`${base}/awards`)).text.matchAll(/\/awards\/(\d+)"/g)].map((one) => one[1]).find((one) => !before.includes(`/awards/${one}"`));
  return /\/b\/([\w-]+)/.exec((await maya.get(`${base}/awards/${fresh}`)).text)[1];
}

before(async () => {
  office = await openOffice();
  ({ maya, base, badge } = office);
  frame = `${base}/frameworks/700`;
  accident(office.server, `INSERT INTO framework (id, org_id, name, items, created_at, months) VALUES (700, ${office.org}, 'Yard work', 2, 1, 24);
    INSERT INTO framework_item (id, framework_id, code, name, url, about, type, folded) VALUES (701, 700, 'L-1', 'Lift a load', 'https://example.org/lift', '', 'CFItem', 'l-1 lift a load');
    INSERT INTO framework_item (id, framework_id, code, name, url, about, type, folded) VALUES (702, 700, 'L-2', 'Sling', 'https://example.org/sling', '', 'CFItem', 'l-2 sling')`);
  await maya.submit(await maya.get(`${base}/people/new`), { name: "Maya Lindqvist", email: "maya@example.org", title: "Rigger" }, { action: "/people/new" });
  person = /\/people\/(\d+)/.exec((await maya.get(`${base}/people`)).text)[1];
});
after(() => office?.server.stop());

test("without a scale nothing asks for a level, and none can be sent", async () => {
  lacks(await maya.get(`/skills/say?item=701`), /No level/);
  assert.equal((await send("/skills/say", { me: person, item: "701", note: "", level: "1" })).status, 422);
  lacks(await maya.get(frame), /Levels: /);
});

test("a framework has a scale: names in order, each once, not one alone and not too many", async () => {
  for (const [levels, why] of [["Novice", /at least two levels/], ["Novice\nnovice", /called the same/], [Array.from({ length: 13 }, (_, i) => `L${i}`).join("\n"), /at most 12 levels/], [`A\n${"x".repeat(61)}`, /at most 60 letters/]]) {
    const refused = await settings(levels);
    assert.equal(refused.status, 422, levels);
    has(refused, why);
    assert.ok(unescape(refused.text).includes(levels), "what was typed stays");
  }
  has(await settings("  Novice \r\n\r\nPractised\nExpert <b>\n"), /Saved.*Levels: Novice, Practised, Expert <b>/);
  has(await settings("Novice\nPractised\nExpert"), /Saved.*Levels: Novice, Practised, Expert/);
});

test("a scale goes out as CASE, and a new framework takes it from there", async () => {
  const out = await maya.get(`${frame}/framework.json`);
  assert.deepEqual(JSON.parse(out.text).CFRubrics[0].CFRubricCriteria[0].CFRubricCriterionLevels.map((level) => level.quality), ["Novice", "Practised", "Expert"]);
  await maya.get(`${base}/frameworks`);
  const plan = await maya.post(`${base}/frameworks`, { name: "", file: file("c.json", "application/json", out.text.replaceAll("example.org", "else.example")) });
  has(plan, /Levels Novice, Practised, Expert/);
  const page = await maya.submit(plan, {}, { action: "/start" });
  has(page, /Levels: Novice, Practised, Expert/);
  has(await maya.submit(page, {}, { action: "/remove" }), /The framework is gone/);
});

test("a badge's step Skills offers the levels of that framework, and a hostile number is none", async () => {
  const step = `${base}/badges/${badge}/skills`;
  let page = await maya.get(step);
  page = await maya.submit(page, { skill1: "Lift a load", url1: "https://example.org/lift", framework1: "Yard work", code1: "L-1" }, { action: "/skills" });
  page = await maya.get(step);
  assert.match(page.text, /<select[^>]*name="level1"/);
  for (const level1 of ["99", "-1", "x", "1e9"])
    assert.equal((await maya.submit(await maya.get(step), { level1 }, { action: "/skills" })).status, 422, level1);
  await maya.submit(await maya.get(step), { level1: "2" }, { action: "/skills" });
  assert.match((await maya.get(step)).text, /<option value="2" selected>Practised/);
  has(await maya.get(`${base}/badges/${badge}/preview`), /Lift a load · Practised/);
});

test("published, the version says it, the difference names it, and what is signed carries it as the standard has it", async () => {
  await publish(maya, `${base}/badges/${badge}`, { counts: "yes" });
  lowly = await award("Maya Lindqvist <maya@example.org>");
  const signed = payload((await maya.get(`/b/${lowly}.jwt`)).text), is = signed.credentialSubject, of = is.achievement;
  assert.deepEqual([of.alignment[0].targetName, of.alignment[0].targetUrl, of.alignment[0].targetCode, of.alignment[0].level, of.alignment[0].levels], ["Lift a load", "https://example.org/lift", "L-1", undefined, undefined]);
  const measured = of.resultDescription[0];
  assert.equal(measured.resultType, "RubricCriterionLevel");
  assert.equal(measured.alignment[0].targetUrl, "https://example.org/lift");
  assert.deepEqual(measured.rubricCriterionLevel.map((one) => [one.name, one.level]), [["Novice", "1"], ["Practised", "2"], ["Expert", "3"]]);
  assert.equal(measured.requiredLevel, measured.rubricCriterionLevel[1].id);
  assert.deepEqual([is.result[0].resultDescription, is.result[0].achievedLevel], [measured.id, measured.requiredLevel]);
  has(await office.server.visitor().get(`/b/${lowly}`, { headers: { accept: "text/html" } }), /genuine.*Lift a load.*Practised/);
  const hosted = JSON.parse((await maya.get(`/ob2/b/${lowly}`)).text);
  assert.match(hosted.narrative, /Lift a load: Practised/);
  const before = (await maya.get(`/b/${lowly}.jwt`)).text;
  // The scale gets other words: what was signed stays to the byte, and whoever has it has the level by its place.
  await settings("Novice\nSkilled\nExpert");
  assert.equal((await maya.get(`/b/${lowly}.jwt`)).text, before);
  has(await maya.get(`${base}/people/${person}/skills`), /Lift a load.*Badge: .* · Skilled.*Skilled.*Proved/);
  await settings("Novice\nPractised\nExpert");
  // A later version shows another level: whoever has the earlier one keeps its own.
  await maya.submit(await maya.get(`${base}/badges/${badge}/skills`), { level1: "1" }, { action: "/skills" });
  await publish(maya, `${base}/badges/${badge}`, { counts: "yes" });
  has(await maya.get(`${base}/badges/${badge}/versions/2`), /Skills .*\(Level removed: Practised\) added: Novice\)/);
  has(await maya.get(`${base}/people/${person}/skills`), /Practised.*Proved/);
});

test("one's own word names a level, is changed where it was written, and the best proof that names one decides", async () => {
  has(await send("/skills/say", { me: person, item: "701", note: "Since spring", level: "3" }), /Their own word: .* · Expert · “Since spring”.*Practised.*Proved/);
  claim = /\/skills\/mine\/\d+/.exec((await maya.get("/skills")).text)[0];
  has(await maya.get(claim), /You say that you can do this: Expert\. “Since spring”/);
  const page = await maya.get(unescape(/href="(\/skills\/say\?me=\d+&amp;item=701)"/.exec((await maya.get(claim)).text)[1]));
  assert.match(page.text, /<option value="3" selected>Expert[^]*Since spring<\/textarea>/);
  for (const level of ["4", "-1", "x"]) assert.equal((await send("/skills/say", { me: person, item: "701", note: "", level })).status, 422, level);
  // A scale keeps what is named.
  const refused = await settings("Novice\nPractised");
  assert.equal(refused.status, 422);
  has(refused, /The level Expert stays: people or job roles name it/);
});

test("a word is for what was written then, and says so when it changes", async () => {
  const entered = await maya.submit(await maya.get(`${base}/people/new`), { name: "Otto", email: "otto@example.org" }, { action: "/people/new" });
  const otto = /\/people\/(\d+)/.exec(entered.path)[1];
  const id = /\d+$/.exec(claim)[0];
  accident(office.server, `INSERT INTO skill_word (id, org_id, claim_id, by_id, state, is_manager, note, said_at, level, about, about_level) VALUES (60, ${office.org}, ${id}, ${otto}, 'said', 1, 'Seen', ${Date.now() - 1000}, 3, 'Since spring', 3)`);
  lacks(await maya.get(claim), /Said of what you had written then/);
  // The level alone is another word too.
  await send("/skills/say", { me: person, item: "701", note: "Since spring", level: "1" });
  has(await maya.get(claim), /Said of what you had written then: Expert · “Since spring”/);
  await send("/skills/say", { me: person, item: "701", note: "And the big crane", level: "3" });
  has(await maya.get(claim), /Otto.* · Expert · “Seen” Said of what you had written then: Expert · “Since spring”/);
  has(await maya.get("/skills"), /A manager: Otto, .* · Expert.*Practised.*Proved/);
});

test("a job role asks for a level: one and the same proof must show it and be strong enough", async () => {
  const made = await maya.submit(await maya.get(`${base}/job-roles/new`), { code: "RIG", name: "Rigger", words: "", titles: "Rigger" }, { action: "/job-roles/new" });
  role = Number(/job-roles\/(\d+)\/edit/.exec(made.text)[1]);
  const roles = `${base}/job-roles/${role}`;
  const page = await maya.get(`${roles}/skills?item=701`);
  has(page, /Level at least.*Any level Novice Practised Expert/);
  for (const level of ["4", "-1", "x"])
    assert.equal((await maya.submit(await maya.get(`${roles}/skills?item=701`), { need: "mandatory", least: "4", weight: "1", level }, { action: "/skills" })).status, 422, level);
  has(await maya.submit(page, { need: "mandatory", least: "4", weight: "1", level: "3" }, { action: "/skills" }), /Lift a load L-1 Skill, at least: Expert, Proved/);
  has(await maya.get(`${base}/clearance?person=${encodeURIComponent("maya@example.org")}&role=RIG`), /No: .*Lift a load: Expert asked, Practised shown/);
  has(await maya.get(`${base}/people/${person}/ready/${role}`), /1 missing.*Lift a load.*Skill, at least: Expert, Proved.*Expert asked, Practised shown/);
  has(await maya.get(`${roles}/ready`), /Maya Lindqvist .*1 missing/);
  const one = /\/job-roles\/\d+\/skills\/\d+/.exec((await maya.get(roles)).text)[0];
  // A manager's word is enough, and theirs is Expert.
  await maya.submit(await maya.get(`${base}${one}`), { least: "3" }, { action: one });
  has(await maya.get(`${base}/clearance?person=${encodeURIComponent("maya@example.org")}&role=RIG`), /Yes: Maya Lindqvist/);
  await maya.submit(await maya.get(`${base}${one}`), { least: "4", level: "2" }, { action: one });
  has(await maya.get(`${base}/people/${person}/ready/${role}`), /Ready.*Lift a load/);
  await maya.submit(await maya.get(`${base}${one}`), { level: "3" }, { action: one });
  has(await maya.get(`${roles}/past`), /Expert, Proved/);
});

test("two roles are compared by it, the public page, poster and JSON-LD name it, and a vacancy made of it asks for it", async () => {
  const made = await maya.submit(await maya.get(`${base}/job-roles/new`), { code: "HLP", name: "Helper", words: "", titles: "" }, { action: "/job-roles/new" });
  const helper = Number(/job-roles\/(\d+)\/edit/.exec(made.text)[1]);
  await maya.submit(await maya.get(`${base}/job-roles/${helper}/skills?item=701`), { need: "mandatory", least: "4", weight: "1", level: "1" }, { action: "/skills" });
  has(await maya.get(`${base}/job-roles/compare?a=${helper}&b=${role}`), /Lift a load.*at least Novice, Proved.*at least Expert, Proved.*Differs/);
  const page = await maya.submit(await maya.get(`${base}/job-roles/${role}`), {}, { action: "/publish" });
  const address = new URL(/href="([^"]*\/roles\/[\w-]+)"/.exec(page.text)[1], office.server.url).pathname, stranger = office.server.visitor();
  has(await stranger.get(address), /Lift a load L-1 Skill, at least: Expert, Proved/);
  has(await stranger.get(`${address}/poster`), /Lift a load Level: Expert/);
  const told = JSON.parse((await stranger.get(`${address}/role.json`)).text);
  assert.deepEqual(told.qualifications[0].educationalLevel, { "@type": "DefinedTerm", name: "Expert", termCode: "3", inDefinedTermSet: "Yard work" });
  const vacancy = await maya.submit(await maya.get(`${base}/vacancies/new`), { title: "Rigger", closes: new Date(Date.now() + 9 * 86400000).toISOString().slice(0, 10), kept: "30", jobrole: String(role) }, { action: "/vacancies/new" });
  has(vacancy, /Lift a load.*Expert/);
});

test("a level that is put in low down moves nobody, and one that is named cannot go", async () => {
  const stand = async () => {
    has(await maya.get(`${base}/people/${person}/skills`), /Badge: .* · Practised.*A manager: Otto.* · Expert.*Their own word: .* · Expert.*Practised Proved/);
    has(await maya.get(`${base}/job-roles/${role}`), /Lift a load L-1 Skill, at least: Expert, Proved/);
    has(await maya.get(`${base}/job-roles/${role}/past`), /Expert, Proved/);
    has(await maya.get(claim), /Otto.* · Expert · “Seen” Said of what you had written then: Expert ·/);
    has(await maya.get(`${base}/people/${person}/ready/${role}`), /Expert asked, Practised shown/);
    // Opened and sent as it is, the step of the badge lowers nothing.
    assert.match((await maya.get(`${base}/badges/${badge}/skills`)).text, /<option value="\d" selected>Novice</);
  };
  await stand();
  has(await settings("Beginner\nNovice\nPractised\nExpert"), /Saved.*Levels: Beginner, Novice, Practised, Expert/);
  await stand();
  has(await maya.get(`${base}/settings/log`), /Framework of skills changed.*levels: Novice, Practised, Expert -> Beginner, Novice, Practised, Expert/);
  has(await settings("Beginner\nNovice\nPractised\nBetter"), /Saved/);
  has(await maya.get(`${base}/job-roles/${role}`), /Skill, at least: Better, Proved/);
  for (const [levels, why] of [["Beginner\nNovice\nPractised", /The level Better stays/], ["Top\nBeginner\nPractised\nBetter", /The level Novice stays/], ["", /The level Novice stays/]]) {
    const no = await settings(levels);
    assert.equal(no.status, 422, levels);
    has(no, why);
  }
  await settings("Beginner\nNovice\nPractised\nExpert");
  has(await settings("Novice\nPractised\nExpert"), /Saved.*Levels: Novice, Practised, Expert/);
  await stand();
});

test("their own copy has levels by name", async () => {
  const copy = unzip((await maya.get(`${base}/people/${person}/copy.zip`)).bytes);
  const of = (name) => copy[name].toString();
  assert.match(of("tables/skills.csv"), /level\r?\n.*,And the big crane,,1,Expert/);
  assert.match(of("tables/skill-confirmations.csv"), /Seen,Expert,Since spring,Expert/);
});

test("a level that only one's own word names stands as said, beside a skill that is proved better", async () => {
  accident(office.server, `INSERT INTO skill_claim (id, org_id, person_id, item_id, note, said_at, created_at, level) VALUES (70, ${office.org}, ${person}, 702, '', ${Date.now() - 1000}, 1, 3);
    INSERT INTO skill_word (id, org_id, claim_id, by_id, state, is_manager, note, said_at) SELECT 71, org_id, 70, by_id, 'said', 1, '', ${Date.now() - 1000} FROM skill_word WHERE id = 60`);
  has(await maya.get(`${base}/people/${person}/skills`), /Sling .* Expert \(Said\) Confirmed/);
  const call = caller(office.server, await makeToken(office, ["standings:read", "people:read", "awards:read"]));
  const told = (await call("GET", `/people/${person}/skills`)).body.skills;
  assert.deepEqual(told.map((one) => [one.strength, one.level, one.levelStrength]), [["proved", "Practised", "proved"], ["confirmed", "Expert", "said"]]);
  // What is strong enough names none: a level is not shown because somebody says so of themselves.
  await maya.submit(await maya.get(`${base}/job-roles/${role}/skills?item=702`), { need: "mandatory", least: "3", weight: "1", level: "3" }, { action: "/skills" });
  has(await maya.get(`${base}/people/${person}/ready/${role}`), /Expert asked, no level shown/);
  const one = [...(await maya.get(`${base}/job-roles/${role}`)).text.matchAll(/\/job-roles\/\d+\/skills\/\d+/g)].map((m) => m[0]).at(-1);
  await maya.post(`${base}${one}/drop`);
  accident(office.server, `DELETE FROM skill_word WHERE id = 71; DELETE FROM skill_claim WHERE id = 70`);
});

test("checked against the role, a better badge is no worse, and the level of another skill is none of this one", async () => {
  const quay = new Issuer(), ana = office.server.visitor(), names = ["Novice", "Practised", "Expert", "Master"];
  const address = new URL(/href="([^"]*\/roles\/[\w-]+)"/.exec((await maya.get(`${base}/job-roles/${role}`)).text)[1], office.server.url).pathname;
  const skill = (name, url) => ({ type: ["Alignment"], targetName: name, targetUrl: url }), both = [skill("Lift a load", "https://example.org/lift"), skill("Sling", "https://example.org/sling")];
  const measured = (of, i) => ({ id: `urn:uuid:d${i}`, type: ["ResultDescription"], name: of.targetName, resultType: "RubricCriterionLevel", alignment: [of],
    rubricCriterionLevel: names.map((name, k) => ({ id: `urn:uuid:d${i}-${k + 1}`, type: ["RubricCriterionLevel"], name, level: String(k + 1) })) });
  const points = async (id, ...levels) => {
    const badge = quay.badge(`urn:uuid:${id}`, { email: "ana@example.net", name: "Lifter", achievement: { id: `https://quay.example/${id}`, alignment: both, resultDescription: both.map(measured) },
      subject: { result: levels.map((level, i) => ({ type: ["Result"], resultDescription: `urn:uuid:d${i}`, achievedLevel: `urn:uuid:d${i}-${level}` })) } });
    const page = await ana.submit(await ana.get(`${address}/check`), { file: [file("b.jwt", "text/plain", badge)], address: "ana@example.net" }, { action: "/check" });
    return /Must be: ([\d.]+) of 1 points/.exec(words(page))?.[1] ?? words(page);
  };
  // By half, since nobody said whose word of a skill counts; and by half again without the level.
  assert.deepEqual([await points("exact", 3, 1), await points("above", 4, 1), await points("below", 2, 1), await points("other", 1, 4)], ["0.5", "0.5", "0.25", "0.25"]);
});

test("programs are told levels by name", async () => {
  const call = caller(office.server, await makeToken(office, ["standings:read", "people:read", "awards:read"]));
  const check = checker(await (await fetch(`${office.server.url}/api/openapi.json`)).json());
  const at = await call("GET", `/clearance?person=${person}&role=RIG`);
  check("GET", "/api/v1/clearance", at);
  assert.deepEqual(at.body.skills.map((one) => [one.met, one.strength, one.leastLevel, one.level]), [[false, "proved", "Expert", "Practised"]]);
  const all = await call("GET", `/people/${person}/skills`);
  check("GET", "/api/v1/people/{id}/skills", all);
  assert.deepEqual(all.body.skills.map((one) => [one.level, one.proofs.map((p) => p.level)]), [["Practised", ["Practised", "Expert", "Expert"]]]);
});

test("the map of skills shows the mean level, counts who has a level or more, and its files say it", async () => {
  const map = await maya.get(`${base}/skills`);
  has(map, /Level at least Any level Level 1 or higher.*Lift a load L-1 1 Proved Level 2\.0/);
  has(await maya.get(`${base}/skills?level=2`), /Lift a load L-1 · Practised 1 Proved Level 2\.0/);
  const none = await maya.get(`${base}/skills?level=3`);
  has(none, /Lift a load L-1 · Expert – nobody/);
  assert.match(unescape(map.text), /skills\?[^"]*as=csv/);
  const [heads, line] = (await maya.get(`${base}/skills?as=csv`)).text.replace("\uFEFF", "").split(/\r?\n/);
  assert.match(heads, /With a level,Mean level,Levels$/);
  assert.match(line, /^Lift a load,L-1,,1,.*,1,2\.0,"Novice, Practised, Expert"$/);
  has(await maya.get(`${base}/skills/701`), /1 person has it\..*Any level.*Maya Lindqvist.*Practised.*Proved/);
  has(await maya.get(`${base}/skills/701?level=3`), /Level at least: Expert.*Nobody has it yet/);
  assert.match((await maya.get(`${base}/skills/701?as=csv`)).text, /Maya Lindqvist,,Proved,Practised/);
  for (const level of ["-1", "99", "x", "9223372036854775808"]) has(await maya.get(`${base}/skills?level=${level}`), /Lift a load L-1 1 Proved/);
});
