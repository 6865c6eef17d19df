// Checklists, beyond the way through one: what is handed in and who opens it, who stands in where
// nobody may sign, a beginning that is taken back, one begun again and one of another site, the mail
// of the morning, two entries of the directory that become one, and the ledger of all of it.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { until } from "./harness.mjs";
import { has, lacks, unescape, words } from "./html.mjs";
import { accident, openOffice, picture } from "./office.mjs";

const file = (name, type, bytes) => new File([bytes], name, { type });
let office, base, template, run;
const people = {}, person = {};

async function mails(match) {
  const list = await office.maya.get(`${office.base}/mail`), found = [];
  for (const [, href] of list.text.matchAll(/href="(\/org\/\d+\/mail\/\d+)"/g)) {
    const one = match.exec(unescape((await office.maya.get(href)).text));
    if (one) found.push(one[1]);
  }
  return found;
}

async function invite(name, role) {
  await office.maya.get(`${office.base}/settings/members`);
  await office.maya.post(`${office.base}/settings/members`, { email: `${name}@example.org`, role });
  const visitor = office.server.visitor();
  const open = await visitor.get((await mails(/(\/invite\/[A-Za-z0-9_-]+)/))[0]);
  await visitor.submit(open, { name, password: "seven green bottles on a wall" }, { action: "/invite/" });
  return visitor;
}

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

async function hour() {
  accident(office.server, "UPDATE job SET run_at = 1, job_key = 'induct.round now ' || id WHERE kind = 'induct.round' AND state = 0");
  await wake();
}

async function later() {
  accident(office.server, "UPDATE induct SET changed_at = changed_at - 700000");
  accident(office.server, "UPDATE induct_step SET done_at = done_at - 700000, signed_at = signed_at - 700000 WHERE done_at IS NOT NULL");
  accident(office.server, "UPDATE job SET run_at = 1 WHERE kind = 'induct.finish' AND state = 0");
  await wake();
}

async function make(name, head, items) {
  let page = await office.maya.submit(await office.maya.get(`${base}/templates/new`), { name, owner: "maya@example.org", starts: "hand", ...head }, { action: "/templates/new" });
  const where = page.path;
  assert.match(where, /\/templates\/\d+$/, words(page).slice(0, 900));
  for (const one of items) {
    page = await office.maya.submit(await office.maya.get(`${where}/items/new`), { kind: "do", phase: "1", doer: "newcomer", signer: "none", mandatory: "1", ...one }, { action: "/items/new" });
    assert.equal(page.path, where, words(page).slice(0, 900));
  }
  await office.maya.submit(await office.maya.get(where), {}, { action: "/publish" });
  return where;
}

async function begin(where, who) {
  await office.maya.get(`${office.base}/people`);
  const page = await office.maya.post(`${office.base}/lists/people/acts`, { row: who, act: "induction", query: "", back: `${office.base}/people` });
  await office.maya.submit(page, { checklist: where.split("/").at(-1) }, { action: "/do" });
  return until(async () => {
    const now = await office.maya.get(`${office.base}/people`);
    return /have a checklist|left out/.test(words(now)) && now;
  }, "it is begun");
}

const runOf = async (who, name) => new RegExp(`href="(/induction/\\d+)"[^>]*>${name}`).exec((await people[who].get("/induction")).text)?.[1];
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
  for (const name of ["Quay", "Hill"]) {
    accident(office.server, `INSERT INTO site (org_id, name, folded, created_at) VALUES (${office.org}, '${name}', '${name.toLowerCase()}', 1)`);
  }
  person.lee = await enter("Lee Moor");
  person.ann = await enter("Ann Reed", { manager: "lee@example.org" });
  person.joe = await enter("Joe Hill");
  for (const name of ["ann", "lee", "joe", "sid"]) people[name] = await employee(name);
  people.pat = await invite("pat", "viewer");
  people.maya = office.maya;
});
after(() => office?.server.stop());

