// Standards: what is asked is written, published, proved, corrected; and who may see and do what.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { until } from "./harness.mjs";
import { openOffice } from "./office.mjs";
import { unescape, words } from "./html.mjs";

const day = (offset) => new Date(Date.now() + offset * 86400000).toISOString().slice(0, 10);

let office, maya, base, one;
before(async () => {
  office = await openOffice();
  ({ maya, base } = office);
  for (const [name, email] of [["Ann Lee", "ann@example.org"], ["Bo Berg", "bo@example.org"]]) {
    const page = await maya.submit(await maya.get(`${base}/people/new`), { name, email }, { action: "/people/new" });
    assert.match(words(page), new RegExp(name));
  }
});
after(() => office.server.stop());

const standing = (who, state) => until(async () => {
  const page = await maya.get(one);
  return new RegExp(`${who}[^]{0,200}${state}`).test(words(page)) && page;
}, `${who}: ${state}`);

async function join(name, fields) {
  const members = `${base}/settings/members`;
  await maya.get(members);
  await maya.post(members, { email: `${name}@example.org`, ...fields });
  const mails = (await maya.get(`${base}/mail`)).text.matchAll(/href="(\/org\/\d+\/mail\/\d+)"/g);
  for (const [, href] of mails) {
    const found = /(\/invite\/[A-Za-z0-9_-]+)/.exec(unescape((await maya.get(href)).text));
    if (!found) continue;
    const visitor = office.server.visitor();
    await visitor.submit(await visitor.get(found[1]), { name: `The ${name}`, password: "seven green bottles on a wall" }, { action: "/invite/" });
    return visitor;
  }
  throw new Error("no invitation");
}

test("a requirement is written as a working copy, looked at and published", async () => {
  assert.match(words(await maya.get(`${base}/standards`)), /No standards yet/);
  let page = await maya.submit(await maya.get(`${base}/standards/new`), { code: "FS-01", name: "" }, { action: "/standards/new" });
  assert.equal(page.status, 422);
  assert.match(page.text, /value="FS-01"/);
  page = await maya.submit(page, { code: "FS-01", name: "Fire safety" }, { action: "/standards/new" });
  one = page.path.replace(/\/edit$/, "");
  assert.match(page.path, /\/standards\/\d+\/edit$/);
  assert.match(words(await maya.get(one)), /Nobody is asked before it is published/);
  page = await maya.get(`${one}/edit`);
  const all = { basis_ref: "ISO 45001", part: `badge:${office.badge}`, record: "1", due0_n: "30", due0_unit: "D", due0_from: "assigned", valid: "1", valid_unit: "M", window: "60", who: "everybody:0" };
  page = await maya.submit(page, all, { action: "/edit" });
  assert.equal(page.status, 422);
  assert.match(words(page), /renewal window cannot be longer/);
  assert.match(page.text, /value="ISO 45001"/);
  page = await maya.submit(page, { ...all, valid: "12" }, { action: "/edit" });
  assert.match(page.path, /\/publish$/);
  assert.match(words(page), /Ann Lee Everybody/);
  page = await maya.submit(page, {}, { action: "/publish" });
  assert.match(words(page), /Published/);
  await standing("Ann Lee", "Due soon");
  assert.match(words(await maya.get(`${base}/standards`)), /FS-01 Fire safety[^]*0 %/);
  const csv = await maya.get(`${one}?as=csv`);
  assert.equal(csv.status, 200);
});

