// Applications: asked for by a stranger, judged by others, never by oneself; and
// the evidence that is handed in, which is served to those alone who may see it.
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import test, { after, before } from "node:test";
import { file, root, until } from "./harness.mjs";
import { has, words } from "./html.mjs";
import { accident, newestMail, openOffice, picture } from "./office.mjs";

const CRITERIA = JSON.stringify([
  { id: "c1", text: "Checks the truck before the shift", required: true, proof: "A filled-in check list", note: "Look for the tyre pressure." },
  { id: "c2", text: "Stacks at six metres", required: true, proof: "A picture", note: "" },
  { id: "c3", text: "Helps others", required: false, proof: "", note: "" },
]);
const TICKS = (n, but = {}) => Object.fromEntries(["valid", "authentic", "current", "sufficient"].map((t) => [`${t}${n}`, "1"]).concat(Object.entries(but)));
const ALL = { ...TICKS(1), ...TICKS(2) };

let office;
const judges = {};

async function invite(name, role = ["assessor", "checker", "viewer"]) {
  await office.maya.get(`${office.base}/settings/members`);
  await office.maya.post(`${office.base}/settings/members`, { email: `${name}@example.org`, role });
  const visitor = office.server.visitor();
  const open = await visitor.get(await newestMail(office, /(\/invite\/[A-Za-z0-9_-]+)/));
  await visitor.submit(open, { name: `Judge ${name}`, password: "seven green bottles on a wall" }, { action: "/invite/" });
  return visitor;
}

async function openBadge(fields = {}) {
  const where = `${office.base}/applications/open/${office.badge}`;
  await office.maya.get(where);
  const saved = await office.maya.post(where, { words: "Welcome.", sample: "0", days: "14", audience: "named", opens: "", closes: "", most: "", ...fields });
  assert.equal(saved.status, 200, words(saved));
  return new URL(/id="apply-address">([^<]+)</.exec(saved.text)[1]).pathname;
}

// A stranger with the page that the mail leads to.
async function ask(address, name) {
  const visitor = office.server.visitor();
  const page = await visitor.get(address);
  const sent = await visitor.submit(page, { name, email: `${name}@example.org`, how: "mail" }, { action: "/apply/" });
  has(sent, /We have written to/);
  visitor.own = new URL(await newestMail(office, new RegExp(`(https?://[^\\s"<]+/applications/[\\w-]+/[\\w-]+)`))).pathname;
  return visitor;
}

async function handIn(visitor, fields = {}) {
  const page = await visitor.get(visitor.own);
  return visitor.submit(page, { answer1: "Every morning.", answer2: "For two years.", go: "submit", ...fields }, { action: visitor.own });
}

async function queueOf(judge, query = "") {
  return judge.get(`${office.base}/applications${query}`);
}

async function take(judge, name) {
  const list = await queueOf(judge, "?state=all");
  const href = new RegExp(`href="(/org/\\d+/applications/\\d+)"[^>]*>${name}<`).exec(list.text)?.[1];
  assert.ok(href, `${name} is not in the queue`);
  const page = await judge.get(href);
  return page.form("/take") ? judge.submit(page, {}, { action: "/take" }) : page;
}

// The minutes in which a decision can be taken back are over.
async function later(what) {
  accident(office.server, "UPDATE application SET decided_at = decided_at - 700000 WHERE decided_at IS NOT NULL AND told_at IS NULL");
  accident(office.server, "UPDATE job SET run_at = 1 WHERE kind = 'apply.decided' AND state = 0");
  await office.maya.get(`${office.base}/settings/members`);
  await office.maya.post(`${office.base}/settings/members`, { email: "wake@example.org", role: "viewer" });
  return until(what, "the decision is told");
}

before(async () => {
  office = await openOffice();
  accident(office.server, `UPDATE achievement_version SET criteria_items = '${CRITERIA}' WHERE achievement_id = ${office.badge}`);
  judges.ada = await invite("ada");
  judges.ben = await invite("ben");
  judges.cy = await invite("cy");
});
after(() => office?.server.stop());

