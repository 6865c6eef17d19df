// Induction: a checklist is made, published and begun; who is new goes through it on a
// phone, others sign off, never what they did themselves, and a badge is at the end.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { until } from "./harness.mjs";
import { has, words } from "./html.mjs";
import { accident, newestMail, openOffice } from "./office.mjs";

let office, base, template, run;
const people = {}, person = {};

async function invite(name, role) {
  await office.maya.get(`${office.base}/settings/members`);
  await office.maya.post(`${office.base}/settings/members`, { email: `${name}@example.org`, role });
  const visitor = office.server.visitor();
  const open = await visitor.get(await newestMail(office, /(\/invite\/[A-Za-z0-9_-]+)/));
  await visitor.submit(open, { name, password: "seven green bottles on a wall" }, { action: "/invite/" });
  return visitor;
}

// Somebody with an account and no role, as employees are.
async function employee(name) {
  const visitor = await invite(name, "viewer");
  for (const table of ["member_role", "member"])
    accident(office.server, `DELETE FROM ${table} WHERE account_id = (SELECT account_id FROM account_email WHERE folded = '${name}@example.org')`);
  return visitor;
}

async function enter(name, fields = {}) {
  const page = await office.maya.submit(await office.maya.get(`${office.base}/people/new`), { name, email: `${name.split(" ")[0].toLowerCase()}@example.org`, ...fields }, { action: "/people/new" });
  return /\/people\/(\d+)/.exec(page.path)?.[1];
}

let woken = 0;
async function wake() {
  await office.maya.get(`${office.base}/settings/members`);
  await office.maya.post(`${office.base}/settings/members`, { email: `wake${woken++}@example.org`, role: "viewer" });
}

// The hourly job, now, under a key of its own, so that it can queue that of the next hour.
async function hour() {
  accident(office.server, "UPDATE job SET run_at = 1, job_key = 'induct.round now ' || id WHERE kind = 'induct.round' AND state = 0");
  await wake();
}

// The minutes in which a tick can be taken back are over.
async function later() {
  accident(office.server, "UPDATE induct SET changed_at = changed_at - 700000");
  accident(office.server, "UPDATE induct_step SET done_at = done_at - 700000, signed_at = signed_at - 700000 WHERE done_at IS NOT NULL");
  accident(office.server, "UPDATE job SET run_at = 1 WHERE kind = 'induct.finish' AND state = 0");
  await wake();
}

const add = async (fields) => office.maya.submit(await office.maya.get(`${template}/items/new`), { kind: "do", phase: "1", doer: "newcomer", signer: "none", mandatory: "1", ...fields }, { action: "/items/new" });
const stepOf = (page, text, what) => {
  const card = new RegExp(`id="step-(\\d+)"(?:(?!id="step-)[^])*?${text}`).exec(page.text);
  assert.ok(card, `${text} is not in ${words(page).slice(0, 900)}`);
  return `${page.path}/steps/${card[1]}/${what}`;
};
const act = async (who, text, what, fields = {}) => {
  const page = await people[who].get(run);
  const where = stepOf(page, text, what), form = page.forms.find((f) => f.action === where);
  assert.ok(form, `${who} has no ${what} at ${text}: ${words(page).slice(0, 900)}`);
  return people[who].post(where, { ...form.fields, ...fields });
};

before(async () => {
  office = await openOffice();
  base = `${office.base}/induction`;
  person.lee = await enter("Lee Moor");
  person.ann = await enter("Ann Reed", { manager: "lee@example.org" });
  person.joe = await enter("Joe Hill");
  for (const name of ["ann", "lee", "joe", "sid"]) people[name] = await employee(name);
  people.vic = await invite("vic", "viewer");
  people.maya = office.maya;
});
after(() => office?.server.stop());

