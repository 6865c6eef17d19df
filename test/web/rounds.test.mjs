// A scheme of recognition that comes again and again: rounds open by themselves, end at
// their hour, are decided by a rule, and can be taken back for ten minutes.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build, until } from "./harness.mjs";
import { has, words } from "./html.mjs";
import { accident, newestMail, openOffice } from "./office.mjs";

const CITATION = "Stayed until the last crate was out of the cold room, though nobody had asked.";

let office, queue, scheme, address, woken = 0;
const people = {};

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

const enter = (name, address) => accident(office.server,
  `INSERT INTO person (org_id, name, email, folded, title, created_at) VALUES (${office.org}, '${name}', '${address}', '${address}', 'Fitter', 1)`);

// Something that wakes those who work through the jobs.
async function wake(kind) {
  accident(office.server, `UPDATE job SET run_at = 1 WHERE kind = '${kind}' AND state = 0`);
  await office.maya.get(`${office.base}/settings/members`);
  await office.maya.post(`${office.base}/settings/members`, { email: `wake${woken++}@example.org`, role: "viewer" });
}
async function nominate(by, whom) {
  const page = await people[by].submit(await people[by].get(address), { go: "send", q: whom, citation: `${whom}, says ${by}: ${CITATION}` }, { action: address });
  assert.equal(page.path, "/recognise", words(page));
}
// The open round ends now.
async function close(becomes) {
  accident(office.server, "UPDATE recognition_round SET closes_at = 1000 WHERE state = 'open'");
  await wake("recognise.close");
  return until(async () => {
    const page = await office.maya.get(scheme);
    return becomes.test(words(page)) && page;
  }, `the round ends: ${becomes}`);
}
async function tell() {
  accident(office.server, "UPDATE nomination SET decided_at = decided_at - 700000 WHERE decided_at IS NOT NULL AND told_at IS NULL");
  accident(office.server, "UPDATE recognition_round SET decided_at = decided_at - 700000 WHERE decided_at IS NOT NULL");
  await wake("recognise.decided");
}
const waiting = async (who, whom) => new RegExp(`href="(/org/\\d+/recognition/\\d+)"[^>]*>${whom}<`).exec((await people[who].get(queue)).text)?.[1];
const vote = async (who, whom, fields = { verdict: "yes" }) => people[who].submit(await people[who].get(await waiting(who, whom)), fields, { action: "/vote" });
async function setScheme(fields) {
  const page = await office.maya.get(scheme), form = page.forms.find((f) => f.action === scheme).fields;
  return office.maya.post(scheme, { ...form, ...fields });
}

before(async () => {
  office = await openOffice();
  queue = `${office.base}/recognition`;
  for (const [name, mail] of [["Ann Lee", "ann@example.org"], ["Bob Moss", "bob@example.org"], ["Cy Fox", "cy@example.org"]]) enter(name, mail);
  for (const name of ["ann", "bob", "cy"]) people[name] = await employee(name);
  people.dee = await invite("dee", "viewer");
  people.vic = await invite("vic", "viewer");
});
after(() => office?.server.stop());

test("a scheme comes again every week, and says when its rounds end", async () => {
  let page = await office.maya.get(`${queue}/schemes/new`);
  const dee = /name="decider" value="(\d+)"[^]{0,80}?>dee</.exec(page.text)[1];
  const fields = { badge: office.badge, name: "Hero of the week", who: "people", votes: "1", quota: "", apart: "", rest: "", values: "", wall: "30", decider: dee,
    every: "week", weekday: String(new Date(Date.now() + 3 * 86400000).getUTCDay() || 7), time: "25:00", zone: "Europe/London", counts: "nominations", tie: "waited", rounds: "1" };
  page = await office.maya.submit(page, fields, { action: "/schemes/new" });
  assert.equal(page.status, 422);
  has(page, /such as 15:00/);
  assert.match(page.text, /value="25:00"/);
  page = await office.maya.submit(page, { ...fields, time: "15:00", zone: "Moon/Base" }, { action: "/schemes/new" });
  has(page, /knows no such time zone/);
  page = await office.maya.submit(page, { ...fields, time: "15:00" }, { action: "/schemes/new" });
  has(page, /Rounds The next ends: (\d+ \w{3} \d{4}, 15:00 \(Europe\/London\) ){4}/);
  scheme = page.path;
  address = new URL(/id="recognise-address">([^<]+)</.exec(page.text)[1]).pathname;
  has(await people.ann.get(address), /This round ends \d+ \w{3} \d{4}, 15:00/);
});

test("in an open round nobody is chosen yet, and when it ends it is who was nominated by most", async () => {
  await nominate("ann", "Bob Moss");
  await nominate("cy", "Bob Moss");
  await nominate("bob", "Ann Lee");
  let page = await vote("dee", "Ann Lee");
  has(page, /decided when the round ends/);
  has(page, /To be decided.*Round ends/);
  page = await close(/Decided Take back Bob Moss 3/);
  has(page, /Open – 0/);
  const back = page.forms.find((f) => /\/rounds\/\d+\/back$/.test(f.action)).action;
  for (const who of ["ann", "vic", "dee"]) {
    await people[who].get("/recognise");
    assert.ok([403, 404].includes((await people[who].post(back)).status), who);
  }
  await office.maya.get(scheme);
  assert.equal((await office.maya.post(back.replace(/rounds\/\d+/, "rounds/999999"))).status, 404);
  page = await office.maya.submit(await office.maya.get(scheme), {}, { action: "/back" });
  has(page, /choose now by their votes.*The panel decides/);
  page = await vote("dee", "Bob Moss");
  has(page, /Awarded in some minutes/);
  has(await office.maya.get(scheme), /Decided Take back Bob Moss 3/);
});

