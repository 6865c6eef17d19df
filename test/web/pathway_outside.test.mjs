// Training from elsewhere on pathways: a badge that a step takes does it as soon as it is handed
// in, somebody judges the rest for a step by name, and what its issuer takes back does it no more.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { Issuer } from "./app.mjs";
import { file, lapel, until } from "./harness.mjs";
import { has, unescape, words } from "./html.mjs";
import { PASSWORD, accident, openOffice, signIn } from "./office.mjs";
import { Site } from "./site.mjs";

const OTTO = "otto@example.org", PDF = "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n";
const issuer = new Issuer(), stranger = new Issuer(), site = new Site();
let office, maya, otto, base, queue, pathway, mine, hers, number = 0;
const badge = (by, more = {}) => by.badge(`urn:uuid:outside-${++number}`, { email: OTTO, ...more });
const hand = async (who, fields) => who.submit(await who.get("/training/new"), fields, { action: "/training/new" });
const step = async (fields) => maya.submit(await maya.get(`${pathway}/steps/new`), { kind: "badge", ...fields }, { action: "/steps/new" });
const idOf = (page) => /\/training\/(\d+)/.exec(page.path)[1];
const shows = (who, where, what) => until(async () => what.test(words(await who.get(where))), `${where}: ${what}`);

before(async () => {
  await site.start();
  office = await openOffice({ args: ["--allow-private"] });
  ({ maya, base } = office);
  queue = `${base}/external`;
  const made = await lapel(["admin", "add-operator", OTTO, "Otto", "--password", ...office.server.place], { input: `${PASSWORD}\n` });
  assert.equal(made.status, 0, made.err);
  otto = office.server.visitor();
  await signIn(otto, OTTO);
  for (const [name, email] of [["Otto Ohm", OTTO], ["Maya Lindqvist", "maya@example.org"]]) await maya.submit(await maya.get(`${base}/people/new`), { name, email }, { action: "/people/new" });
});
after(async () => {
  await office?.server.stop();
  site.stop();
});

