// Development plans: begun from a job role, a badge or words; what is missing becomes steps;
// done by itself when it is held. Its person's own: who leads them reads it once it was sent,
// comments, agrees or asks for changes, and nobody else reads it, whatever their role.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { until } from "./harness.mjs";
import { has, lacks, words } from "./html.mjs";
import { accident, newestMail, openOffice, standards } from "./office.mjs";

let office, maya, base, eva, lead, other, plan, fire, role;
const person = {};
const day = (ahead) => new Date(Date.now() + ahead * 86400000).toISOString().slice(0, 10);

// Somebody with an account and no role, as employees are.
async function employee(name) {
  await maya.get(`${base}/settings/members`);
  await maya.post(`${base}/settings/members`, { email: `${name}@example.org`, role: "viewer" });
  const visitor = office.server.visitor();
  await visitor.submit(await visitor.get(await newestMail(office, /(\/invite\/[A-Za-z0-9_-]+)/)), { name, password: "seven green bottles on a wall" }, { action: "/invite/" });
  for (const table of ["member_role", "member"])
    accident(office.server, `DELETE FROM ${table} WHERE account_id = (SELECT account_id FROM account_email WHERE folded = '${name}@example.org')`);
  return visitor;
}

async function enter(name, fields = {}) {
  const page = await maya.submit(await maya.get(`${base}/people/new`), { name, email: `${name.toLowerCase()}@example.org`, ...fields }, { action: "/people/new" });
  return /\/people\/(\d+)/.exec(page.path)[1];
}

// With the secret of a page that was looked at just before.
const send = async (visitor, where, fields) => {
  await visitor.get("/plan");
  return visitor.post(where, fields);
};
// Of what the visitor reads of it now.
const seenBy = async (visitor, at = plan) => /name="seen" value="(\d+)"/.exec((await visitor.get(at)).text)?.[1] ?? "0";
const press = async (visitor, go, at = plan) => send(visitor, `${at}/act`, { go, seen: await seenBy(visitor, at) });
const step = async (fields) => eva.submit(await eva.get(plan), { title: "", hours: "", cost: "", due: "", note: "", ...fields }, { action: `${plan}/steps` });

before(async () => {
  office = await openOffice();
  ({ maya, base } = office);
  ({ fire } = standards(office));
  person.lead = await enter("Lena");
  person.eva = await enter("Eva");
  person.other = await enter("Otto");
  accident(office.server, `UPDATE person SET manager_id = ${person.lead} WHERE id = ${person.eva}`);
  eva = await employee("eva");
  lead = await employee("lena");
  other = await employee("otto");
  const made = await maya.submit(await maya.get(`${base}/job-roles/new`), { code: "WARD", name: "Fire warden on shift", words: "", titles: "" }, { action: "/job-roles/new" });
  role = /job-roles\/(\d+)\/edit/.exec(made.text)[1];
  await maya.submit(await maya.get(`${base}/job-roles/${role}`), { requirement: fire, need: "mandatory", why: "Somebody has to know" }, { action: "/asks" });
});
after(() => office?.server.stop());

test("whom no directory knows is told so, and a stranger is asked to sign in", async () => {
  const visitor = office.server.visitor();
  assert.match((await visitor.get("/plan")).path, /sign-in/);
  const admin = await maya.get("/plan");
  assert.equal(admin.status, 200);
  has(admin, /No organisation knows you here|No plan yet/);
});

test("a plan begins with a goal, keeps what was typed where something is wrong, and is seen by nobody else", async () => {
  const empty = await eva.get("/plan");
  has(empty, /No plan yet/);
  const form = await eva.get("/plan/new");
  has(form, /Fire warden on shift/);
  const wrong = await eva.submit(form, { goal: "words", title: "", why: "Because I can", review: day(30) }, { action: "/plan/new" });
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /Because I can/);
  const past = await eva.submit(form, { goal: "words", title: "Lead a shift", review: day(-3) }, { action: "/plan/new" });
  assert.equal(past.status, 422);
  has(past, /still to come/);
  const made = await eva.submit(await eva.get("/plan/new"), { goal: "role", jobrole: role, why: "Because I can", review: day(30) }, { action: "/plan/new" });
  plan = made.path;
  assert.match(plan, /^\/plan\/\d+$/);
  has(made, /Fire warden on shift/);
  has(made, /Seen by you alone/);
  has(made, /What the goal takes/);
  for (const visitor of [maya, lead, other]) assert.equal((await visitor.get(plan)).status, 404);
  for (const visitor of [maya, lead, other]) {
    assert.equal((await send(visitor, `${plan}/comment`, { comment: "I see you" })).status, 404);
    assert.equal((await send(visitor, `${plan}/act`, { go: "agree" })).status, 404);
  }
  assert.match((await office.server.visitor().get(plan)).path, /sign-in/);
});