test("an award and a record satisfy it; a wrong record is followed by one that says so", async () => {
  let page = await maya.get(`${base}/awards/new?badge=${office.badge}`);
  page = await maya.submit(page, { people: "Bo Berg,bo@example.org" }, { action: "/awards/new" });
  await maya.submit(page, {}, { action: "/start" });
  await standing("Bo Berg", "Current");
  /* From the reason to the award, on either page. */
  const [, bo, requirement, person] = /href="([^"]+\/standards\/(\d+)\/people\/(\d+))">Bo Berg/.exec((await maya.get(one)).text);
  assert.match((await maya.get(bo)).text, /href="\/org\/\d+\/awards\/\d+">Badge “Forklift operator” of/);
  const rests = await maya.get(`${base}/matrix/${person}/${requirement}`);
  assert.match(rests.text, /href="\/org\/\d+\/awards\/\d+">Badge “Forklift operator”</);
  assert.match(rests.text, new RegExp(`href="${one}/versions/1">by version 1 of the rule`));
  const cell = /href="([^"]+\/standards\/\d+\/people\/\d+)">Ann Lee/.exec((await maya.get(one)).text)[1];
  page = await maya.submit(await maya.get(cell), { completed: day(5) }, { action: "/record" });
  assert.equal(page.status, 422);
  assert.match(words(page), /still to come/);
  page = await maya.submit(page, { completed: day(-20), source: "attendance", note: "Course in Leith" }, { action: "/record" });
  assert.match(words(page), /Course in Leith/);
  assert.match(words(page), /counts until/);
  await standing("Ann Lee", "Current");
  // As at a day before, and a year ahead.
  assert.match(words(await maya.get(`${cell}?at=${day(800)}`)), /Expired/);
  page = await maya.submit(await maya.get(cell), {}, { action: "/void" });
  assert.match(words(page), /was corrected/);
  await standing("Ann Lee", "Due soon");
  assert.match(words(await maya.get(cell.replace(/\/standards\/(\d+)\/people\/(\d+)/, "/people/$2/standards"))), /FS-01 Fire safety Due soon/);
});

test("a new version says what becomes of earlier proof, and an archived one asks nobody", async () => {
  const cell = /href="([^"]+\/standards\/\d+\/people\/\d+)">Ann Lee/.exec((await maya.get(one)).text)[1];
  await maya.submit(await maya.get(cell), { completed: day(-9), source: "member" }, { action: "/record" });
  let page = await maya.submit(await maya.get(`${one}/edit`), { name: "Fire safety at sea" }, { action: "/edit" });
  assert.match(words(page), /What changes/);
  page = await maya.submit(page, { carry: "renew", renew_by: "" }, { action: "/publish" });
  assert.equal(page.status, 422);
  page = await maya.submit(page, { carry: "renew", renew_by: day(20) }, { action: "/publish" });
  assert.match(words(page), /Version 2/);
  await standing("Bo Berg", "Current");        // proved on the day of the new version
  await standing("Ann Lee", "In renewal");
  page = await maya.submit(page, {}, { action: "/archive" });
  assert.match(words(page), /Archived/);
  await until(async () => /Nobody is asked yet/.test(words(await maya.get(one))), "nobody");
  await maya.submit(await maya.get(one), {}, { action: "/restore" });
  await standing("Ann Lee", "In renewal");
});

test("each version has a page: what it said, from when to when, and how it differs from another", async () => {
  const page = await maya.get(one);
  assert.match(words(page), /Whom it is for Everybody/);
  assert.match(words(page), /When it is due 30 days after the day it was asked How long it lasts .*Renewal window 60 days Grace None/);
  const [second, first] = [...page.text.matchAll(/href="([^"]+\/versions\/\d+)"/g)].map((m) => m[1]);
  const old = await maya.get(first);
  assert.match(words(old), /Fire safety FS-01 Version 1 Replaced .*What proves it One of these/);
  assert.match(words(old), /Published .* UTC · Maya/);
  assert.match(words(await maya.get(second)), /Version 2 In force .*Name Fire safety Fire safety at sea/);
  assert.match(words(await maya.get(`${first}?against=2`)), /Name Fire safety Fire safety at sea/);
  for (const none of ["/versions/0", "/versions/9", "/versions/1?against=7"]) assert.equal((await maya.get(one + none)).status, 404, none);
  assert.match(words(await maya.get(`${base}/standards`)), /FS-01 Fire safety at sea .*Everybody 2 /);
});