test("a checklist is made of items, what is wrong is kept, and it is published", async () => {
  has(await office.maya.get(base), /No checklist is running/);
  has(await office.maya.get(`${base}/templates`), /No checklist yet/);
  let page = await office.maya.get(`${base}/templates/new`);
  page = await office.maya.submit(page, { name: "", badge: office.badge }, { action: "/templates/new" });
  assert.equal(page.status, 422);
  has(page, /give it a name/i);
  page = await office.maya.submit(page, { name: "First <weeks>", words: "Welcome, *you*.", badge: office.badge, owner: "nobody@example.org" }, { action: "/templates/new" });
  has(page, /owner has to be a member/i);
  page = await office.maya.submit(page, { owner: "maya@example.org", starts: "hire" }, { action: "/templates/new" });
  has(page, /choose whom it is for/i);
  page = await office.maya.submit(page, { starts: "hand" }, { action: "/templates/new" });
  template = page.path;
  has(page, /First <weeks> Not published/);
  page = await add({ text: "Site rules", kind: "read", document: "" });
  assert.equal(page.status, 422);
  has(page, /write what is read/i);
  assert.match(page.text, /value="Site rules"/);
  page = await add({ text: "Site rules", kind: "read", document: "Wear **boots**.", edition: "v1", phase: "0", must: "1" });
  has(page, /Before the first day Site rules Read and acknowledge · Who is new Before work starts/);
  page = await add({ text: "Tour of the yard", kind: "meet", doer: "newcomer", signer: "newcomer" });
  assert.equal(page.status, 422, "nobody signs off what they did themselves");
  page = await add({ text: "Tour of the yard", kind: "meet", doer: "newcomer", signer: "named", person: "nobody here" });
  has(page, /nobody is called so/i);
  await add({ text: "Tour of the yard", kind: "meet", signer: "manager", person: "" });
  page = await add({ text: "Forklift test", kind: "quiz", doer: "named", person: "joe@example.org", pass_mark: "80", phase: "2" });
  has(page, /In the first week Forklift test Test with a score · Joe Hill/);
  await add({ text: "Say hello to the night shift", mandatory: "", phase: "3" });
  page = await office.maya.get(template);
  has(page, /Nobody can go through it before it is published/);
  page = await office.maya.submit(page, {}, { action: "/publish" });
  has(page, /Published.*In use Version 1/);
  assert.equal((await office.maya.post(`${template}/publish`)).status, 422, "nothing was changed");
  for (const where of [base, `${base}/open`, `${base}/records`, `${base}/templates`, template]) {
    assert.equal((await people.ann.get(where)).status, 404, where);
    assert.equal((await people.vic.get(where)).status, where.includes("templates") ? 403 : 200, where);
  }
});

test("it is begun for people ticked in the directory, who get a mail, and never twice at once", async () => {
  const begin = async () => {
    await office.maya.get(`${office.base}/people`);
    let page = await office.maya.post(`${office.base}/lists/people/acts`, { row: [person.ann, person.joe], act: "induction", query: "", back: `${office.base}/people` });
    has(page, /Begin a checklist for 2 people\?/);
    page = await office.maya.submit(page, { checklist: template.split("/").at(-1) }, { action: "/do" });
    return until(async () => {
      const now = await office.maya.get(`${office.base}/people`);
      return /have a checklist|left out/.test(words(now)) && now;
    }, "it is begun");
  };
  has(await begin(), /2 people have a checklist/);
  assert.equal(await newestMail(office, /(First <weeks>: your checklist)/), null, "nobody hears of it while it can be taken back");
  accident(office.server, "UPDATE job SET run_at = 1 WHERE kind = 'induct.tell'");
  await wake();
  await until(() => newestMail(office, /(First <weeks>: your checklist)/), "they have a mail");
  let page = await office.maya.get(base);
  has(page, /Ann Reed.*First <weeks>.*0 \/ 4.*Not cleared to start.*(Running|Overdue)/);
  assert.match((await office.maya.get(`${base}?as=csv`)).text, /Ann Reed/);
  page = await office.maya.get(`${office.base}/people/${person.ann}`);
  has(page, /Not cleared to start · One step of a checklist is open/);
  page = await people.ann.get("/induction");
  has(page, /My checklists First <weeks>.*0 of 4 done Next: Site rules/);
  run = /href="(\/induction\/\d+)"/.exec(page.text)[1];
  // Ended early and gone on with.
  const admin = /href="(\/org\/\d+\/people\/\d+\/induction\/\d+)"/.exec((await office.maya.get(`${office.base}/people/${person.ann}/induction`)).text)[1];
  page = await office.maya.submit(await office.maya.get(admin), {}, { action: "/end" });
  has(page, /Ended\. Nothing of it is asked any more.*Ended early/);
  assert.equal((await people.ann.post(`${run}/steps/1/done`, {})).status, 409);
  page = await office.maya.submit(page, {}, { action: "/resume" });
  has(page, /It goes on where it was/);
  // The checklist of one person is not there under another.
  assert.equal((await office.maya.get(admin.replace(`/people/${person.ann}/`, `/people/${person.joe}/`))).status, 404);
});

