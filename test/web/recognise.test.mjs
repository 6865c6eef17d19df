// Recognition: people of the directory nominate each other on a phone, named members
// decide, never on themselves, and the award carries the words of the nomination.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { until } from "./harness.mjs";
import { has, words } from "./html.mjs";
import { accident, newestMail, openOffice } from "./office.mjs";

const CITATION = "Stayed until the last crate was out of the cold room, though nobody had asked.";

let office, queue, scheme, address;
const people = {};

// A member, who has an account by being invited.
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
  assert.equal((await visitor.get(office.base)).status, 404);
  return visitor;
}

const enter = (name, title) => accident(office.server,
  `INSERT INTO person (org_id, name, email, folded, title, created_at) VALUES (${office.org}, '${name}', '${name.split(" ")[0].toLowerCase()}@example.org', '${name.split(" ")[0].toLowerCase()}@example.org', '${title}', 1)`);

const send = async (who, fields, where = address) => people[who].submit(await people[who].get(where), { go: "send", ...fields }, { action: where });
const idOf = (page, name) => new RegExp(`name="person" value="(\\d+)"[^]*?${name}`).exec(page.text)?.[1];

let woken = 0;

// Something that wakes those who work through the jobs.
async function wake() {
  await office.maya.get(`${office.base}/settings/members`);
  await office.maya.post(`${office.base}/settings/members`, { email: `wake${woken++}@example.org`, role: "viewer" });
}

// The minutes in which a decision can be taken back are over.
async function later(what) {
  accident(office.server, "UPDATE nomination SET decided_at = decided_at - 700000 WHERE decided_at IS NOT NULL AND told_at IS NULL");
  accident(office.server, "UPDATE job SET run_at = 1 WHERE kind = 'recognise.decided' AND state = 0");
  await wake();
  return until(what, "the decision is told");
}

before(async () => {
  office = await openOffice();
  queue = `${office.base}/recognition`;
  for (const [name, title] of [["Ann Lee", "Fitter"], ["Bob Moss", "Driver"], ["Bobby Tables", "Analyst"], ["Dee Hall", "Shift lead"]]) enter(name, title);
  people.dee = await invite("dee", "viewer");
  people.vic = await invite("vic", "viewer");
  people.ann = await employee("ann");
  people.bob = await employee("bob");
  people.sid = await employee("sid");
});
after(() => office?.server.stop());

test("a scheme is made with its rules and those who decide, and what is wrong is kept", async () => {
  has(await office.maya.get(`${queue}/schemes`), /No scheme yet/);
  let page = await office.maya.get(`${queue}/schemes/new`);
  const dee = /name="decider" value="(\d+)"[^]{0,80}?>dee</.exec(page.text)?.[1];
  const fields = { badge: office.badge, name: "Thank you", words: "For what nobody had to do.", who: "people", votes: "1", quota: "3", apart: "30", rest: "", values: "Care\nSafety first" };
  assert.ok(dee, `${page.status} ${words(page).slice(0, 600)}`);
  page = await office.maya.submit(page, fields, { action: "/schemes/new" });
  assert.equal(page.status, 422);
  has(page, /at least one person who decides/i);
  assert.match(page.text, /value="Thank you"/);
  page = await office.maya.submit(page, { ...fields, decider: dee, votes: "2" }, { action: "/schemes/new" });
  assert.equal(page.status, 422);
  has(page, /between one and as many as decide/i);
  page = await office.maya.submit(page, { ...fields, decider: dee }, { action: "/schemes/new" });
  has(page, /Saved\. Pass its address on/);
  scheme = page.path;
  address = new URL(/id="recognise-address">([^<]+)</.exec(page.text)[1]).pathname;
  has(await office.maya.get(`${queue}/schemes`), /Thank you.*Open.*0 0/);
  // Only who may award sets schemes.
  for (const where of [`${queue}/schemes`, scheme]) assert.equal((await people.vic.get(where)).status, 403);
  assert.equal((await people.ann.get(queue)).status, 404);
});

