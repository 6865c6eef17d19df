// How well: what a badge measures, the results of its awards, and where everybody sees them.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { until } from "./harness.mjs";
import { openOffice, publish } from "./office.mjs";
import { words } from "./html.mjs";

let office, maya, badge;

before(async () => {
  office = await openOffice();
  maya = office.maya;
  badge = `${office.base}/badges/${office.badge}`;
});
after(() => office.server.stop());

async function begin(name) {
  return maya.submit(await maya.get(`${badge}/levels`), { go: `begin-${name}` }, { action: "/levels" });
}
const key = (page) => /\/levels\/([\w-]+)$/.exec(page.path)[1];

test("a rubric and a score are described, mistakes are said beside their field", async () => {
  let page = await begin("rubric");
  assert.match(page.path, /\/levels\/[\w-]+$/);
  page = await maya.submit(page, { name: "Level", level1: "", means1: "x", go: "save" }, { action: `/${key(page)}` });
  assert.equal(page.status, 422);
  assert.match(words(page), /Give this level a name/);
  const practised = /name="key2" value="([^"]+)"/.exec(page.text)[1];
  page = await maya.submit(page, { name: "Level", level1: "Learner", needed: practised, points2: "20", skill3: "EQF 5", go: "save" },
    { action: `/${key(page)}` });
  assert.equal(page.status, 422);
  assert.match(words(page), /Give the web address where this level is described/);
  page = await maya.submit(page, { url3: "https://example.org/eqf/5", go: "save" }, { action: `/${key(page)}` });
  assert.match(page.path, /\/levels$/);
  assert.match(words(page), /Level of a rubric: Learner, Practitioner, Expert\. Needed for the badge: Practitioner/);

  page = await begin("percent");
  page = await maya.submit(page, { name: "Theory test", needed: "160", go: "save" }, { action: `/${key(page)}` });
  assert.equal(page.status, 422);
  page = await maya.submit(page, { needed: "60", go: "save" }, { action: `/${key(page)}` });
  page = await begin("grade");
  page = await maya.submit(page, { name: "Away", go: "save" }, { action: `/${key(page)}` });
  const away = /value="remove-([\w-]+)"(?![^]*value="remove-)/.exec(page.text)[1];
  page = await maya.submit(page, { go: `remove-${away}` }, { action: "/levels" });
  assert.doesNotMatch(words(page), /Away/);
  assert.equal((await maya.get(`${badge}/levels/${away}`)).status, 404);
});

test("the sheet has a column for each, and the award says it in every form", async () => {
  await publish(maya, badge);
  let page = await maya.get(`${office.base}/awards/new?badge=${office.badge}`);
  assert.match(words(page), /How well\?/);
  page = await maya.submit(page, {
    people: "name,email,theory test\nAnn Lee,ann@example.org,87\nBen Low,ben@example.org,12\nCal Non,cal@example.org,\n",
    result1: /<option value="([\w-]+)"[^>]*>Expert/.exec(page.text)[1], go: "",
  }, { action: "/awards/new" });
  assert.match(words(page), /2 people will get/);
  assert.match(words(page), /this badge needs at least 60/);
  assert.match(words(await maya.get(`${page.path}?only=all`)), /Theory test: 87/);
  await maya.submit(page, {}, { action: "/start" });
  const list = page.path;
  await until(async () => !/id="progress"/.test((await maya.get(list)).text), "the end of the list", 60);

  const csv = (await maya.get(`${office.base}/awards?as=csv`)).text;
  assert.match(csv, /"Level: Expert, Theory test: 87 %"/);
  const awards = await maya.get(`${office.base}/awards?q=ann`);
  const id = /\/awards\/(\d+)"/.exec(awards.text)[1];
  const award = await maya.get(`${office.base}/awards/${id}`);
  assert.match(words(award), /Result Level: Expert, Theory test: 87 %/);
  const address = /\/b\/[A-Za-z0-9_-]{16,}/.exec(award.text)[0];

  const everybody = office.server.visitor({ accept: "text/html" });
  const shown = words(await everybody.get(address));
  assert.match(shown, /Theory test 87 %/);
  assert.match(shown, /Level Expert/);
  assert.match(shown, /Genuine/);
  const v3 = JSON.parse((await office.server.visitor({ accept: "application/json" }).get(address)).text);
  const described = v3.credentialSubject.achievement.resultDescription;
  assert.deepEqual(described.map((d) => d.resultType), ["RubricCriterionLevel", "Percent"]);
  assert.equal(described[0].requiredLevel, described[0].rubricCriterionLevel[1].id);
  assert.equal(described[0].rubricCriterionLevel[2].alignment[0].targetName, "EQF 5");
  const level = v3.credentialSubject.result.find((r) => r.achievedLevel);
  assert.equal(level.achievedLevel, described[0].rubricCriterionLevel[2].id);
  assert.equal(v3.credentialSubject.result.find((r) => r.value).value, "87");
  const v2 = JSON.parse((await office.server.visitor({ accept: "application/json" }).get(address.replace("/b/", "/ob2/b/"))).text);
  assert.match(v2.narrative, /Theory test: 87/);
  const badgeClass = JSON.parse((await office.server.visitor({ accept: "application/json" }).get(new URL(v2.badge).pathname)).text);
  assert.match(badgeClass.criteria.narrative, /Level\*\*: Learner, Practitioner, Expert \(at least Practitioner\)/);
});