test("what is missing becomes steps at once, and one's own have hours, money and a day", async () => {
  const page = await eva.get(plan);
  const offered = [...page.text.matchAll(/name="take" value="([rb]\d+)"/g)].map(([, key]) => key);
  assert.deepEqual(offered, [`r${fire}`]);
  has(await send(eva, `${plan}/take`, {}), /Nothing was ticked/);
  has(await eva.submit(await eva.get(plan), { take: offered }, { action: `${plan}/take` }), /Steps added: 1/);
  has(await eva.get(plan), /0 of 1 done/);
  const again = await send(eva, `${plan}/take`, { take: `r${fire}` });
  assert.ok(again.status < 400);
  has(await eva.get(plan), /0 of 1 done/);
  const wrong = await step({ title: "Evening course", hours: "soon", cost: "a lot" });
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /value="Evening course"/);
  has(wrong, /Write it like 1:30/);
  has(wrong, /Write it like 250/);
  has(await step({ title: "Evening course", hours: "12", cost: "249.50", due: day(-2), note: "On Tuesdays" }), /Cost 249\.50/);
  const now = await eva.get(plan);
  has(now, /0 of 2 done/);
  has(now, /12 h, of which 12 h open/);
  has(now, /Its day is past/);
  has(now, /Done by itself once it is held/);
});

test("a step of one's own is ticked, and back; removed, and back; one that names something is not ticked", async () => {
  const page = await eva.get(plan);
  const steps = [...page.text.matchAll(/href="(\/plan\/\d+\/steps\/\d+)"/g)].map(([, href]) => href);
  assert.equal(steps.length, 2);
  const own = steps.find((href) => page.text.indexOf(`${href}/act`) > 0), named = steps.find((href) => href !== own);
  has(await send(eva, `${own}/act`, { go: "tick" }), /1 of 2 done/);
  assert.equal((await send(eva, `${own}/act`, { go: "tick" })).status, 409);
  await eva.get(plan);
  has(await send(eva, `${own}/act`, { go: "untick" }), /0 of 2 done/);
  assert.equal((await send(eva, `${named}/act`, { go: "tick" })).status, 409);
  await send(eva, `${own}/act`, { go: "remove" });
  const less = await eva.get(plan);
  has(less, /0 of 1 done/);
  has(less, /Removed steps/);
  await send(eva, `${own}/act`, { go: "restore" });
  has(await eva.get(plan), /0 of 2 done/);
  const edit = await eva.get(own);
  assert.match(edit.text, /value="12:00"/);
  has(await eva.submit(edit, { title: "Evening course on Tuesdays", hours: "10", cost: "1.200,50" }, { action: own }), /Cost 1200\.50/);
  for (const visitor of [maya, lead, other]) assert.equal((await visitor.get(own)).status, 404);
});

test("who leads them reads it once it was sent, and asks for changes or agrees", async () => {
  assert.equal((await lead.get(`${base}/team`)).text.includes("Development plans to answer"), false);
  has(await press(eva, "send").then(() => eva.get(plan)), /Waits for an answer/);
  has(await lead.get(`${base}/team`), /Development plans to answer: 1/);
  const list = await lead.get(`${base}/team/plans`);
  has(list, /Eva/);
  assert.ok(list.text.includes(`href="${plan}"`));
  has(await lead.get(`${base}/team/${person.eva}`), /Development plan/);
  for (const visitor of [maya, other]) assert.equal((await visitor.get(plan)).status, 404);
  lacks(await maya.get(`${base}/team/plans`), /Eva/);
  assert.equal((await other.get(`${base}/team/plans`)).status, 404);
  assert.equal((await send(eva, `${plan}/act`, { go: "agree" })).status, 403);
  const page = await lead.get(plan);
  has(page, /The plan stays theirs/);
  assert.doesNotMatch(page.text, new RegExp(`${plan}/(edit|steps|take)`));
  const mute = await lead.submit(page, { changes: "" }, { action: `${plan}/ask` });
  assert.equal(mute.status, 422);
  has(mute, /Say what is to be changed/);
  const old = await lead.get(plan), read = await seenBy(lead);
  await send(eva, `${plan}/steps`, { title: "Read the manual", hours: "1:30", cost: "0.50" });
  const unread = await lead.submit(old, { changes: "Take the course in spring" }, { action: `${plan}/ask` });
  assert.equal(unread.status, 422);
  has(unread, /changed since you opened it/);
  assert.match(unread.text, /Take the course in spring/);
  has(unread, /Read the manual/);
  assert.equal((await send(lead, `${plan}/act`, { go: "agree", seen: read })).status, 409);
  assert.equal((await send(lead, `${plan}/act`, { go: "agree" })).status, 409);
  has(await lead.get(`${base}/team/plans`), /11 h 30 min 1201 /);
  const extra = [...(await eva.get(plan)).text.matchAll(/href="(\/plan\/\d+\/steps\/\d+)"[^]*?<\/li>/g)].find(([whole]) => whole.includes("Read the manual"))[1];
  await send(eva, `${extra}/act`, { go: "remove" });
  has(await lead.submit(await lead.get(plan), { changes: "Take the course in spring" }, { action: `${plan}/ask` }), /Changes asked for/);
  has(await eva.get(plan), /Take the course in spring/);
  assert.equal((await send(lead, `${plan}/act`, { go: "agree" })).status, 409);
  has(await press(lead, "undo").then(() => lead.get(plan)), /Waits for an answer/);
  has(await press(lead, "agree").then(() => lead.get(plan)), /Agreed by lena/i);
  for (const go of ["send", "remove", "reached", "take-back"]) assert.equal((await send(lead, `${plan}/act`, { go })).status, 403, go);
  assert.equal((await lead.get(`${plan}/edit`)).status, 403);
  assert.equal((await lead.get(`${plan}/plan.csv`)).status, 403);
});