test("somebody of the directory is found by typing, and nominated; strangers see nothing", async () => {
  assert.equal((await people.sid.get(address)).status, 404);
  has(await people.sid.get("/recognise"), /Nothing to nominate for/);
  assert.equal((await people.sid.post(address, { go: "find", q: "bob" })).status, 404);
  has(await people.ann.get("/recognise"), /Thank you Harbour/);

  let page = await people.ann.get(address);
  has(page, /You can nominate 3 times more this month/);
  page = await people.ann.submit(page, { q: "bo", go: "find" }, { action: address });
  assert.equal(page.status, 200);
  has(page, /Bob Moss Driver.*Bobby Tables Analyst/);
  assert.doesNotMatch(page.text, /bob@example\.org/, "addresses are not shown");
  page = await send("ann", { q: "bo", value: "Care", citation: CITATION });
  assert.equal(page.status, 422);
  has(page, /several people are found by that/i);
  assert.ok(page.text.includes(CITATION), "what was typed is kept");
  const bob = idOf(page, "Bob Moss");
  page = await send("ann", { q: "bo", person: bob, value: "", citation: "Thanks" });
  assert.equal(page.status, 422);
  has(page, /choose what it stands for/i);
  page = await send("ann", { q: "bo", person: bob, value: "Care", citation: "Thanks" });
  has(page, /at least 40 letters/i);
  page = await send("ann", { q: "ann", value: "Care", citation: CITATION });
  assert.equal(page.status, 422, "nobody finds themselves");
  page = await send("ann", { q: "Bob Moss", value: "Care", citation: `${CITATION} <b>Bold</b>` });
  assert.equal(page.path, "/recognise", words(page));
  has(page, /Thank you\. You get a mail when it is decided.*Bob Moss.*Waits for an answer/);
  assert.ok(!page.text.includes("<b>Bold"));
  page = await send("ann", { person: bob, value: "Care", citation: CITATION });
  has(page, /already: it waits for an answer/);
  page = await send("bob", { q: "Ann Lee", value: "Care", citation: CITATION });
  // That ann has nominated him, bob does not learn: whoever decides counts the earlier of the two.
  assert.equal(page.path, "/recognise", words(page));
  await people.bob.submit(page, {}, { action: "/withdraw" });
});

test("who decides hears in the morning what waits", async () => {
  accident(office.server, "UPDATE job SET run_at = 1 WHERE kind = 'recognise.waiting' AND state = 0");
  await wake();
  await until(() => newestMail(office, /(These wait: Thank you \(1\))/), "the mail of the morning");
  has(await office.maya.get(`${office.base}/mail?q=dee`), /Nominations wait for you/);
});

test("who decides says yes, takes it back, says yes; the award has the words, and the nominator hears of it", async () => {
  let page = await people.dee.get("/recognise");
  has(page, /One nomination waits for you at/);
  page = await people.dee.get(queue);
  has(page, /One nomination waits for you.*Bob Moss.*Stayed until the last crate/);
  const one = /href="(\/org\/\d+\/recognition\/\d+)"[^>]*>Bob Moss</.exec(page.text)[1];
  assert.equal((await people.vic.get(one)).status, 404);
  await people.vic.get("/recognise");
  assert.equal((await people.vic.post(`${one}/vote`, { verdict: "yes" })).status, 404);
  page = await people.dee.get(one);
  has(page, /Nominated by ann.*1 yes of 1 who decide/);
  page = await people.dee.submit(page, { verdict: "no" }, { action: "/vote" });
  assert.equal(page.status, 422);
  has(page, /say why: who nominated reads it/i);
  page = await people.dee.submit(page, { verdict: "yes" }, { action: "/vote" });
  has(page, /Awarded in some minutes/);
  page = await people.dee.submit(page, {}, { action: "/back" });
  has(page, /Taken back.*To be decided/);
  page = await people.dee.submit(page, { verdict: "yes" }, { action: "/vote" });
  has(await people.ann.get("/recognise"), /Waits for an answer/);
  await later(async () => /Awarded/.test(words(await people.ann.get("/recognise"))));
  assert.equal((await people.dee.post(`${one}/back`)).status, 409);
  assert.ok(await newestMail(office, /(You nominated Bob Moss)/));
  assert.ok(await newestMail(office, /(awarded you the badge)/));
  const award = /href="(\/org\/\d+\/awards\/\d+)"/.exec((await office.maya.get(`${office.base}/awards`)).text)[1];
  has(await office.maya.get(award), /Bob Moss.*Stayed until the last crate was out of the cold room/);
});