test("clearance says no until what comes before work is done", async () => {
  accident(office.server, `INSERT INTO jobrole (org_id, code, folded, name, words, created_at) VALUES (${office.org}, 'FIT', 'fit', 'Fitter', '', 1)`);
  has(await office.maya.get(`${office.base}/clearance?person=ann@example.org&role=FIT`), /Not cleared to start: First <weeks>/);
});

test("who is new reads, does and meets; strangers and others see nothing of it", async () => {
  let page = await people.ann.get(run);
  has(page, /First <weeks> Ann Reed.*Welcome, you.*What comes next Site rules.*Wear boots.*Whom you meet/);
  for (const who of ["sid", "vic"]) assert.equal((await people[who].get(run)).status, 404, who);
  const where = stepOf(page, "Site rules", "done");
  for (const who of ["sid", "vic"]) {
    await people[who].get("/induction");
    assert.equal((await people[who].post(where, { hash: "x" })).status, 404, who);
  }
  assert.equal((await people.lee.get(run)).status, 200);
  assert.equal((await people.lee.post(where, { hash: "x" })).status, 403, "it is not the manager's");
  await people.ann.get(run);
  page = await people.ann.post(where, { hash: "0".repeat(64) });
  assert.equal(page.status, 422);
  has(page, /read it again/i);
  page = await act("ann", "Site rules", "done");
  has(page, /Done\. For ten minutes it can be taken back.*Cleared to start/);
  has(await office.maya.get(`${office.base}/clearance?person=ann@example.org&role=FIT`), /^(?!.*Not cleared to start)/);
  page = await act("ann", "Site rules", "undo");
  has(page, /Taken back.*Not cleared to start/);
  await act("ann", "Site rules", "done");
  page = await act("ann", "Tour of the yard", "done");
  has(page, /To be signed off/);
});

test("somebody else signs off, sends back, and a score that is too low leaves it open", async () => {
  let page = await people.ann.get(run);
  const sign = stepOf(page, "Tour of the yard", "sign");
  assert.equal((await people.ann.post(sign)).status, 403, "nobody signs off their own");
  has(await people.lee.get("/induction"), /Waits for me Ann Reed: Tour of the yard/);
  page = await act("lee", "Tour of the yard", "back", { reason: "" });
  assert.equal(page.status, 422);
  has(page, /say what is missing/i);
  page = await act("lee", "Tour of the yard", "back", { reason: "You missed the dock" });
  has(page, /It is open again/);
  has(await people.ann.get(run), /You missed the dock/);
  await act("ann", "Tour of the yard", "done");
  page = await act("lee", "Tour of the yard", "sign");
  has(page, /Signed off, in your name.*signed off by lee/);
  page = await act("lee", "Tour of the yard", "undo");
  has(page, /Taken back/);
  await act("lee", "Tour of the yard", "sign");
  // Joe does the test alone, and sees nothing else of it.
  page = await people.joe.get(run);
  has(page, /Forklift test/);
  assert.doesNotMatch(words(page), /Site rules|Tour of the yard/);
  page = await act("joe", "Forklift test", "done", { score: "60" });
  assert.equal(page.status, 422);
  has(page, /80 per cent are asked for/);
  page = await act("joe", "Forklift test", "done", { score: "90" });
  has(page, /90 %/);
  has(await people.ann.get(run), /Complete in some minutes/);
});