test("a badge is read in the reader's language, and says what is missing", async () => {
  let page = await maya.get(`${badge}/translations`);
  assert.match(words(page), /Say first in which language it is written/);
  page = await maya.submit(page, { language: "en", go: "own" }, { action: "/translations" });
  await publish(maya, badge);
  page = await maya.get(`${badge}/translations/de`);
  assert.match(words(page), /texts are missing/);
  assert.equal((await maya.get(`${badge}/translations/en`)).status, 409);
  assert.equal((await maya.get(`${badge}/translations/xx`)).status, 404);
  page = await maya.submit(page, { w10: "Staplerfahrer <b>", w11: "Fährt sicher." }, { action: "/translations/de" });
  assert.match(words(page), /Deutsch German: \d+ of \d+ texts are missing/);

  const address = new URL(/href="([^"]*\/badges\/[\w-]{16,})"/.exec((await maya.get(badge)).text)[1]).pathname;
  const reader = (language) => office.server.visitor({ accept: "text/html", "accept-language": language });
  assert.match(words(await reader("de-AT,de;q=0.9,en;q=0.5").get(address)), /Staplerfahrer <b> .*Fährt sicher/);
  assert.match((await reader("de").get(address)).text, /<article lang="de">/);
  assert.match(words(await reader("fr,en;q=0.5,de;q=0.4").get(address)), /Forklift operator/);
  assert.match(words(await reader("de").get(`${address}?lang=en`)), /Forklift operator/);
  assert.match(words(await reader("de;q=nonsense,,;;q=,-").get(address)), /Forklift operator|Staplerfahrer/);

  const json = async (where) => {
    const got = await office.server.visitor({ accept: "application/json" }).get(where);
    return got.status === 200 ? JSON.parse(got.text) : got.status;
  };
  const number = (await json(address)).version;
  const original = await json(`${address}/${number}`);
  assert.equal(original.inLanguage, "en");
  assert.deepEqual(original.related.map((r) => r.inLanguage), ["de"]);
  const german = await json(new URL(original.related[0].id).pathname);
  assert.equal(german.name, "Staplerfahrer <b>");
  assert.equal(german.inLanguage, "de");
  assert.equal(german.related[0].id, original.id);
  assert.equal(await json(`${address}/${number}/fr`), 404);
  const v2 = await json(`/ob2${address}/${number}`);
  assert.equal(v2["@language"], "en");
  assert.equal((await json(new URL(v2.related[0].id).pathname)).name, "Staplerfahrer <b>");

  // The original changes: its translation is missing again, the others stay.
  page = await maya.get(`${badge}/basics`);
  await maya.submit(page, { name: "Forklift driver", go: "stay" }, { action: "/basics" });
  await publish(maya, badge);
  assert.match(words(await reader("de").get(address)), /Forklift driver/);
  assert.match(words(await maya.get(`${badge}/translations`)), /Deutsch/);
});