test("what is handed in is opened by whoever signs it off, by nobody else, and each view is written down", async () => {
  template = await make("Papers", {}, [{ text: "Forklift licence", kind: "upload", signer: "manager" }, { text: "Walk round", signer: "owner" }]);
  await begin(template, [person.ann]);
  run = await runOf("ann", "Papers");
  let page = await people.ann.get(run);
  const where = stepOf(page, "Forklift licence", "done");
  page = await people.ann.post(where, { file: file("x.png", "image/png", Buffer.alloc(0)) });
  assert.equal(page.status, 422);
  has(page, /this file is empty/i);
  await people.ann.get(run);
  page = await people.ann.post(where, { file: file("page.html", "text/html", Buffer.from("<script>alert(1)</script>")) });
  assert.equal(page.status, 422, "a page is no evidence");
  await people.ann.get(run);
  page = await people.ann.post(where, { file: file("<licence>.png", "image/png", picture(60)) });
  has(page, /To be signed off/);
  const folder = /href="(\/evidence\/[\w-]+)"/.exec(page.text)[1];
  page = await people.lee.get(run);
  const paper = /href="(\/induction\/\d+\/steps\/\d+\/files\/[\w-]+)"/.exec(page.text)[1];
  assert.ok(!page.text.includes(folder), "whoever signs goes by the checklist");
  assert.equal((await people.lee.get(paper)).status, 200);
  const shown = await people.lee.get(`${paper}/picture.png`);
  assert.equal(shown.status, 200);
  // Not the owner of the checklist, not whoever is named elsewhere, not a stranger; nor by another step.
  for (const who of ["maya", "joe", "sid", "pat"]) {
    assert.equal((await people[who].get(paper)).status, 404, who);
    assert.ok(!(await people[who].get(folder)).text.includes("/file"), who);
  }
  assert.match((await office.server.visitor().get(paper)).path, /^\/sign-in/);
  assert.equal((await people.lee.get(paper.replace(/\/steps\/\d+/, "/steps/2"))).status, 404);
  assert.equal((await people.lee.get(paper.replace(/[^/]+$/, "AAAAAAAAAAAA"))).status, 404);
  has(await people.ann.get(folder), /lee/i);
  // Who does not lead her any more does not open it any more; whoever leads her now does.
  accident(office.server, `UPDATE person SET manager_id = ${person.joe} WHERE id = ${person.ann}`);
  assert.equal((await people.lee.get(paper)).status, 404);
  assert.equal((await people.joe.get(paper)).status, 200);
  accident(office.server, `UPDATE person SET manager_id = ${person.lee} WHERE id = ${person.ann}`);
  await act("lee", "Forklift licence", "sign");
  await act("ann", "Walk round", "done");
});

test("what is done and signed off stands in the ledger, and each correction is a further entry", async () => {
  await act("maya", "Walk round", "sign");
  await act("maya", "Walk round", "undo");
  const lines = await until(async () => {
    const page = await office.maya.get(`${office.base}/settings/ledger?as=csv`);
    return /checklist\.step/.test(page.text) && page.text;
  }, "it is in the ledger");
  assert.ok((lines.match(/checklist\.step: changed/g) || []).length >= 4, lines.slice(0, 1500));
  await act("maya", "Walk round", "sign");
});

test("where the owner did it, or is who is new, whoever stands in signs it off; without one it is in the list of what is stuck", async () => {
  const two = await make("Alone", {}, [{ text: "Key card", doer: "manager", signer: "owner" }, { text: "Bye & hello", doer: "newcomer", signer: "manager", phase: "2" }]);
  await begin(two, [person.joe]);
  run = await runOf("joe", "Alone");
  // Nobody leads Joe: the owner does it, and may not sign it off.
  let page = await act("maya", "Key card", "done");
  assert.equal((await people.maya.post(stepOf(page, "Key card", "sign"))).status, 403);
  page = await office.maya.get(`${base}/open?state=nobody`);
  has(page, /Key card.*Joe Hill Nobody: name who stands in/);
  lacks(page, /Bye & hello/);
  assert.equal((await people.pat.get(run)).status, 404);
  page = await office.maya.submit(await office.maya.get(`${two}/edit`), { substitute: "maya@example.org" }, { action: "/edit" });
  assert.equal(page.status, 422);
  has(page, /nobody stands in for themselves/i);
  page = await office.maya.submit(page, { substitute: "lee@example.org" }, { action: "/edit" });
  has(page, /has to be a member/i);
  page = await office.maya.submit(page, { substitute: "pat@example.org" }, { action: "/edit" });
  has(page, /Stands in pat/);
  has(await office.maya.get(`${base}/open?state=all`), /Key card.*Joe Hill pat/);
  lacks(await office.maya.get(`${base}/open?state=nobody`), /Key card/);
  has(await people.pat.get("/induction"), /Waits for me Joe Hill: Key card/);
  page = await people.pat.get(run);
  lacks(page, /Bye & hello/);
  assert.equal((await people.pat.post(stepOf(page, "Key card", "done"))).status, 409, "it is done already");
  page = await act("pat", "Key card", "sign");
  has(page, /signed off by pat/);
  // The owner’s own checklist.
  person.maya = await enter("Maya");
  await begin(two, [person.maya]);
  has(await people.pat.get("/induction"), /Waits for me.*Maya: Key card/);
});