test("a step says which badges of others do it too; a line without an achievement is refused and kept", async () => {
  pathway = (await maya.submit(await maya.get(`${base}/pathways/new`), { name: "On the quay", is_open: "1", lapses: "1" }, { action: "/pathways/new" })).path;
  let page = await step({ title: "Crane", outside: "quay.example" });
  assert.equal(page.status, 422);
  has(page, /say which achievement/i);
  assert.match(page.text, /quay\.example\s*<\/textarea>/, "what was typed is kept");
  page = await step({ title: "Crane", outside: "quay*.example Crane" });
  assert.equal(page.status, 422);
  page = await step({ title: "Crane", outside: Array.from({ length: 21 }, (_, i) => `quay${i}.example *`).join("\n") });
  assert.equal(page.status, 422);
  has(page, /At most 20 lines/);
  page = await step({ title: "Crane", outside: `\r\n  ${issuer.did}   Crane*\r\nquay.example "><script>alert(1)</script>\r\n` });
  has(page, /Crane From elsewhere: .*“"><script>alert\(1\)<\/script>” \(quay\.example\)/);
  has(page, /“Crane\*” \(did:jwk:/);
  await step({ title: "Sling", outside: `${new URL(site.url).host} Slinger` });
  page = await step({ title: "Lead", badges: office.badge });
  page = await maya.submit(await maya.get(pathway), {}, { action: "/publish" });
  has(page, /Published/);
  const told = JSON.parse((await maya.get(`${pathway}/pathway.json`)).text);
  assert.deepEqual(told.steps.find((s) => s.title === "Sling").equivalents, [{ issuer: new URL(site.url).host, achievement: "Slinger" }]);
  // In the form again as it was typed, but for its order.
  const line = /\/steps\/(\d+)">Crane/.exec(page.text)[1];
  assert.match((await maya.get(`${pathway}/steps/${line}`)).text, /did:jwk:[^ ]+ Crane\*\n/);
});

test("whoever handed in before comes onto the pathway with it; what another issued waits", async () => {
  const waiting = await hand(otto, { text: badge(stranger) });
  has(waiting, /Waits to be judged/);
  has(await hand(otto, { text: badge(issuer) }), /Waits to be judged/);
  mine = (await otto.submit(await otto.get("/pathways"), {}, { action: "/pathways/join" })).path;
  await shows(otto, mine, /Crane From elsewhere: “Crane driver by Quay Academy”, since .* Done/);
  const page = await otto.get(mine);
  has(page, /Proved to be did:jwk:\S+ · Last looked at/);
  has(page, /1 of 3 done/);
  const proof = /href="(\/training\/\d+)"/.exec(page.text)[1];
  has(await otto.get(proof), /Counts .*The pathway “On the quay”.*taken by a pathway/);
  has(await otto.get(`/training/${idOf(waiting)}`), /Waits to be judged/);
  const person = /people\/(\d+)/.exec((await maya.get(`${base}/people?q=otto`)).text)[1];
  hers = /href="(\/org\/\d+\/people\/\d+\/pathways\/\d+)"/.exec((await maya.get(`${base}/people/${person}/pathways`)).text)[1];
  const shown = await maya.get(hers);
  has(shown, /Crane From elsewhere: “Crane driver by Quay Academy”/);
  has(await maya.get(/href="(\/org\/\d+\/external\/\d+)"/.exec(shown.text)[1]), /The pathway “On the quay”.*Accepted On the quay: Crane/);
  has(await maya.get(`${queue}?state=accepted`), /Otto Ohm.*Crane driver.*On the quay/);
});

test("one that is handed in later does a step at once, and no more when its issuer takes it back", async () => {
  const url = site.badge(OTTO, { hashed: true, changes: { issuedOn: "2026-01-05T10:00:00Z" } });
  const page = await hand(otto, { link: url });
  has(page, /It was verified and counts at once/);
  has(await otto.get(mine), /Sling From elsewhere: “Slinger by Quay Training”, since .* Done/);
  await shows(maya, `${pathway}/people`, /Otto Ohm 2 \/ 3/);
  site.put(new URL(url).pathname, { revoked: true }, "application/json", 410);
  has(await otto.submit(await otto.get(`/training/${idOf(page)}`), {}, { action: "/again" }), /Taken back by its issuer.*it counts no more/);
  has(await otto.get(mine), /Sling “Slinger by Quay Training” was taken back .*Not valid any more/);
  await shows(maya, `${pathway}/people`, /Otto Ohm 1 \/ 3/);
  await until(async () => words(await maya.get(`${base}/mail`)).includes("It counts no more: Slinger"), "the mail about it");
});

test("somebody judges paper for a step that is theirs to do; taken back, the step is asked for again", async () => {
  const draft = await hand(otto, { file: file("lead.pdf", "application/pdf", PDF) });
  await otto.submit(draft, { title: "Foreman", issuer: "Harbour school", issued: "2026-01-05" }, { action: "/say" });
  const judge = `${queue}/${idOf(draft)}`, sound = { verdict: "accept", valid: "1", authentic: "1", current: "1", sufficient: "1", method: "original", seen: "The paper itself" };
  let page = await maya.get(judge);
  has(page, /A step of a pathway.*On the quay: Sling.*On the quay: Lead/);
  assert.doesNotMatch(words(page), /On the quay: Crane/, "what is done is not offered");
  const [, enrol, line] = /value="(\d+)\.(\d+)"[^>]*>On the quay: Lead/.exec(page.text);
  for (const wrong of [`${enrol}.999`, `999.${line}`, "x", `${enrol}.${line}.1`, ""]) {
    const refused = await maya.submit(page, { ...sound, step: wrong }, { action: judge });
    assert.equal(refused.status, 422, wrong);
    has(refused, wrong ? /choose a step that they have still to do/i : /choose what it counts for/i);
  }
  page = await maya.submit(page, { ...sound, step: `${enrol}.${line}` }, { action: judge });
  has(page, /Counts .*The pathway “On the quay”.*Judged by Maya Lindqvist/);
  has(await otto.get(mine), /Lead With “Foreman” by Harbour school from elsewhere, as Maya Lindqvist judged on .* Done/);
  has(await maya.get(`${base}/settings/log`), /Step of a pathway done with training from elsewhere/);
  page = await maya.submit(await maya.get(judge), {}, { action: "/undo" });
  has(page, /Waits to be judged/);
  has(await otto.get(mine), /Lead With the badge “[^”]+” .*Open/);
  assert.equal((await otto.get(judge)).status, 404, "judging is not for whose it is");
});

let crane;

test("a badge that is to prove a requirement waits for that, and does the step meanwhile", async () => {
  const page = await maya.submit(await maya.get(`${base}/standards/new`), { code: "CR-01", name: "Driving a crane" }, { action: "/standards/new" });
  const one = page.path.replace(/\/edit$/, ""), requirement = /standards\/(\d+)/.exec(one)[1];
  await maya.submit(await maya.submit(await maya.get(`${one}/edit`), { join: "any", part: ['{"external":0}'], who: "everybody:0" }, { action: "/edit" }), {}, { action: "/publish" });
  crane = { one, requirement };
  await until(async () => /CR-01/.test((await otto.get("/training/new")).text), "it is asked of him");
  has(await hand(otto, { text: badge(issuer, { name: "Crane at sea" }), requirement }), /Waits to be judged/);
  await until(async () => /Crane at sea.*Counts/.test(words(await maya.get(`${queue}?state=accepted`))), "a row of its own counts for the pathway");
  has(await maya.get(`${queue}?requirement=${requirement}`), /Crane at sea.*CR-01.*Waits to be judged/);
});

test("what a pathway took may prove a requirement yet, once", async () => {
  const text = badge(issuer, { name: "Crane in port" });
  has(await hand(otto, { text }), /It was verified and counts at once/);
  has(await hand(otto, { text }), /you have handed this in already/i);
  has(await hand(otto, { text, requirement: crane.requirement }), /Waits to be judged/);
  has(await hand(otto, { text, requirement: crane.requirement }), /you have handed this in already/i);
});

test("what a pathway took is taken back by hand, and no pathway takes that badge again", async () => {
  const accepted = async () => words(await maya.get(`${queue}?state=accepted`));
  const judgeOf = (page) => `${queue}/${idOf(page)}`;
  const text = badge(issuer, { name: "Crane at dawn" });
  const page = await hand(otto, { text });
  has(page, /It was verified and counts at once/);
  has(await maya.submit(await maya.get(judgeOf(page)), {}, { action: "/undo" }), /Crane at dawn .*Waits to be judged/);
  assert.doesNotMatch(await accepted(), /Crane at dawn/);
  assert.equal((await otto.post(`${judgeOf(page)}/undo`, {})).status, 404, "not by whose it is");
  await maya.submit(await maya.get(judgeOf(page)), { verdict: "refuse", reason: "Another crane" }, { action: judgeOf(page) });
  has(await hand(otto, { text }), /Waits to be judged/);
  assert.doesNotMatch(await accepted(), /Crane at dawn/);
  // Of one that waits for a requirement beside it, the same.
  const row = (await maya.get(`${queue}?state=accepted`)).text.split("<tr").find((one) => one.includes("Crane at sea"));
  const own = /href="(\/org\/\d+\/external\/\d+)"/.exec(row)[1];
  has(await maya.submit(await maya.get(own), {}, { action: "/undo" }), /Crane at sea .*Waits to be judged/);
  assert.doesNotMatch(await accepted(), /Crane at sea/);
});

test("whoever answers for one requirement judges for that, and for no step of a pathway", async () => {
  await maya.get(`${base}/settings/members`);
  await maya.post(`${base}/settings/members`, { email: "pia@example.org", role: "programme", "badge-programme": [office.otherBadge] });
  const pia = office.server.visitor();
  const invite = () => maya.get(`${base}/mail`).then(async (list) => maya.get(/href="(\/org\/\d+\/mail\/\d+)"/.exec(list.text)[1]));
  await pia.submit(await pia.get(await until(async () => /(\/invite\/[A-Za-z0-9_-]+)/.exec(unescape((await invite()).text))?.[1], "the invitation")), { name: "Pia", password: "seven green bottles on a wall" }, { action: "/invite/" });
  await maya.submit(await maya.get(`${crane.one}/owner`), { code: "CR-01", owner: "pia@example.org" }, { action: "/owner" });
  const judge = `${queue}/${idOf(await hand(otto, { text: badge(stranger, { name: "Foreman" }), requirement: crane.requirement }))}`;
  const step = /value="(\d+\.\d+)"[^>]*>On the quay: Lead/.exec((await maya.get(judge)).text)[1];
  const page = await pia.get(judge), sound = { verdict: "accept", valid: "1", authentic: "1", current: "1", sufficient: "1", method: "verified" };
  has(page, /Foreman/);
  assert.doesNotMatch(words(page), /On the quay/);
  for (const requirement of ["", crane.requirement]) {
    const refused = await pia.post(judge, { ...sound, requirement, step });
    assert.equal(refused.status, 422, requirement);
    has(refused, /choose a step that they have still to do/i);
  }
  has(await pia.submit(page, { ...sound, requirement: crane.requirement }, { action: judge }), /Counts .*CR-01/);
  has(await otto.get(mine), /Lead With the badge “[^”]+” .*Open/);
});

test("a badge that a rule names, and whose requirement takes it no more, does a step", async () => {
  const one = (await maya.submit(await maya.get(`${base}/standards/new`), { code: "CR-02", name: "Driving at noon" }, { action: "/standards/new" })).path.replace(/\/edit$/, "");
  await maya.submit(await maya.submit(await maya.get(`${one}/edit`), { join: "any", part: ['{"external":0}'], who: "everybody:0" }, { action: "/edit" }), {}, { action: "/publish" });
  const requirement = /standards\/(\d+)/.exec(one)[1];
  has(await maya.submit(await maya.get(`${queue}/rules/new`), { requirement, issuer: issuer.did, pattern: "Crane at noon", go: "save" }, { action: "/rules/new" }), /Crane at noon/);
  accident(office.server, `UPDATE requirement_version SET rule = replace(rule, 'external', 'record') WHERE requirement_id = ${requirement}`);
  has(await hand(otto, { text: badge(issuer, { name: "Crane at noon" }) }), /Waits to be judged/);
  has(await maya.get(`${queue}?requirement=${requirement}`), /Crane at noon.*CR-02.*Waits to be judged/);
  has(await maya.get(`${queue}?state=accepted`), /Crane at noon.*On the quay/);
});

test("a step is done for as long as whoever judged the badge says", async () => {
  const judge = `${queue}/${idOf(await hand(otto, { text: badge(issuer, { name: "Rigger" }), requirement: crane.requirement }))}`;
  has(await maya.submit(await maya.get(judge), { verdict: "accept", requirement: crane.requirement, valid: "1", authentic: "1", current: "1", sufficient: "1", method: "verified", ends: "2099-01-31" }, { action: judge }), /Counts .*CR-01/);
  const rigging = (await maya.submit(await maya.get(`${base}/pathways/new`), { name: "Rigging", is_open: "1", lapses: "1" }, { action: "/pathways/new" })).path;
  await maya.submit(await maya.get(`${rigging}/steps/new`), { kind: "badge", title: "Rig", outside: `${issuer.did} Rigger` }, { action: "/steps/new" });
  await maya.submit(await maya.get(rigging), {}, { action: "/publish" });
  const joined = await otto.submit(await otto.get("/pathways"), {}, { action: "/pathways/join" });
  has(await otto.get(joined.path), /Rigging.*“Rigger by Quay Academy”, valid until 31 Jan 2099/);
});

test("a badge that was judged for a step alone does others no longer either", async () => {
  const rope = (await maya.submit(await maya.get(`${base}/pathways/new`), { name: "Rope", is_open: "1", lapses: "1" }, { action: "/pathways/new" })).path;
  for (const title of ["Splice", "Knot"]) await maya.submit(await maya.get(`${rope}/steps/new`), { kind: "badge", title, outside: `${issuer.did} ${title}r` }, { action: "/steps/new" });
  await maya.submit(await maya.get(rope), {}, { action: "/publish" });
  const his = (await otto.submit(await otto.get("/pathways"), {}, { action: "/pathways/join" })).path;
  const judge = `${queue}/${idOf(await hand(otto, { text: badge(issuer, { name: "Splicer" }) }))}`;
  await maya.submit(await maya.get(judge), {}, { action: "/undo" });
  const page = await maya.get(judge), step = /value="(\d+\.\d+)"[^>]*>Rope: Knot/.exec(page.text)[1];
  has(await maya.submit(page, { verdict: "accept", step, valid: "1", authentic: "1", current: "1", sufficient: "1", method: "verified", ends: "2098-01-31" }, { action: judge }), /Counts .*The pathway “Rope”/);
  has(await otto.get(his), /Splice From elsewhere: “Splicer by Quay Academy”, valid until 31 Jan 2098 .*Done/);
});

test("in German names stand in German quotes, in lists too", async () => {
  await otto.submit(await otto.get("/language"), { lang: "de" }, { action: "/language" });
  const page = await otto.get(mine);
  has(page, /Von anderswo: .*„Crane\*“ \(did:jwk:/);
  assert.doesNotMatch(words(page), /[^„]“[^”]*”/);
});