test("the award is one, has the words of who nominated first, and everybody who nominated hears of it", async () => {
  accident(office.server, "UPDATE recognition_scheme SET varies = 1");
  accident(office.server, "UPDATE achievement_version SET studio = 'shape=shield&colour=%235b2862&banner=Hero'");
  await tell();
  await until(async () => /Awarded/.test(words(await people.cy.get("/recognise"))), "the award is made");
  await until(async () => /Ann Lee Declined.*This time somebody else was chosen/.test(words(await people.bob.get("/recognise"))), "who nominated somebody else is told");
  await until(async () => /Bob Moss Awarded/.test(words(await people.ann.get("/recognise"))), "both who nominated are told");
  const all = (await office.maya.get(`${office.base}/awards`)).text;
  assert.equal(new Set(all.match(/\/org\/\d+\/awards\/\d+(?=")/g)).size, 1);
  has(await office.maya.get(/\/org\/\d+\/awards\/\d+(?=")/.exec(all)[0]), /Bob Moss, says (ann|cy)/);
  has(await people.cy.get(`${office.base}/wall`), /Bob Moss, says (ann|cy)/);
  await office.maya.get(scheme);
  assert.equal((await office.maya.post(`${scheme}/rounds/1/back`)).status, 409);
});

test("the round draws a picture of its own, which the award has and the badge has not, and the award verifies", async () => {
  const page = await office.maya.get(/\/org\/\d+\/awards\/\d+(?=")/.exec((await office.maya.get(`${office.base}/awards`)).text)[0]);
  const at = /\/b\/[\w-]{16,}/.exec(page.text)[0];
  const anybody = office.server.visitor();
  const text = (await anybody.get(`${at}.json`)).text, three = JSON.parse(text);
  assert.equal(new URL(three.credentialSubject.image.id).pathname, `${at}.png`);
  const two = JSON.parse((await anybody.get(`/ob2${at}`)).text);
  assert.equal(new URL(two.image).pathname, `${at}.2.png`);
  // Each is baked, with what points to it; its pixels are not the badge's.
  const bytes = async (where) => {
    const answer = await fetch(new URL(where, office.server.url));
    assert.equal(answer.status, 200, where);
    return Buffer.from(await answer.arrayBuffer());
  };
  const folder = mkdtempSync(path.join(tmpdir(), "lapel-rounds."));
  const file = path.join(folder, "round.png");
  writeFileSync(file, await bytes(`${at}.png`));
  const baked = JSON.parse(execFileSync(path.join(build, "lapel"), ["unbake", file], { encoding: "utf8" }));
  assert.equal(baked.credentialSubject.image.id, three.credentialSubject.image.id);
  // Whoever has the files and the map of what is hosted needs the server no more.
  const map = path.join(folder, "offline.json");
  writeFileSync(map, await bytes(`${at}.offline.json`));
  for (const ending of ["2.json", "2.png", "json", "png"]) {
    const copy = path.join(folder, `copy.${ending}`);
    writeFileSync(copy, await bytes(`${at}.${ending}`));
    const { stdout } = spawnSync(path.join(build, "lapel"), ["verify", "--json", "--intranet", "--documents", map, copy], { encoding: "utf8" });
    assert.equal(JSON.parse(stdout).verdict, "valid", `${ending}: ${stdout}`);
  }
  const own = /src="(\/images\/[\w-]{43})"/.exec(page.text)[1];
  const general = new URL(three.credentialSubject.achievement.image.id).pathname;
  assert.ok(!(await bytes(own)).equals(await bytes(general)));
  has(page, /Bob Moss.*Valid/);
  rmSync(folder, { recursive: true });
});

test("who was recognised rests for a round, and a round without anybody passes with a mail", async () => {
  const page = await people.ann.submit(await people.ann.get(address), { go: "send", q: "Bob Moss", citation: CITATION }, { action: address });
  assert.equal(page.status, 422);
  has(page, /Bob Moss was recognised here not long ago, and can be again in the next round/i);
  await close(/Passed/);
  assert.ok(await until(() => newestMail(office, /(Nobody this time: Hero of the week|nobody was nominated who can be recognised)/), "the mail to who decides"));
});

test("a tie that the panel settles waits for its vote", async () => {
  await setScheme({ tie: "panel" });
  await nominate("ann", "Bob Moss");
  await nominate("bob", "Ann Lee");
  await close(/The panel decides/);
  assert.ok(await until(() => newestMail(office, /(more than one person could be chosen)/), "the panel is asked"));
  await vote("dee", "Ann Lee");
  has(await office.maya.get(scheme), /Decided Take back Ann Lee 2/);
  has(await people.dee.get(`${queue}?state=declined`), /Bob Moss/);
  await tell();
  await until(async () => /Awarded/.test(words(await people.bob.get("/recognise"))), "the award is made");
});

test("votes of the panel decide where those count; without rounds each waits for itself again", async () => {
  await setScheme({ counts: "votes", tie: "share", rounds: "" });
  await nominate("ann", "Cy Fox");
  await nominate("bob", "Cy Fox");
  await nominate("cy", "Bob Moss");
  await vote("dee", "Bob Moss");
  await close(/Decided Take back Bob Moss 3/);
  await nominate("ann", "Bob Moss");
  let page = await setScheme({ every: "no" });
  assert.doesNotMatch(words(page), /The next ends/);
  page = await vote("dee", "Bob Moss");
  has(page, /Awarded in some minutes/);
});