test("a save that changes the name alone loses nothing of a rule with everything in it", async () => {
  const first = one.split("/").pop();
  let page = await maya.submit(await maya.get(`${base}/standards/new`), { code: "FS-09", name: "Deep" }, { action: "/standards/new" });
  const deep = page.path.replace(/\/edit$/, "");
  const tree = { any: [{ all: [{ badge: +office.badge, level: 2 }, { of: 1, from: [{ requirement: +first }, { record: "drill", age: "P12M" }, { external: 0 }] }] }, { record: "" }] };
  page = await maya.submit(page, {
    tree: JSON.stringify(tree), who: "everybody:0", valid: "2", valid_unit: "Y", base: "previous", window: "90", grace: "5", notice: "7", rehire: "12", early: "1", leave: "1",
    due0_from: "hired", due0_n: "2", due0_unit: "M", due1_from: "on", due1_on: "2031-05-01", due2_from: "completed", due2_n: "-14", due2_unit: "D", due2_ref: first,
    due3_from: "date", due3_name: "licence issued", due3_n: "1", due3_unit: "Y", due4_from: "role", due5_from: "on", due5_on: "2032-02-29",
  }, { action: "/edit" });
  assert.match(page.path, /\/publish$/, words(page));
  page = await maya.submit(page, {}, { action: "/publish" });
  assert.match(words(page), /Published/);
  page = await maya.get(`${deep}/edit`);
  assert.match(words(page), /Badge “[^”]+”, level 2 or above/);
  assert.match(words(page), /1 of \(Requirement “FS-01”; Record “drill”, at most 12 months old; Proof of others\)/);
  const shown = page.form("/edit").fields;
  page = await maya.submit(page, { name: "Deeper" }, { action: "/edit" });
  const what = () => [...page.text.matchAll(/<tr><th scope="row">([^<]*)<\/th><td data-label="Before"/g)].map((m) => m[1]);
  assert.deepEqual(what(), ["Name"]);
  page = await maya.get(`${deep}/edit`);
  assert.deepEqual({ ...page.form("/edit").fields, name: "" }, { ...shown, name: "" });
  // A day goes, a part goes; both are told in words.
  const parts = [shown.part].flat();
  page = await maya.submit(page, { due1_from: "none", part: parts.slice(1), record: "1" }, { action: "/edit" });
  assert.deepEqual(what(), ["Name", "What proves it", "When it is due"]);
  assert.match(words(page), /2 months after the day they were hired; on 1 May 2031; 14 days before the completion of another requirement \(FS-01\)/);
  assert.doesNotMatch(words(page), /\{"/);
  page = await maya.submit(await maya.get(`${deep}/edit`), { due1_from: "date" }, { action: "/edit" });
  assert.equal(page.status, 422);
  assert.equal(page.form("/edit").fields.due3_from, "role");
  await maya.submit(await maya.get(deep), {}, { action: "/archive" });
});

test("what a requirement usually takes is said without a new version, and what nobody knows is not nothing", async () => {
  let page = await maya.submit(await maya.get(`${base}/standards/new`), { code: "EF-01", name: "With effort" }, { action: "/standards/new" });
  const self = page.path.replace(/\/edit$/, "");
  page = await maya.submit(page, { record: "1", who: "everybody:0", but: "everybody:0" }, { action: "/edit" });
  await maya.submit(page, {}, { action: "/publish" });
  const say = async (fields) => maya.submit(await maya.get(`${self}/owner`), fields, { action: "/owner" });
  page = await say({ hours: "a day", cost: "5 €" });
  assert.equal(page.status, 422);
  assert.match(words(page), /Write it like 1:30, 1.5 or 90 min.[^]*Write it like 250 or 249.50./);
  assert.match(page.text, /value="a day"/);
  page = await say({ hours: "7:30", cost: "249.50" });
  assert.match(words(page), /Version 1 [^]*Usually takes 7 h 30 min · Cost 249.50/);
  assert.match((await maya.get(`${self}/owner`)).text, /value="7:30"[^]*value="249.50"/);
  assert.match(words(await say({ hours: "0", cost: "0" })), /Usually takes 0 min · Costs nothing/);
  assert.match((await maya.get(`${self}/owner`)).text, /name="hours"[^>]*value="0"|value="0"[^>]*name="hours"/);
  assert.doesNotMatch(words(await say({ hours: "", cost: "" })), /Usually takes/);
});

test("code, owner, somebody by hand, leave and dates are said on pages, and what is wrong stays typed", async () => {
  let page = await maya.submit(await maya.get(`${base}/standards/new`), { code: "HN-01", name: "By hand" }, { action: "/standards/new" });
  const hand = page.path.replace(/\/edit$/, "");
  page = await maya.submit(page, { record: "1", who: "everybody:0", but: "everybody:0", due0_from: "date", due0_name: "licence issued", due0_n: "1", due0_unit: "Y" }, { action: "/edit" });
  await maya.submit(page, {}, { action: "/publish" });
  page = await maya.submit(await maya.get(`${hand}/owner`), { code: "FS-01", owner: "nobody@example.org" }, { action: "/owner" });
  assert.equal(page.status, 422);
  assert.match(words(page), /owner has to be a member/i);
  assert.match(page.text, /value="nobody@example.org"/);
  page = await maya.submit(page, { code: "FS-01", owner: "" }, { action: "/owner" });
  assert.match(words(page), /Another requirement has this code/);
  page = await maya.submit(page, { code: "HN-02", owner: "" }, { action: "/owner" });
  assert.match(words(page), /HN-02[^]*Owner Nobody/);
  assert.doesNotMatch(words(page), /Usually takes/);
  page = await maya.submit(page, { person: "somebody" }, { action: "/ask" });
  assert.equal(page.status, 422);
  assert.match(page.text, /value="somebody"/);
  page = await maya.submit(page, { person: "ann@example.org" }, { action: "/ask" });
  assert.match(words(page), /Asked by hand/);
  const cell = page.path, days = `${base}/people/${cell.split("/").pop()}/days`;
  assert.equal((await maya.submit(await maya.get(hand), { person: "ann@example.org" }, { action: "/ask" })).status, 422);
  // A date of hers makes it due, leave puts it off, and her return brings it back.
  page = await maya.submit(await maya.get(days), { which: "date", name: "", day: "2020-03-01" }, { action: "/days/day" });
  assert.equal(page.status, 422);
  assert.match(page.text, /value="2020-03-01"/);
  page = await maya.submit(page, { which: "date", name: "licence issued", day: "2020-03-01" }, { action: "/days/day" });
  assert.match(words(page), /licence issued/);
  assert.match(words(await maya.get(cell)), /Due by 1 Mar 2021/);
  page = await maya.submit(await maya.get(days), { first: day(-3), last: day(-5) }, { action: "/days/leave" });
  assert.equal(page.status, 422);
  page = await maya.submit(page, { first: day(-3), last: "" }, { action: "/days/leave" });
  assert.match(words(page), /– not known yet/);
  assert.match(words(await maya.get(cell)), /On leave/);
  page = await maya.submit(await maya.get(days), { ended: day(-9) }, { action: "/leave-end" });
  assert.equal(page.status, 422);
  page = await maya.submit(page, { ended: day(-1) }, { action: "/leave-end" });
  assert.doesNotMatch(words(page), /– not known yet/);
  page = await maya.submit(await maya.get(cell), {}, { action: "/ask-end" });
  assert.match(words(page), /Ask it of them by hand/);
});

test("a site has clocks of its own", async () => {
  let page = await maya.submit(await maya.get(`${base}/places/sites`), { name: "Harbour" }, { action: "/places/sites" });
  const site = /href="([^"]+\/places\/sites\/\d+)"/.exec(page.text)[1];
  page = await maya.submit(await maya.get(site), { time_zone: "Mars/Olympus" }, { action: site });
  assert.equal(page.status, 422);
  assert.match(page.text, /value="Mars\/Olympus"/);
  await maya.submit(page, { time_zone: "Pacific/Auckland" }, { action: site });
  assert.match((await maya.get(site)).text, /value="Pacific\/Auckland"/);
});

test("whoever has no right sees the text and neither names nor numbers", async () => {
  const kim = await join("kim", { role: "employee" });
  const page = await kim.get(one);
  assert.equal(page.status, 200);
  assert.match(words(page), /Fire safety at sea/);
  assert.doesNotMatch(words(page), /Bo Berg/);
  assert.doesNotMatch(words(await kim.get(`${base}/standards`)), /%/);
  for (const where of ["/edit", "/publish", "/owner", "/people/1"])
    assert.match(String((await kim.get(one + where)).status), /40[34]/, where);
  assert.match(words(await kim.get("/standards")), /Nothing is asked of you|What is asked of me/);
});