test("somebody applies, is judged by four questions, and the award carries what they showed", async () => {
  const address = await openBadge();
  const shown = await office.server.visitor().get(address);
  has(shown, /Checks the truck before the shift To hand in: A filled-in check list/);
  assert.doesNotMatch(shown.text, /tyre pressure/);

  const ann = await ask(address, "ann");
  let page = await handIn(ann, { answer2: "" });
  assert.equal(page.status, 422);
  has(page, /“Stacks at six metres” has no answer and no evidence yet/);
  assert.match(page.text, />\s*Every morning\.<\/textarea>/);

  page = await ann.submit(page, { go: "add-c2" }, { action: ann.own });
  assert.match(page.path, /\/add/);
  const form = page;
  page = await ann.submit(form, { file: file("stack\u202egnp.exe", "image/png", picture(40)) }, { action: "/add" });
  assert.equal(page.status, 400);
  page = await ann.submit(form, { file: file("../../etc/stack.exe", "text/html", picture(40)), audience: "public" }, { action: "/add" });
  has(page, /Added\./);
  page = await ann.submit(await ann.get(`${ann.own}/add?item=c1`), { url: "https://video.example.org/1", title: "My film", audience: "named" }, { action: "/add" });
  page = await ann.get(ann.own);
  has(page, /stack\.png/);
  page = await ann.submit(page, { go: "submit", answer3: "Gladly." }, { action: ann.own });
  has(page, /Being looked at/);
  assert.equal(page.forms.filter((f) => /\/add$/.test(f.action)).length, 0);
  assert.ok(await newestMail(office, /(will be looked at)/));
  page = await ann.post(`${ann.own}/add`, { item: "c1", words: "late" });
  assert.equal(page.status, 409);

  page = await queueOf(judges.ada);
  has(page, /1 wait for a judge/);
  page = await judges.ada.submit(page, {}, { action: "/next" });
  has(page, /Look for the tyre pressure/);
  has(page, /My film/);
  const href = page.path;
  // Whoever did not take it sees neither the film nor a form.
  page = await judges.ben.get(href);
  assert.doesNotMatch(words(page), /My film/);
  has(page, /It is with somebody else/);
  page = await judges.ben.post(`${href}/judge`, { verdict: "pass", ...ALL });
  assert.equal(page.status, 409);

  page = await judges.ada.get(href);
  page = await judges.ada.submit(page, { verdict: "pass", ...TICKS(1), valid2: "1" }, { action: "/judge" });
  assert.equal(page.status, 422);
  has(page, /all four questions must be answered with yes for “Stacks at six metres”/i);
  page = await judges.ada.submit(page, { verdict: "pass", ...ALL, reason: "Two years without an accident.", words2: "Steady." }, { action: "/judge" });
  has(page, /Awarded in some minutes/);
  page = await judges.ada.submit(page, {}, { action: "/back" });
  has(page, /Taken back/);
  page = await judges.ada.submit(page, { verdict: "pass", ...ALL, reason: "Two years without an accident." }, { action: "/judge" });
  has(await ann.get(ann.own), /Being looked at/);

  await later(async () => /The badge is yours/.test(words(await ann.get(ann.own))));
  page = await judges.ada.get(href);
  assert.equal(page.forms.filter((f) => f.action.endsWith("/back")).length, 0);
  const claim = /href="(\/claim\/[^"]+)"/.exec((await ann.get(ann.own)).text)[1];
  page = await ann.get(claim);
  has(page, /Two years without an accident/);
  const award = claim.split("/").slice(0, 3).join("/").replace("/claim/", "/b/");
  const public_ = await ann.get(award, { headers: { accept: "text/html" } });
  const folder = new URL(/href="(https?:\/\/[^"]+\/evidence\/[\w-]+)"/.exec(public_.text)[1]).pathname;
  const open = await office.server.visitor().get(folder);
  has(open, /stack\.png/);
  assert.doesNotMatch(words(open), /My film/);
  const signed = (await ann.get(award)).text;
  assert.ok(signed.includes(folder), "the signed file names the evidence");
  const admin = await office.maya.get(/href="(\/org\/\d+\/awards\/\d+)"/.exec((await office.maya.get(href)).text)[1]);
  const pieces = await office.maya.get(/href="(\/org\/\d+\/awards\/\d+\/evidence)"/.exec(admin.text)[1]);
  has(pieces, /stack\.png/);
  ann.folder = folder;
  judges.ann = ann;
});