test("a beginning that is taken back is gone, without a mail; where something was done it is ended", async () => {
  const three = await make("Mistake", {}, [{ text: "Anything" }]);
  const undo = async () => {
    const page = await office.maya.get(`${office.base}/people`), where = page.forms.find((f) => /\/undo$/.test(f.action)).action;
    await office.maya.submit(page, {}, { action: "/undo" });
    return until(async () => !(await office.maya.get(`${office.base}/people`)).forms.some((f) => f.action === where), "it is taken back");
  };
  await begin(three, [person.ann, person.joe]);
  run = await runOf("ann", "Mistake");
  const joes = await runOf("joe", "Mistake");
  await act("ann", "Anything", "done");
  await undo();
  assert.equal((await people.joe.get(joes)).status, 404);
  lacks(await people.joe.get("/induction"), /Mistake/);
  const list = words(await office.maya.get(`${base}?state=all`));
  assert.match(list, /Ann Reed[^/]*Mistake.*Ended early/);
  assert.doesNotMatch(list, /Joe Hill[^/]*Mistake/);
  accident(office.server, "UPDATE job SET run_at = 1 WHERE kind = 'induct.tell'");
  await wake();
  assert.deepEqual(await mails(/(Mistake: your checklist)/), []);
  has(await office.maya.get(`${office.base}/settings/log`), /Beginning of a checklist taken back/);
});

test("one is begun again after its months, once, and its badge takes the place of the one before", async () => {
  const yearly = await make("Yearly", { refresh: "12", badge: office.badge }, [{ text: "Read <again>", kind: "read", document: "Same as ever." }]);
  await begin(yearly, [person.ann]);
  run = await runOf("ann", "Yearly");
  await act("ann", "Read <again>".replace(/</g, "&lt;").replace(/>/g, "&gt;"), "done");
  await later();
  await until(async () => /Ann Reed/.test(words(await office.maya.get(`${office.base}/awards`))), "the badge is awarded");
  await hour();
  await until(async () => true, "an hour");
  const open = async () => (await office.maya.get(`${base}?as=csv&state=open&q=ann`)).text.match(/Yearly/g)?.length ?? 0;
  assert.equal(await open(), 0, "not before its time");
  accident(office.server, "UPDATE induct SET done_at = done_at - 34000000000, created_at = created_at - 34000000000 WHERE done_at IS NOT NULL AND award_id IS NOT NULL");
  await hour();
  await until(async () => (await open()) === 1, "it is begun again");
  await hour();
  await until(async () => true, "an hour");
  assert.equal(await open(), 1, "once");
  run = await runOf("ann", "Yearly");
  await act("ann", "Read &lt;again&gt;", "done");
  await later();
  await until(async () => (await office.maya.get(`${base}?as=csv&state=done&q=ann`)).text.match(/Yearly/g)?.length === 2, "it is complete again");
  const awards = await office.maya.get(`${office.base}/awards?as=csv`);
  assert.equal(awards.text.match(/Ann Reed/g).length, 2, "the badge of now, and the one whose place it took");
});