test("nobody sees or decides what is about them, or their own", async () => {
  let page = await send("ann", { q: "Dee Hall", value: "Care", citation: CITATION });
  assert.equal(page.status, 422);
  has(page, /nobody may decide about Dee Hall/i);
  const maya = /name="decider" value="(\d+)"[^]{0,80}?>Maya/.exec((await office.maya.get(scheme)).text)[1];
  const dee = /name="decider" value="(\d+)"[^]{0,80}?>dee</.exec((await office.maya.get(scheme)).text)[1];
  page = await office.maya.get(scheme);
  page = await office.maya.post(scheme, { ...page.forms.find((f) => f.action === scheme).fields, decider: [maya, dee] });
  has(page, /Saved/);
  page = await send("ann", { q: "Dee Hall", value: "Care", citation: CITATION });
  assert.equal(page.path, "/recognise");
  page = await send("dee", { q: "Bobby Tables", value: "Care", citation: CITATION });
  assert.equal(page.path, "/recognise", words(page));
  page = await people.dee.get(`${queue}?state=all`);
  assert.doesNotMatch(words(page), /Dee Hall|Bobby Tables/);
  page = await office.maya.get(queue);
  has(page, /2 nominations wait for you/);
  for (const [, where] of page.text.matchAll(/href="(\/org\/\d+\/recognition\/\d+)"/g)) {
    assert.equal((await people.dee.get(where)).status, 404, where);
    await people.dee.get("/recognise");
    assert.equal((await people.dee.post(`${where}/vote`, { verdict: "yes" })).status, 404, where);
  }
});

test("many are declined at once with a reason, that is taken back, and one is withdrawn", async () => {
  let page = await office.maya.get(queue);
  const rows = [...page.text.matchAll(/href="\/org\/\d+\/recognition\/(\d+)"/g)].map((m) => m[1]);
  assert.equal(rows.length, 2);
  assert.match((await office.maya.get(`${queue}?as=csv`)).text, /Bobby Tables/);
  await office.maya.get(queue);
  page = await office.maya.post(`${office.base}/lists/nominations/acts`, { row: rows, act: "decline", query: "state=all", back: queue });
  await office.maya.submit(page, { reason: "Not this month." }, { action: "/do" });
  page = await until(async () => {
    const now = await office.maya.get(`${queue}?state=declined`);
    return now.forms.some((f) => /\/undo$/.test(f.action)) && now;
  }, "both are declined");
  has(page, /2 nominations declined/);
  has(page, /Declined, not told yet/);
  await office.maya.submit(page, {}, { action: "/undo" });
  has(await office.maya.get(queue), /2 nominations wait for you/);
  page = await people.ann.get("/recognise");
  page = await people.ann.submit(page, {}, { action: "/withdraw" });
  has(page, /Withdrawn\. It counts no more/);
  has(await office.maya.get(queue), /One nomination waits for you/);
  assert.equal((await people.bob.post(`${address}/${rows[0]}/withdraw`)).status, 409, "another’s");
});

test("to undo many leaves what somebody else has decided since", async () => {
  let page = await send("ann", { q: "Bob Moss", value: "Care", citation: CITATION });
  assert.equal(page.path, "/recognise", words(page));
  const one = /href="(\/org\/\d+\/recognition\/\d+)"[^>]*>Bob Moss</.exec((await office.maya.get(queue)).text)[1];
  await office.maya.post(`${office.base}/lists/nominations/acts`, { row: one.split("/").at(-1), act: "accept", query: "state=open", back: queue });
  await until(async () => (await office.maya.get(queue)).forms.some((f) => /\/undo$/.test(f.action)), "it is accepted");
  page = await office.maya.submit(await office.maya.get(one), {}, { action: "/back" });
  has(page, /To be decided/);
  page = await people.dee.submit(await people.dee.get(one), { verdict: "yes" }, { action: "/vote" });
  has(page, /Awarded in some minutes/);
  await office.maya.submit(await office.maya.get(queue), {}, { action: "/undo" });
  await until(async () => !(await office.maya.get(queue)).forms.some((f) => /\/undo$/.test(f.action)), "it is undone");
  has(await people.dee.get(one), /Awarded in some minutes/);
});