test("files leave as files; pictures are drawn anew; each view is on record", async () => {
  const { ann } = judges;
  const stranger = office.server.visitor();
  const open = await stranger.get(ann.folder);
  const got = /href="(\/evidence\/[^"]+\/file)"/.exec(open.text)[1];
  let answer = await stranger.request("GET", got);
  assert.equal(answer.headers.get("content-type"), "image/png");
  assert.match(answer.headers.get("content-disposition"), /^attachment; filename="evidence\.png"; filename\*=UTF-8''stack\.png$/);
  assert.match(answer.headers.get("content-security-policy"), /sandbox/);
  assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
  answer = await stranger.request("GET", got.replace(/file$/, "picture.png"));
  assert.equal(answer.headers.get("content-type"), "image/png");
  assert.equal(answer.status, 200);

  // Closed again by whose it is; the address is in signed badges, so it says so.
  let page = await ann.get(ann.own);
  page = await ann.submit(page, { audience: "named" }, { action: got.replace("/file", "/audience") });
  answer = await stranger.request("GET", got);
  assert.equal(answer.status, 404);
  has(await stranger.get(ann.folder), /Nothing here is open to everybody/);
  page = await ann.get(/href="(\/evidence\/[\w-]+\?key=[^"]+)"/.exec((await ann.get(ann.own)).text)[1]);
  has(page, /Somebody who was not signed in/);
  has(page, /Judge ada/);

  // An administrator says why, has an hour, and whose it is reads it.
  const opens = (page, reason) => office.maya.submit(page, { reason }, { action: "/open" });
  page = await office.maya.get(ann.folder);
  has(page, /more pieces? (is|are) for those who judge (it|them) alone/);
  assert.equal((await office.maya.request("GET", got)).status, 404);
  assert.equal((await opens(page, "")).status, 422);
  page = await opens(page, "so");
  has(page, /say in a sentence why you have to look/i);
  assert.match(page.text, />\s*so<\/textarea>/);
  page = await opens(page, "A complaint about the second judgement");
  has(page, /You see what only judges see, until/);
  assert.equal((await office.maya.request("GET", got)).status, 200);
  has(await office.maya.get(`${office.base}/settings/log`), /Evidence opened with a reason .*A complaint about the second judgement/);
  page = await ann.get(/href="(\/evidence\/[\w-]+\?key=[^"]+)"/.exec((await ann.get(ann.own)).text)[1]);
  has(page, /A complaint about the second judgement/);
  const vic = await invite("vic", "viewer");
  assert.doesNotMatch(words(await vic.get(ann.folder)), /Why you look/);
  assert.equal((await vic.post(`${ann.folder}/open`, { reason: "I would like to see it" })).status, 403);
  accident(office.server, "UPDATE evidence_reader SET until_at = 1 WHERE until_at IS NOT NULL");
  assert.equal((await office.maya.request("GET", got)).status, 404);

  // Removed: the bytes are gone, the name and the checksum stay.
  page = await ann.get(ann.own);
  page = await ann.submit(page, {}, { action: got.replace("/file", "/remove") });
  has(page, /It was removed\. Checksum \(SHA-256\): [\w-]{43}/);
});