test("another site begins a checklist of its own; clearance says so before anybody moves", async () => {
  const ids = {};
  for (const [, id, name] of (await office.maya.get(`${base}/templates/new`)).text.matchAll(/value="site:(\d+)"[^]*?Site (\w+)/g)) ids[name] = id;
  assert.ok(ids.Quay, "the sites are there to choose");
  const quay = await make("Quay rules", { starts: "audience", who: `site:${ids.Quay}` }, [{ text: "Mind the edge", kind: "read", document: "Keep off the edge.", phase: "0", must: "1" }]);
  accident(office.server, `INSERT INTO jobrole (org_id, code, folded, name, words, created_at) VALUES (${office.org}, 'FIT', 'fit', 'Fitter', '', 1)`);
  const ask = (site) => office.maya.get(`${office.base}/clearance?person=ann@example.org&role=FIT${site ? `&site=${site}` : ""}`);
  has(await ask(ids.Quay), /No: Ann Reed.*Begins there, and keeps from work until it is done: Quay rules/);
  lacks(await ask(ids.Hill), /Quay rules/);
  lacks(await ask(""), /Quay rules/);
  lacks(await ask("x' OR 1=1 --"), /Quay rules/);
  await hour();
  assert.equal(await runOf("ann", "Quay rules"), undefined, "she is not there yet");
  accident(office.server, `UPDATE person SET site_id = ${ids.Quay} WHERE id = ${person.ann}`);
  await hour();
  run = await until(() => runOf("ann", "Quay rules"), "it begins with the site");
  has(await ask(ids.Quay), /Not cleared to start: Quay rules/);
  lacks(await ask(ids.Quay), /Begins there/);
  await act("ann", "Mind the edge", "done");
  lacks(await ask(ids.Quay), /Quay rules/);
  // Away and back: it was gone through, and begins no second time.
  accident(office.server, `UPDATE person SET site_id = ${ids.Hill} WHERE id = ${person.ann}`);
  lacks(await ask(ids.Quay), /Quay rules/);
  assert.ok(quay);
});

test("in the morning whoever something waits for has one mail of all of it, and not a second one", async () => {
  await begin(await make("Morning", {}, [{ text: "One <b>thing</b>", doer: "manager", phase: "1" }, { text: "Another", doer: "manager", phase: "1" }]), [person.ann]);
  // Whatever hour it is: the organisation begins to remind people in it.
  const morning = async () => {
    accident(office.server, `INSERT INTO reminder_rule (org_id, days, to_managers, from_hour, until_hour, weekends) VALUES (${office.org}, '', 0, ${new Date().getUTCHours()}, 24, 1)`
      + " ON CONFLICT (org_id) DO UPDATE SET from_hour = excluded.from_hour, until_hour = 24, weekends = 1");
    await hour();
  };
  const both = /(One <b>thing<\/b>[^]*Another|Another[^]*One <b>thing<\/b>)/;
  await until(async () => {
    await morning();
    return (await mails(both)).length > 0;
  }, "Lee has a mail");
  await morning();
  await until(async () => true, "the hour has passed");
  assert.equal((await mails(both)).length, 1, "one mail with both, and none again");
});

test("two entries of one person become one, with what both did; one that both have running stays with who stays", async () => {
  const four = await make("Both", {}, [{ text: "Shared" }]);
  const other = await enter("Anna Reed", { email: "anna@example.org" });
  await begin(four, [person.ann, other]);
  await begin(await make("Only hers", {}, [{ text: "Hers" }]), [other]);
  await office.maya.get(`${office.base}/people`);
  const asked = await office.maya.post(`${office.base}/lists/people/acts`, { row: [other], act: "merge", query: "", back: `${office.base}/people` });
  await office.maya.submit(asked, { person: "ann@example.org" }, { action: "/do" });
  await until(async () => /put together|left out/i.test(words(await office.maya.get(`${office.base}/people`))), "they are one");
  const all = words(await office.maya.get(`${office.base}/people/${person.ann}/induction`));
  assert.match(all, /Only hers/);
  assert.equal(all.match(/Both/g).length, 1, all);
  assert.match(words(await people.ann.get("/induction")), /Only hers/);
});
