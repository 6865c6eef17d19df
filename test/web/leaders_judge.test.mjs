// Who leads people judges what these hand in, where the organisation grants it: as the first of
// two, without a role, never for themselves and never alone; who leads them is never the second.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { file, until } from "./harness.mjs";
import { has, words } from "./html.mjs";
import { accident, invite, newestMail, openOffice } from "./office.mjs";

const PDF = "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n";
const ALL = { valid1: "1", authentic1: "1", current1: "1", sufficient1: "1" };
const SOUND = { verdict: "accept", valid: "1", authentic: "1", current: "1", sufficient: "1", method: "original", seen: "The paper itself" };
let office, maya, base, one, requirement, application, applicant, apply, piece;
const who = {}, person = {};

// With an account and no role, as people are who lead others.
async function without(name) {
  const visitor = await invite(office, name, "viewer");
  for (const table of ["member_role", "member"]) accident(office.server, `DELETE FROM ${table} WHERE account_id = (SELECT account_id FROM account_email WHERE folded = '${name}@example.org')`);
  return visitor;
}
async function enter(name) {
  const page = await maya.submit(await maya.get(`${base}/people/new`), { name: `${name[0].toUpperCase()}${name.slice(1)} Hill`, email: `${name}@example.org` }, { action: "/people/new" });
  return /\/people\/(\d+)/.exec(page.path)[1];
}
const leads = (leader, led) => accident(office.server, `UPDATE person SET manager_id = ${person[leader]} WHERE id = ${person[led]}`);
async function grant(fields) {
  const where = `${base}/settings/awarding`, page = await maya.get(where), form = page.form(where);
  const now = { ...form.fields };
  for (const name of ["leaders_applications", "leaders_training"]) delete now[name];
  return maya.post(where, { ...now, ...fields });
}
// A certificate of Ann's; its number.
async function hand(title) {
  const draft = await who.ann.submit(await who.ann.get("/training/new"), { file: file("paper.pdf", "application/pdf", `${PDF}%${title}\n`) }, { action: "/training/new" });
  await who.ann.submit(draft, { title, issuer: "Harbour school", issued: "2026-01-05", requirement }, { action: "/say" });
  return /\/training\/(\d+)/.exec(draft.path)[1];
}
// Somebody of the directory applies; where they follow it, and where it waits for who leads them.
async function applies(name) {
  const visitor = office.server.visitor();
  has(await visitor.submit(await visitor.get(apply), { name: `${name[0].toUpperCase()}${name.slice(1)} Hill`, email: `${name}@example.org`, how: "mail" }, { action: "/apply/" }), /We have written to/);
  visitor.own = new URL(await newestMail(office, /(https?:\/\/[^\s"<]+\/applications\/[\w-]+\/[\w-]+)/)).pathname;
  await visitor.submit(await visitor.get(`${visitor.own}/add`), { file: file("film.pdf", "application/pdf", PDF), title: "My film", audience: "named" }, { action: "/add" });
  const page = await visitor.get(visitor.own);
  const answers = Object.fromEntries(Object.keys(page.form(visitor.own).fields).filter((field) => /^answer/.test(field)).map((field) => [field, "Every morning."]));
  has(await visitor.submit(page, { ...answers, statement: "I do it daily.", go: "submit" }, { action: visitor.own }), /Being looked at/);
  visitor.waits = new URL(await newestMail(office, /(https?:\/\/[^\s"<]+\/team\/applications\/\d+)/)).pathname;
  return visitor;
}
// As if the ten minutes in which it is taken back were over.
async function soon(what) {
  accident(office.server, "UPDATE application SET decided_at = decided_at - 700000 WHERE decided_at IS NOT NULL AND told_at IS NULL");
  accident(office.server, "UPDATE job SET run_at = 1 WHERE kind = 'apply.decided' AND state = 0");
  await maya.get(`${base}/settings/members`);
  await maya.post(`${base}/settings/members`, { email: "wake@example.org", role: "viewer" });
  return until(what, "the decision is told");
}
const mails = async (match) => [...words(await maya.get(`${base}/mail`)).matchAll(match)].length;
// With a token of the form, whatever page was asked for last.
const push = async (visitor, where, fields = {}) => (await visitor.get("/pathways"), visitor.post(where, fields));
const say = async (visitor, where, fields) => visitor.submit(await visitor.get(where), fields, { action: where });

before(async () => {
  office = await openOffice();
  ({ maya, base } = office);
  for (const name of ["ann", "lead", "boss", "zoe", "bob"]) person[name] = await enter(name);
  person.maya = /\/people\/(\d+)/.exec((await maya.submit(await maya.get(`${base}/people/new`), { name: "Maya Lindqvist", email: "maya@example.org" }, { action: "/people/new" })).path)[1];
  for (const name of ["ann", "lead", "boss", "zoe"]) who[name] = await without(name);
  who.cy = await invite(office, "cy", ["assessor", "checker", "viewer"]);
  who.rex = await invite(office, "rex", "registrar");
  leads("lead", "ann");
  leads("boss", "lead");
  leads("zoe", "bob");
  let page = await maya.submit(await maya.get(`${base}/standards/new`), { code: "CR-01", name: "Driving a crane" }, { action: "/standards/new" });
  one = page.path.replace(/\/edit$/, "");
  requirement = /standards\/(\d+)/.exec(one)[1];
  page = await maya.submit(await maya.get(`${one}/edit`), { join: "any", part: ['{"external":0}'], who: "everybody:0" }, { action: "/edit" });
  await maya.submit(page, {}, { action: "/publish" });
  await until(async () => /CR-01/.test((await who.ann.get("/training/new")).text), "it is asked of her");
  const where = `${base}/applications/open/${office.badge}`;
  await maya.get(where);
  page = await maya.post(where, { words: "Welcome.", sample: "0", days: "14", audience: "named", opens: "", closes: "", most: "" });
  apply = new URL(/id="apply-address">([^<]+)</.exec(page.text)[1]).pathname;
});
after(() => office?.server.stop());

test("where it is not granted, leading somebody lets nobody judge", async () => {
  const id = await hand("Banksman");
  for (const path of ["/team/judge", `/team/external/${id}`]) assert.equal((await who.lead.get(base + path)).status, 404, path);
  assert.equal((await push(who.lead, `${base}/team/external/${id}`, SOUND)).status, 404);
  assert.doesNotMatch(words(await who.lead.get(`${base}/team`)), /To judge/);
  const page = await grant({ leaders_applications: "1", leaders_training: "1" });
  has(page, /Saved/);
  has(await maya.get(`${base}/settings/log`), /leaders judge applications first, leaders judge external training first/);
  has(await who.lead.get(`${base}/team`), /To judge: 1 .*you look first, somebody else after you/);
  await maya.submit(await maya.get(`${base}/external/${id}`), { verdict: "refuse", reason: "Too old" }, { action: `/external/${id}` });
});

test("who leads the applicant judges first, on a page of the team; nobody else finds it there", async () => {
  applicant = await applies("ann");
  application = applicant.waits;
  let page;
  assert.ok(await newestMail(office, /(You lead them: please say whether it should count)/));
  for (const name of ["zoe", "ann"]) {
    assert.equal((await who[name].get(application)).status, 404, name);
    for (const act of ["take", "judge", "release", "back", "message"]) assert.equal((await push(who[name], `${application}/${act}`, { verdict: "pass", reason: "", note: "", message: "x", ...ALL })).status, 404, `${name} ${act}`);
  }
  page = await who.lead.get(`${base}/team/judge`);
  has(page, /To judge .*Ann Hill/);
  has(await who.boss.get(`${base}/team/judge`), /Ann Hill/);
  assert.doesNotMatch(words(await who.zoe.get(`${base}/team/judge`)), /Ann Hill/);
  for (const after of ["x.y", "-1.2", "9999999999999999999.1", "1", "..", "%00"]) assert.equal((await who.lead.get(`${base}/team/judge?after=${after}`)).status, 200, after);
  page = await who.lead.submit(await who.lead.get(application), {}, { action: "/take" });
  has(page, /I do it daily.*My film/);
  piece = /href="(\/evidence\/[^"]+\/file)"/.exec(page.text)[1];
  assert.equal((await who.lead.get(piece)).status, 200);
  has(page, /lead this person: a second judge looks too/);
  page = await who.lead.submit(page, { verdict: "pass", ...ALL }, { action: "/judge" });
  has(page, /Judged\..*You have judged it\. Somebody else looks at it next/);
  has(await applicant.get(applicant.own), /Being looked at/);
  assert.doesNotMatch(words(await who.lead.get(`${base}/team/judge`)), /Ann Hill/);
});

test("the second judge leads them not; with both the badge is decided", async () => {
  has(await who.boss.get(application), /You lead this person: somebody who does not looks at it now/);
  assert.equal((await push(who.boss, `${application}/take`)).status, 403);
  assert.equal((await push(who.boss, `${application}/judge`, { verdict: "pass", reason: "", note: "", ...ALL })).status, 409);
  const id = application.split("/").at(-1), queue = `${base}/applications/${id}`;
  let page = await who.cy.submit(await who.cy.get(queue), {}, { action: "/take" });
  has(page, /It was judged before/);
  // Who leads her takes it out of nobody's hands.
  assert.equal((await push(who.lead, `${application}/release`)).status, 409);
  has(await who.cy.get(queue), /With you/);
  page = await who.cy.submit(page, { verdict: "pass", ...ALL }, { action: "/judge" });
  has(page, /Judged\..*Awarded in some minutes/);
  has(page, /Judged so far lead/);
  await soon(async () => /The badge is yours/.test(words(await applicant.get(applicant.own))));
  has(await maya.get(`${base}/awards`), /Ann Hill/);
  // What was handed in is open to who leads her as long as they do.
  assert.equal((await who.lead.get(piece)).status, 200);
  leads("zoe", "ann");
  assert.notEqual((await who.lead.get(piece)).status, 200);
  leads("lead", "ann");
});

test("what the first awards and the second declines, a third settles", async () => {
  const bob = await applies("Bob"), id = bob.waits.split("/").at(-1), queue = `${base}/applications/${id}`;
  let page = await who.zoe.submit(await who.zoe.get(bob.waits), {}, { action: "/take" });
  page = await who.zoe.submit(page, { verdict: "pass", ...ALL }, { action: "/judge" });
  page = await who.cy.submit(await who.cy.get(queue), {}, { action: "/take" });
  page = await who.cy.submit(page, { verdict: "decline", reason: "Seen too little" }, { action: "/judge" });
  has(page, /Judged\./);
  has(await bob.get(bob.own), /Being looked at/);
  page = await maya.submit(await maya.get(queue), {}, { action: "/take" });
  page = await maya.submit(page, { verdict: "decline", reason: "Seen too little" }, { action: "/judge" });
  await soon(async () => /Seen too little/.test(words(await bob.get(bob.own))));
});

test("external training that who leads them accepts does not count until somebody agrees who does not lead them", async () => {
  const id = await hand("Slinger"), where = `${base}/team/external/${id}`, queue = `${base}/external/${id}`;
  assert.ok(await until(async () => newestMail(office, new RegExp(`(https?://[^\\s"<]+/team/external/${id})\\b`)), "a mail to who leads her"));
  for (const name of ["zoe", "ann", "cy"]) assert.equal((await who[name].get(where)).status, 404, name);
  let page = await who.lead.get(where);
  has(page, /You lead this person\. What you say counts once somebody who does not lead them agrees/);
  assert.equal((await who.lead.get(/href="([^"]+\/files\/[^"]+)"/.exec(page.text)[1])).status, 200);
  assert.equal((await who.lead.get(queue)).status, 404, "the queue needs a role");
  page = await who.lead.submit(page, { ...SOUND, method: "", requirement }, { action: where });
  assert.equal(page.status, 422);
  has(page, /say how you judged it/i);
  page = await who.lead.submit(page, { ...SOUND, requirement: "999999" }, { action: where });
  assert.equal(page.status, 422);
  page = await say(who.lead, where, { ...SOUND, requirement, completed: "2026-01-05", reason: "I saw her do it" });
  has(page, /Waits for a second judge.*Said by who leads them It should count I saw her do it/);
  assert.doesNotMatch(words(await who.ann.get(`/training/${id}`)), /I saw her do it/);
  has(await who.ann.get(`/training/${id}`), /Waits for a second judge/);
  // Neither again, nor by who leads them from further up.
  for (const name of ["lead", "boss"]) {
    const refused = await push(who[name], where, { ...SOUND, requirement, completed: "2026-01-05", reason: "" });
    assert.equal(refused.status, 403, name);
    has(refused, /you lead this person/i);
  }
  assert.equal((await push(who.boss, `${where}/undo`)).status, 409, "what another said is not theirs to take back");
  page = await who.lead.submit(await who.lead.get(where), {}, { action: "/undo" });
  has(page, /Taken back: it waits again.*Waits to be judged/);
  await say(who.lead, where, { ...SOUND, requirement, completed: "2026-01-05", reason: "I saw her do it" });
  has(await maya.get(`${base}/external`), /Ann Hill.*Slinger.*Waits for a second judge/);
  page = await maya.get(queue);
  has(page, /so that yours is a look of its own/);
  assert.doesNotMatch(words(page), /I saw her do it/);
  page = await maya.submit(page, { ...SOUND, requirement, completed: "2026-01-05" }, { action: queue });
  has(page, /Counts .*Said by who leads them It should count I saw her do it/);
  has(page, /Accepted .*Judged by who leads them/);
  // What others decided is not theirs to take back.
  assert.doesNotMatch((await who.lead.get(where)).text, /\/undo"/);
  for (const name of ["lead", "boss"]) assert.equal((await push(who[name], `${where}/undo`)).status, 403, name);
  has(await maya.get(queue), /Counts /);
  await until(async () => /Ann Hill[^]{0,300}Current/.test(words(await maya.get(one))), "it counts");
});

test("what who leads them refuses is looked at by somebody else too, who decides", async () => {
  const id = await hand("Rigger"), where = `${base}/team/external/${id}`, queue = `${base}/external/${id}`;
  let page = await say(who.lead, where, { verdict: "refuse", reason: "" });
  assert.equal(page.status, 422);
  page = await say(who.lead, where, { verdict: "refuse", reason: "It is not hers" });
  has(page, /Waits for a second judge.*It should not count/);
  page = await say(maya, queue, { ...SOUND, requirement, completed: "2026-01-06" });
  has(page, /Counts .*It should not count It is not hers/);
});

test("the first is never the second, whomever they lead by then; and what they said is shown to no second judge", async () => {
  leads("maya", "ann");
  const id = await hand("Tower crane"), queue = `${base}/external/${id}`;
  has(await say(maya, queue, { ...SOUND, requirement, completed: "2026-01-05", reason: "I saw her do it" }), /Said\. Somebody who does not lead them looks at it now\. .*Waits for a second judge/);
  leads("lead", "ann");
  has(await maya.get(queue), /I saw her do it/);
  assert.equal((await push(maya, queue, { ...SOUND, requirement, completed: "2026-01-05", reason: "" })).status, 403);
  assert.equal((await push(maya, queue, { verdict: "ask", reason: "The other side" })).status, 403);
  has(await maya.get(queue), /Waits for a second judge/);
  // Taken back, it waits again: whoever judges it then has read nothing.
  await maya.submit(await maya.get(queue), {}, { action: "/undo" });
  let page = await who.rex.get(queue);
  has(page, /Waits to be judged/);
  assert.doesNotMatch(words(page), /I saw her do it/);
  page = await say(who.rex, queue, { ...SOUND, requirement, completed: "2026-01-05" });
  has(page, /Decided\..*Counts .*I saw her do it/);
});

test("who was the first takes nothing back that another decided, whomever they lead by then", async () => {
  leads("maya", "ann");
  const id = await hand("Harbour crane"), queue = `${base}/external/${id}`;
  await say(maya, queue, { verdict: "refuse", reason: "Not hers" });
  leads("lead", "ann");
  has(await say(who.rex, queue, { ...SOUND, requirement, completed: "2026-01-06" }), /Decided\..*Counts /);
  assert.equal((await maya.post(`${queue}/undo`, {})).status, 403);
  has(await maya.get(queue), /Counts /);
  assert.doesNotMatch((await maya.get(queue)).text, /action="[^"]*\/undo"/);
});

test("many together: of whom one leads is left out, and waits", async () => {
  leads("maya", "ann");
  const id = await hand("Forks");
  const done = await maya.submit(await maya.get(`${base}/external`), { act: "accept", row: [id] }, { action: "/lists/external/acts" });
  has(done, /you lead this person: say it on its page/i);
  has(await maya.get(`${base}/external/${id}`), /Waits to be judged/);
  leads("lead", "ann");
  has(await maya.submit(await maya.get(`${base}/external`), { act: "accept", row: [id] }, { action: "/lists/external/acts" }), /1 proof accepted/);
});

test("what they were asked for comes back to who leads them, who need not know what it counts for", async () => {
  const id = await hand("Ropes"), where = `${base}/team/external/${id}`, queue = `${base}/external/${id}`, told = () => mails(/To judge: Ropes, by Ann Hill/g);
  await until(async () => (await told()) === 1, "a mail to who leads her");
  has(await say(who.lead, where, { verdict: "ask", reason: "The other side too" }), /Asked\. They read it at once\. .*Asked for more/);
  await who.lead.submit(await who.lead.get(where), {}, { action: "/undo" });
  await say(who.lead, where, { verdict: "ask", reason: "The other side too" });
  await who.ann.submit(await who.ann.get(`/training/${id}`), { words: "There is none" }, { action: "/answer" });
  await until(async () => (await told()) === 2, "a second mail to who leads her");
  has(await say(who.lead, where, { ...SOUND, requirement: "", reason: "" }), /Waits for a second judge/);
  has(await say(who.rex, queue, { ...SOUND, requirement, completed: "2026-01-05" }), /Counts /);
});

test("a role does not make who leads them the only judge", async () => {
  leads("maya", "boss");
  const id = await hand("Signals"), queue = `${base}/external/${id}`;
  let page = await maya.get(queue);
  has(page, /You lead this person/);
  page = await maya.submit(page, { ...SOUND, requirement, completed: "2026-01-07" }, { action: queue });
  has(page, /Waits for a second judge/);
  assert.equal((await push(maya, queue, { ...SOUND, requirement, completed: "2026-01-07", reason: "" })).status, 403);
  page = await say(who.rex, queue, { ...SOUND, requirement, completed: "2026-01-07" });
  has(page, /Counts /);
  // Asking for more is no judgement: it goes to her at once.
  const other = await hand("Lifting");
  page = await say(who.lead, `${base}/team/external/${other}`, { verdict: "ask", reason: "The other side too" });
  has(page, /Asked for more/);
  // Where everybody leads somebody who could be the second, the settings say so.
  const settings = `${base}/settings/awarding`, lack = /Nobody who leads nobody judges external training/;
  assert.doesNotMatch(words(await maya.get(settings)), lack);
  for (const [leader, led] of [["rex", "zoe"], ["cy", "bob"]]) {
    person[leader] = await enter(leader);
    leads(leader, led);
  }
  has(await maya.get(settings), lack);
  has(await maya.get(settings), /Nobody who leads nobody is a second judge of applications/);
  await grant({});
  assert.doesNotMatch(words(await maya.get(settings)), /Nobody who leads nobody/);
  // Then a role is enough, whomever they lead.
  leads("maya", "ann");
  has(await say(maya, `${base}/external/${await hand("Hoist")}`, { ...SOUND, requirement, completed: "2026-01-05" }), /Decided\..*Counts /);
  assert.equal((await who.lead.get(`${base}/team/external/${other}`)).status, 404, "it is granted no more");
  assert.equal((await who.lead.get(application)).status, 404);
});