test("a scheme that is stopped takes nothing more, and begins again", async () => {
  let page = await office.maya.submit(await office.maya.get(scheme), {}, { action: "/stop" });
  has(page, /Stopped/);
  page = await people.ann.get(address);
  has(page, /Nobody is nominated here at the moment/);
  assert.equal(page.forms.filter((f) => f.action === address).length, 0);
  has(await people.ann.get("/recognise"), /Nothing to nominate for/);
  page = await office.maya.submit(await office.maya.get(scheme), {}, { action: "/start" });
  has(page, /People can nominate again/);
  assert.equal((await people.ann.get(address)).forms.filter((f) => f.action === address).length, 1);
});

test("who nominated endorses the award, if both agree: the holder shows it, and it can be taken back", async () => {
  enter("Eve Dock", "Rigger");
  people.eve = await employee("eve");
  const words_of = `Showed the new ones how to sling, every morning of the week <script>alert(1)</script>`;
  const open = await people.bob.get(address);
  has(open, /Endorse them in my name/);
  const found = await people.bob.submit(open, { go: "find", q: "eve" }, { action: address });
  const named = await people.bob.submit(found, { go: "send", q: "eve", person: idOf(found, "Eve Dock"), value: "Care", citation: words_of, endorses: "1" }, { action: address });
  assert.equal(named.status, 200, words(named).slice(400, 1800));
  const one = /href="(\/org\/\d+\/recognition\/\d+)"[^>]*>Eve Dock</.exec((await office.maya.get(queue)).text)[1];
  await office.maya.submit(await office.maya.get(one), { verdict: "yes" }, { action: "/vote" });
  await later(async () => /Eve Dock[^]*Awarded/.test(words(await people.bob.get("/recognise"))));
  const mine = await until(async () => await newestMail(office, /(\/b\/[\w-]+\/endorsements)/), "Eve is told of it");
  const award = mine.replace(/\/endorsements$/, ""), nobody = office.server.visitor();
  const page = await people.eve.get(mine);
  has(page, /bob, Harbour.*Showed the new ones how to sling/);
  assert.doesNotMatch(page.text, /<script>alert/);
  assert.doesNotMatch(words(await nobody.get(award, { headers: { accept: "text/html" } })), /What others say/, "nothing is shown before the holder agrees");
  for (const who of ["ann", "dee"]) assert.equal((await people[who].get(mine)).status, 403, who);
  await people.eve.submit(page, { go: "show" }, { action: `${mine}/` });
  has(await nobody.get(award, { headers: { accept: "text/html" } }), /What others say.*Showed the new ones how to sling.*bob, Harbour.*Signature checked just now/);
  const signed = /href="(\/endorsements\/[\w-]+)"/.exec((await nobody.get(award, { headers: { accept: "text/html" } })).text)[1];
  assert.equal(new URL((await nobody.get(`${signed}.json`)).json().credentialSubject.id).pathname, award);
  await people.ann.get("/recognise");
  const id = /\/recognise\/[\w-]+\/(\d+)\/unendorse/.exec((await people.bob.get("/recognise")).text);
  assert.equal((await people.ann.post(id[0], {})).status, 409, "it is nobody else's");
  await people.bob.submit(await people.bob.get("/recognise"), {}, { action: "/unendorse" });
  assert.doesNotMatch(words(await nobody.get(award, { headers: { accept: "text/html" } })), /Showed the new ones how to sling.*Signature checked/);
  assert.equal((await nobody.get(`${signed}.json`)).status, 410);
  assert.equal((await people.bob.post(id[0], {})).status, 409);
});