test("with everything mandatory done the badge is awarded, once", async () => {
  await later();
  await until(async () => /Complete(?! in)/.test(words(await people.ann.get("/induction"))), "it is complete");
  assert.ok(await newestMail(office, /(awarded you the badge)/));
  await later();
  const awards = words(await office.maya.get(`${office.base}/awards`)).match(/Ann Reed/g);
  assert.equal(awards.length, 1);
  has(await office.maya.get(`${base}?state=done`), /Ann Reed/);
  const csv = (await office.maya.get(`${base}/records?as=csv&checklist=${template.split("/").at(-1)}`)).text;
  assert.match(csv, /Tour of the yard.*lee/);
  assert.match(csv, /Site rules.*[0-9a-f]{64}/);
  assert.equal((await people.ann.post(stepOf(await people.ann.get(run), "Say hello", "done"), {})).status, 409, "it is over");
});

test("a new version leaves what is running alone, or takes it along: what was changed is read again", async () => {
  const joes = /href="(\/induction\/\d+)"/.exec((await people.joe.get("/induction")).text)[1];
  run = joes;
  await act("joe", "Site rules", "done");
  let page = await office.maya.get(template);
  const item = /href="([^"]*\/items\/\d+)"[^>]*>Site rules/.exec(page.text)[1];
  page = await office.maya.get(item);
  page = await office.maya.post(item, { ...page.forms.find((f) => f.action === item).fields, document: "Wear **boots and a helmet**.", edition: "v2" });
  has(page, /Nothing changes for anybody until you publish it.*Changed since.*The working copy says something else than version 1/);
  has(await people.joe.get(joes), /Wear boots/);
  await office.maya.submit(await office.maya.get(template), { moves: "1" }, { action: "/publish" });
  page = await until(async () => {
    const now = await people.joe.get(joes);
    return /helmet/.test(words(now)) && now;
  }, "it goes on with the new version");
  has(page, /What comes next Site rules/);
  const rows = (await office.maya.get(`${base}/records?as=csv`)).text.match(/Site rules/g);
  assert.equal(rows.length, 2, "what was acknowledged before stays on record");
});

test("what is late is in the list of what is stuck, with whom it waits for", async () => {
  accident(office.server, "UPDATE induct_step SET due_on = due_on - 1728000000");
  const page = await office.maya.get(`${base}/open`);
  has(page, /Forklift test.*Joe Hill/);
  has(page, /Tour of the yard First <weeks> Joe Hill/);
  assert.match((await office.maya.get(`${base}/open?as=csv`)).text, /Tour of the yard/);
});

test("it begins by itself for who is hired from then on, once", async () => {
  let page = await office.maya.get(`${template}/edit`);
  page = await office.maya.submit(page, { starts: "hire", who: "everybody:0" }, { action: "/edit" });
  has(page, /With the first day at work/);
  const day = new Date(Date.now() + 3 * 86400000).toISOString().slice(0, 10);
  person.new = await enter("Nia New", { starts: day });
  await hour();
  page = await until(async () => {
    const now = await office.maya.get(`${base}?q=nia`);
    return /Nia New/.test(words(now)) && now;
  }, "it begins");
  const one = /href="(\/org\/\d+\/people\/\d+\/induction\/\d+)"/.exec(page.text)[1];
  await office.maya.submit(await office.maya.get(one), {}, { action: "/end" });
  await hour();
  await until(async () => true, "the hour has passed");
  assert.equal((await office.maya.get(`${base}?q=nia&state=all`)).text.match(/<a [^>]*>Nia New/g).length, 1);
});

