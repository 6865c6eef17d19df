// Recognition in which whoever leads the person must say yes, too: they are asked, their no ends
// it, and nobody gets round them; where nobody can be asked, the others decide alone.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { until } from "./harness.mjs";
import { has, lacks } from "./html.mjs";
import { accident, invite, openOffice } from "./office.mjs";

const CITATION = "Stayed until the last crate was out of the cold room, though nobody had asked.";
let office, maya, queue, address, dee, sid, bob;

const enter = (name, leader) => accident(office.server, `INSERT INTO person (org_id, name, email, folded, title, created_at, manager_id) SELECT ${office.org}, '${name}',
  '${name.toLowerCase()}@example.org', '${name.toLowerCase()}@example.org', 'Fitter', 1, ${leader ? `(SELECT id FROM person WHERE name = '${leader}')` : "NULL"}`);
// With an account and no role, as employees are.
async function employee(name) {
  const visitor = await invite(office, name, "viewer");
  for (const table of ["member_role", "member"])
    accident(office.server, `DELETE FROM ${table} WHERE account_id = (SELECT account_id FROM account_email WHERE folded = '${name}@example.org')`);
  return visitor;
}
async function nominate(who, name) {
  const page = await who.submit(await who.get(address), { q: name }, { action: address });
  const person = new RegExp(`name="person" value="(\\d+)"[^]*?${name}`).exec(page.text)[1];
  return who.submit(page, { go: "send", q: name, person, citation: CITATION }, { action: address });
}
const newest = async () => Math.max(...[...(await maya.get(`${queue}?state=all`)).text.matchAll(/recognition\/(\d+)/g)].map((m) => Number(m[1])), 0);
const vote = async (who, id, verdict, reason = "") => who.submit(await who.get(`${queue}/${id}`), { verdict, reason }, { action: "/vote" });

before(async () => {
  office = await openOffice();
  ({ maya } = office);
  queue = `${office.base}/recognition`;
  for (const [name, leader] of [["Sid"], ["Bob"], ["Ann", "Sid"]]) enter(name, leader);
  dee = await invite(office, "dee", "viewer");
  sid = await employee("sid");
  bob = await employee("bob");
});
after(() => office?.server.stop());

test("a scheme asks whoever leads the person, and not together with rounds", async () => {
  let page = await maya.get(`${queue}/schemes/new`);
  const decider = ["Maya Lindqvist", "dee"].map((name) => new RegExp(`name="decider" value="(\\d+)"[^]{0,80}?>${name}<`).exec(page.text)[1]);
  const fields = { badge: office.badge, name: "Thank you", words: "", who: "people", votes: "1", leader: "1", decider };
  page = await maya.submit(page, { ...fields, every: "week", weekday: "5", time: "15:00" }, { action: "/schemes/new" });
  assert.equal(page.status, 422);
  has(page, /rounds, or whoever leads the person/);
  page = await maya.submit(page, { ...fields, every: "no" }, { action: "/schemes/new" });
  assert.match((await maya.get(page.path)).text, /id="leader"[^>]*checked/);
  address = /\/recognise\/[\w-]{12,}/.exec(page.text)[0];
});

test("the panel's yes waits for theirs; they find it without a role, and say it", async () => {
  await nominate(bob, "Ann");
  const id = await newest();
  await vote(dee, id, "yes");
  has(await maya.get(`${queue}/${id}`), /To be decided[^]*Whoever leads them Has not answered yet/);
  has(await sid.get("/recognise"), /Of people you lead: they wait for your yes or no Ann Thank you/);
  has(await sid.get(`${office.base}/team`), /Nominations that want your yes: 1/);
  lacks(await bob.get("/recognise"), /Of people you lead/);
  assert.equal((await bob.get(`${queue}/${id}`)).status, 404);
  assert.equal((await sid.get(queue)).status, 404);
  has(await vote(sid, id, "yes"), /Your vote counts/);
  has(await maya.get(`${queue}/${id}`), /Awarded in some minutes[^]*Said yes/);
  has(await sid.submit(await sid.get(`${queue}/${id}`), {}, { action: "/back" }), /Taken back/);
  has(await maya.get(`${queue}/${id}`), /To be decided[^]*Has not answered yet/);
  has(await sid.get("/recognise"), /wait for your yes or no Ann/);
});

test("they hear of it in the morning, and their no ends it whatever the panel says", async () => {
  accident(office.server, "UPDATE job SET run_at = 1 WHERE kind = 'recognise.waiting' AND state = 0");
  await maya.post(`${office.base}/settings/members`, { email: "wake@example.org", role: "viewer" });
  await until(async () => /sid@example\.org/.test((await maya.get(`${office.base}/mail?q=sid@example.org&kind=all`)).text), "the mail to who leads");
  const id = await newest(), bare = await vote(sid, id, "no");
  assert.equal(bare.status, 422);
  has(bare, /say why/i);
  await vote(sid, id, "no", "It was somebody else that night");
  has(await maya.get(`${queue}/${id}`), /Declined, not told yet[^]*Said no/);
});

test("who nominates whom they lead has said it, and the panel decides alone; so it does where nobody leads", async () => {
  await nominate(sid, "Ann");
  let id = await newest();
  lacks(await sid.get("/recognise"), /Of people you lead/);
  await vote(dee, id, "yes");
  has(await maya.get(`${queue}/${id}`), /Awarded in some minutes/);
  lacks(await maya.get(`${queue}/${id}`), /Whoever leads them/);
  await nominate(sid, "Bob");
  id = await newest();
  await vote(dee, id, "yes");
  has(await maya.get(`${queue}/${id}`), /Awarded in some minutes/);
});