test("hostile uploads are refused with a sentence, and nothing is kept", async () => {
  const address = await openBadge();
  const eve = await ask(address, "eve");
  const folder = path.join(process.env.LAPEL_VECTORS || path.join(root, "../shared"), "hostile/upload");
  const bad = [
    ["page.png", "<!doctype html><script>alert(1)</script>", /web pages, SVG and scripts are not taken/i],
    ["drawing.jpg", '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', /web pages, SVG and scripts/i],
    ["run.pdf", "MZ\x90\0\x03\0\0\0", /this kind of file is not taken/i],
    ["big.txt", "x".repeat((5 << 20) + 10), /larger than|too large|at most/i],
  ];
  for (const [name, content, why] of bad) {
    const page = await eve.submit(await eve.get(`${eve.own}/add?item=c1`), { file: file(name, "image/png", content) }, { action: "/add" });
    assert.ok([413, 422].includes(page.status), `${name}: ${page.status}`);
    has(page, why, name);
  }
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const bytes = readFileSync(path.join(folder, name));
    const page = await eve.submit(await eve.get(`${eve.own}/add?item=c1`), { file: file(name, "text/html", bytes), words: bytes.length ? "" : " " }, { action: "/add" });
    assert.equal(page.status, 422, name);
  }
  const page = await eve.get(eve.own);
  assert.doesNotMatch(page.text, /\/evidence\/[\w-]+\/[\w-]+\/file/);
  // Words are shown as words.
  await eve.submit(await eve.get(`${eve.own}/add?item=c1`), { words: "<img src=x onerror=alert(1)>", title: "<b>" }, { action: "/add" });
  assert.match((await eve.get(eve.own)).text, /&lt;img src=x/);
  // Another's address does not open it, nor does a wrong one.
  assert.equal((await eve.get(eve.own.replace(/.$/, (c) => (c === "A" ? "B" : "A")))).status, 404);
});

test("more is asked for, added and handed in again; what is withdrawn nobody judges", async () => {
  const address = await openBadge();
  const bo = await ask(address, "bo");
  await handIn(bo);
  let page = await take(judges.ben, "bo");
  page = await judges.ben.submit(page, { verdict: "more" }, { action: "/judge" });
  has(page, /Say what is missing/i);
  page = await judges.ben.submit(page, { verdict: "more", reason: "A picture of the rack, please." }, { action: "/judge" });
  has(page, /More asked for/);
  await later(async () => /A picture of the rack, please/.test(words(await bo.get(bo.own))));
  assert.ok(await newestMail(office, /(we need more from you: A picture of the rack)/));
  page = await bo.submit(await bo.get(bo.own), { go: "submit", answer2: "Here it is." }, { action: bo.own });
  has(page, /Being looked at/);
  page = await take(judges.ada, "bo");
  has(page, /round 2/);
  has(page, /A picture of the rack/);
  page = await bo.submit(await bo.get(bo.own), {}, { action: "/withdraw" });
  has(page, /Withdrawn/);
  page = await bo.get(bo.own);
  assert.match(page.text, /Apply again/);
});