test("what was agreed and is changed says so; both comment, and the history tells all of it", async () => {
  has(await eva.submit(await eva.get(`${plan}/edit`), { title: "Fire warden, by night", why: "It is quiet", review: day(40) }, { action: `${plan}/edit` }), /Changed since it was agreed/);
  has(await lead.get(plan), /It was changed since/);
  has(await eva.submit(await eva.get(plan), { comment: "Spring is full" }, { action: `${plan}/comment` }), /Spring is full/);
  has(await lead.submit(await lead.get(plan), { comment: "Then <b>autumn</b>" }, { action: `${plan}/comment` }), /Then <b>autumn<\/b>/);
  const page = await eva.get(plan);
  for (const what of [/Begun/, /Step added/, /Sent/, /Changes asked for/, /Answer taken back/, /Agreed/, /Goal changed/]) has(page, what);
});

test("a plan is taken along as a table, as JSON and on paper", async () => {
  const csv = await eva.get(`${plan}/plan.csv`);
  assert.match(csv.headers.get("content-type"), /text\/csv/);
  assert.match(csv.text, /Evening course on Tuesdays/);
  const json = JSON.parse((await eva.get(`${plan}/plan.json`)).text);
  assert.equal(json.goal, "Fire warden, by night");
  assert.equal(json.state, "agreed");
  assert.equal(json.steps.length, 2);
  assert.equal(json.steps.find((one) => one.title.startsWith("Evening")).cost, "1200.50");
  assert.ok(json.history.some((one) => one.words === "Spring is full"));
  const paper = await eva.get(`${plan}/paper`);
  has(paper, /Evening course on Tuesdays/);
  has(await lead.get(`${plan}/paper`), /Agreed by/);
});

test("a step is done by itself once what it names is held, and open again when it is not", async () => {
  const { badge } = office;
  const made = await eva.submit(await eva.get("/plan/new"), { goal: "badge", badge }, { action: "/plan/new" });
  await send(eva, `${made.path}/take`, { take: `b${badge}` });
  has(await eva.get(made.path), /0 of 1 done/);
  const check = await maya.submit(await maya.get(`${base}/awards/new?badge=${badge}`), { people: "Eva <eva@example.org>" }, { action: "/awards/new" });
  await maya.submit(check, {}, { action: "/start" });
  await until(async () => /1 of 1 done/.test(words(await eva.get(made.path))), "the step to be done", 60);
  has(await eva.get(made.path), /Held since/);
  has(await eva.get("/plan"), /1 of 1 done/);
  accident(office.server, `UPDATE award SET revoked_at = awarded_at + 1 WHERE person_id = ${person.eva}`);
  has(await eva.get(made.path), /0 of 1 done/);
  await press(eva, "remove", made.path);
  has(await eva.get("/plan"), /Removed plans/);
  await send(eva, `${made.path}/act`, { go: "restore" });
  has(await eva.get(made.path), /Seen by you alone/);
});

test("taken back it is nobody else's again; closed, it is opened again", async () => {
  await press(eva, "take-back");
  assert.equal((await lead.get(plan)).status, 404);
  has(await press(eva, "reached").then(() => eva.get(plan)), /Reached/);
  assert.equal((await send(eva, `${plan}/steps`, { title: "One more" })).status, 409);
  has(await press(eva, "reopen").then(() => eva.get(plan)), /Seen by you alone/);
});