test("a visitor without an account reads, gets a pass, and its code says yes and not whose it is", async () => {
  const lanes = `${base}/lanes`;
  has(await office.maya.get(lanes), /No poster yet/);
  let page = await office.maya.submit(await office.maya.get(`${lanes}/new`), { name: "Gate 2", valid: "0" }, { action: "/lanes/new" });
  assert.equal(page.status, 422);
  has(page, /between 1 and 365 days/i);
  page = await office.maya.submit(page, { template: template.split("/").at(-1), valid: "2", keep: "3" }, { action: "/lanes/new" });
  const lane = page.path, visit = new URL(/id="visit-address">([^<]+)</.exec(page.text)[1]).pathname;
  assert.equal((await office.maya.get(`${lane}/qr.svg`)).status, 200);
  for (const where of [lanes, lane, `${base}/visitors`]) assert.equal((await people.ann.get(where)).status, 404, where);
  const stranger = office.server.visitor();
  page = await stranger.get(visit);
  has(page, /Gate 2 Harbour.*Site rules Wear boots and a helmet.*kept until 3 days after/);
  page = await stranger.submit(page, { name: "Jun <b>W</b>", company: "Kestrel" }, { action: visit });
  assert.equal(page.status, 422);
  has(page, /read and acknowledge all of it/i);
  assert.match(page.text, /value="Kestrel"/);
  const hash = /name="read" value="([0-9a-f]{64})"/.exec(page.text)[1];
  assert.equal((await stranger.post(visit, { name: "Jun", read: "0".repeat(64) })).status, 422, "of another version");
  await stranger.get(visit);
  page = await stranger.post(visit, { name: "Jun <b>W</b>", company: "Kestrel", read: hash });
  const mine = page.path;
  assert.match(mine, /^\/visitor\/[\w-]{20,}$/);
  has(page, /Visitor’s pass: Jun <b>W<\/b> Kestrel.*Holds until/);
  assert.ok(!page.text.includes("<b>W"));
  assert.equal((await stranger.get(`${mine}/qr.svg`)).status, 200);
  assert.equal((await stranger.get("/visitor/AAAAAAAAAAAAAAAAAAAAAAAA")).status, 404);
  // What the code leads to. Its address is in the code alone; the database has it.
  accident(office.server, "UPDATE induct_pass SET check_id = 'known-to-the-test'");
  const check = office.server.visitor();
  page = await check.get("/admitted/known-to-the-test");
  has(page, /Yes Harbour.*Gate 2 This visitor’s pass holds until/);
  assert.doesNotMatch(page.text, /Jun|Kestrel/, "a stranger does not learn whose it is");
  page = await office.maya.get(`${base}/visitors`);
  has(page, /Jun <b>W<\/b>.*Gate 2.*Holds/);
  // Taken away, and back.
  const row = /name="row" value="(\d+)"/.exec(page.text)[1];
  await office.maya.post(`${office.base}/lists/visitor-passes/acts`, { row, act: "end", query: "state=all", back: `${base}/visitors` });
  page = await until(async () => {
    const now = await office.maya.get(`${base}/visitors`);
    return now.forms.some((f) => /\/undo$/.test(f.action)) && now;
  }, "it is taken away");
  has(await check.get("/admitted/known-to-the-test"), /No Harbour.*is over/);
  await office.maya.submit(page, {}, { action: "/undo" });
  has(await check.get("/admitted/known-to-the-test"), /Yes Harbour/);
  // Stopped: nobody gets one. Past its end it is over, and some days later it is gone.
  const late = office.server.visitor();
  await late.get(visit);
  await office.maya.submit(await office.maya.get(lane), {}, { action: "/stop" });
  has(await stranger.get(visit), /Nobody gets a pass here at the moment/);
  assert.equal((await late.post(visit, { name: "Jun", read: hash })).status, 422);
  accident(office.server, "UPDATE induct_pass SET until_at = created_at - 172800000");
  has(await check.get("/admitted/known-to-the-test"), /No Harbour/);
  accident(office.server, "UPDATE induct_pass SET until_at = until_at - 604800000");
  await hour();
  await until(async () => (await check.get("/admitted/known-to-the-test")).status === 404, "it is deleted");
});