test("nobody judges himself, by whatever address; two judge a sample, a third settles it", async () => {
  const address = await openBadge({ sample: "100" });
  // Ada applies with her account, and by another address that the directory knows as hers.
  let page = await judges.ada.get(address);
  page = await judges.ada.submit(page, { how: "account" }, { action: "/apply/" });
  assert.match(page.path, /^\/applications\//);
  judges.ada.own = page.path;
  await handIn(judges.ada);
  has(await judges.ada.get("/applications"), /Being looked at/);
  const list = await queueOf(judges.ben, "?state=all&q=ada");
  const href = /href="(\/org\/\d+\/applications\/\d+)"/.exec(list.text)[1];
  assert.equal((await judges.ada.get(href)).status, 403);
  assert.equal((await judges.ada.post(`${href}/take`)).status, 403);
  has(await judges.ada.submit(await queueOf(judges.ada), {}, { action: "/next" }), /Nothing waits that you may judge/);

  page = await judges.ben.submit(await judges.ben.get(href), {}, { action: "/take" });
  page = await judges.ben.submit(page, { verdict: "pass", ...ALL, note: "Looks good." }, { action: "/judge" });
  has(page, /For a second judge/);
  assert.equal((await judges.ben.post(`${href}/take`)).status, 403);
  page = await judges.cy.submit(await judges.cy.get(href), {}, { action: "/take" });
  assert.doesNotMatch(words(page), /Looks good/);
  page = await judges.cy.submit(page, { verdict: "decline", reason: "The picture is of another person." }, { action: "/judge" });
  has(page, /Two judges differ/);
  has(page, /Looks good/);
  page = await office.maya.submit(await office.maya.get(href), {}, { action: "/take" });
  page = await office.maya.submit(page, { verdict: "decline", reason: "We could not see you in it." }, { action: "/judge" });
  has(page, /Declined/);
  await later(async () => /We could not see you in it/.test(words(await judges.ada.get(judges.ada.own))));
  assert.doesNotMatch((await judges.ada.get(judges.ada.own)).text, /Looks good|another person/);
});

test("many are given to a judge and declined at once, and taken back", async () => {
  const address = await openBadge({ sample: "0" });
  for (const name of ["dee", "fay"]) await handIn(await ask(address, name));
  let page = await queueOf(judges.ben, "?state=open");
  const ids = [...page.text.matchAll(/href="\/org\/\d+\/applications\/(\d+)"[^>]*>(?:dee|fay)</g)].map((m) => m[1]);
  assert.equal(ids.length, 2);
  const csv = await judges.ben.get(`${office.base}/applications?state=open&as=csv`);
  assert.match(csv.text, /dee/);
  assert.match(csv.text, /fay/);
  assert.equal((await office.server.visitor().request("GET", `${office.base}/applications`)).status, 303);

  const back = `${office.base}/applications?state=open`;
  const state = (name) => /tag[^>]*>(?:<svg[^]*?<\/svg>)?\s*([^<]+)</.exec(page.text.slice(page.text.search(new RegExp(`applications/\\d+"[^>]*>${name}<`))))?.[1].trim();
  // Each act: asked with what it needs, done, seen, and taken back.
  async function act(name, fields, row = ids) {
    page = await queueOf(judges.ben, "?state=all");
    page = await judges.ben.post(`${office.base}/lists/applications/acts`, { row, act: name, query: "state=all", back });
    const to = /<option value="(\d+)"[^>]*>Judge ada</.exec(page.text)?.[1];
    page = await judges.ben.submit(page, fields(to), { action: "/do" });
    page = await until(async () => {
      const now = await judges.ben.get(`${office.base}/applications?state=all`);
      return now.forms.some((f) => /\/undo$/.test(f.action)) && now;
    }, `${name} is done`);
  }
  const undo = async () => {
    await judges.ben.submit(page, {}, { action: "/undo" });
    page = await queueOf(judges.ben, "?state=all");
  };
  await act("assign", (to) => ({ to }));
  has(page, /2 applications given to a judge/);
  await undo();
  assert.deepEqual(["dee", "fay"].map(state), ["To be judged", "To be judged"]);

  await act("decline", () => ({ reason: "Not this year." }));
  has(page, /2 applications declined/);
  assert.deepEqual(["dee", "fay"].map(state), ["Declined", "Declined"]);
  await undo();
  assert.deepEqual(["dee", "fay"].map(state), ["To be judged", "To be judged"]);
  await act("decline", () => ({ reason: "Full for now." }), [ids[0]]);
  await later(() => newestMail(office, /(Full for now\.)/));
  assert.equal(await newestMail(office, /(Not this year\.)/), null, "nobody is told what was taken back");
});

test("a badge takes no more than it may, and none when it is stopped", async () => {
  let address = await openBadge({ most: "1" });
  accident(office.server, "UPDATE apply_form SET taken = 1");
  has(await office.server.visitor().get(address), /as many applications as can be looked at/);
  address = await openBadge({ most: "" });
  const page = await office.maya.get(`${office.base}/applications/open/${office.badge}`);
  await office.maya.submit(page, {}, { action: "/stop" });
  const closed = await office.server.visitor().get(address);
  has(closed, /take no applications at the moment/);
  assert.equal(closed.forms.filter((f) => f.action.includes("/apply/")).length, 0);
});
