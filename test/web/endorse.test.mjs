// Endorsements: asked for by mail, signed without an account, decided, shown, checked, taken back.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import test, { after, before } from "node:test";
import { lapel, file } from "./harness.mjs";
import { colleague, openOffice } from "./office.mjs";
import { unescape, words } from "./html.mjs";

let office, maya, all;

before(async () => {
  office = await openOffice({ publicUrl: "https://badges.example.org" });
  maya = office.maya;
  all = `${office.base}/endorsements`;
});
after(() => office.server.stop());

const json = async (where) => JSON.parse((await office.server.visitor({ accept: "application/json" }).get(where)).text);

// The newest link that was mailed to this address: the operator alone can read it.
async function mailed(email, match = /\/endorse\/[\w-]+/) {
  const box = await maya.get("/settings/mail/outbox");
  const row = [...box.text.matchAll(/<tr>[^]*?<\/tr>/g)].map((r) => r[0]).find((r) => r.includes(email));
  assert.ok(row, `no mail to ${email}`);
  return match.exec(unescape((await maya.get(/\/settings\/mail\/outbox\/\d+/.exec(row)[0])).text))[0];
}
const ask = async (query, fields) => maya.submit(await maya.get(`${all}/new${query}`), fields, { action: "/new" });
async function one(email) {
  const row = [...(await maya.get(all)).text.matchAll(/<tr[^>]*>[^]*?<\/tr>/g)].map((r) => r[0]).find((r) => r.includes(email));
  return /\/endorsements\/\d+/.exec(row)[0].replace(/^/, office.base);
}

test("whom to ask is read line by line, nobody twice, and the link is not the organisation's to read", async () => {
  assert.match(words(await maya.get(all)), /Nobody was asked yet/);
  let page = await ask(`?badge=${office.badge}`, { people: "ana@example.org\nno address\n" });
  assert.equal(page.status, 422);
  assert.match(words(page), /Line 2/);
  page = await ask(`?badge=${office.badge}`, { people: "Ana Ruiz <ana@example.org>\nben@example.org\n", message: "You saw our training." });
  assert.match(words(page), /They were asked by mail/);
  page = await ask(`?badge=${office.badge}`, { people: "ANA@example.org" });
  assert.match(words(page), /asked before/);
  assert.match(words(await maya.get(all)), /Ana Ruiz ana@example.org Forklift operator Waiting for an answer/);
  assert.doesNotMatch((await maya.get(`${office.base}/mail`)).text, /ana@example.org/);
  page = await ask(`?badge=${office.badge}`, { people: Array.from({ length: 51 }, (_, i) => `p${i}@example.org`).join("\n") });
  assert.match(words(page), /At most 50 people at once/);
  assert.equal((await maya.get(`${all}/new?badge=999`)).status, 404);
});

test("somebody without an account signs it, the organisation shows it, and any verifier says yes", async () => {
  const ana = office.server.visitor();
  const link = await mailed("ana@example.org");
  let page = await ana.get(link);
  assert.match(words(page), /Would you endorse this badge\? .*Forklift operator/);
  assert.match(words(page), /You saw our training/);
  assert.equal(page.headers.get("referrer-policy"), "same-origin");
  page = await ana.submit(page, { name: "", comment: "Good <b>work</b>.", go: "sign" });
  assert.equal(page.status, 422);
  assert.match(words(page), /say who you are/i);
  page = await ana.submit(page, { name: "Ana Ruiz", organisation: "Port Authority", url: "https://port.example.org", shows_email: "1",
    lasts: "24", go: "sign" });
  assert.match(words(page), /Thank you: your endorsement is signed/);
  page = await ana.get(link);
  assert.doesNotMatch(page.text, />Sign</);

  const badge = new URL(/href="([^"]*\/badges\/[\w-]{16,})"/.exec((await maya.get(`${office.base}/badges/${office.badge}`)).text)[1]).pathname;
  const everybody = office.server.visitor({ accept: "text/html" });
  assert.doesNotMatch(words(await everybody.get(badge)), /Port Authority/);
  const self = await one("ana@example.org");
  page = await maya.get(self);
  assert.match(words(page), /Ana Ruiz, Port Authority To decide/);
  assert.match(words(page), /Signature checked just now/);
  page = await maya.submit(page, {}, { action: "/accept" });
  assert.match(words(page), /It is shown now/);

  page = await everybody.get(badge);
  assert.match(words(page), /What others say Good <b>work<\/b>\. Ana Ruiz, Port Authority/);
  assert.match(words(page), /an address at example\.org was proved by a mailed link/);
  const achievement = await json(`${badge}/1`);
  assert.equal(achievement.endorsement.length, 1);
  const where = new URL(achievement.endorsement[0].id).pathname;
  assert.equal(achievement.endorsement[0].credentialSubject.id, achievement.id);
  assert.match(words(await everybody.get(where)), /An endorsement About Forklift operator/);

  const map = { };
  for (const url of [where, new URL(achievement.endorsement[0].issuer.id).pathname, new URL(achievement.endorsement[0].credentialStatus.id).pathname])
    map["https://badges.example.org" + url] = { status: 200, headers: { "content-type": "application/ld+json" }, json: await json(url) };
  const folder = office.server.data;
  writeFileSync(path.join(folder, "map.json"), JSON.stringify(map));
  writeFileSync(path.join(folder, "endorsement.json"), JSON.stringify(achievement.endorsement[0]));
  const check = async (text) => {
    writeFileSync(path.join(folder, "endorsement.json"), text);
    const run = await lapel(["verify", "--json", "--documents", path.join(folder, "map.json"), path.join(folder, "endorsement.json")]);
    return JSON.parse(run.out);
  };
  let report = await check(JSON.stringify(achievement.endorsement[0]));
  assert.equal(report.verdict, "valid", JSON.stringify(report.checks.filter((c) => c.outcome !== "pass")));
  report = await check(JSON.stringify(achievement.endorsement[0]).replace("Good", "Bad "));
  assert.equal(report.verdict, "invalid");

  // As Open Badges 2.0, carried by what is hosted.
  const v2 = await json(`/ob2${badge}/1`);
  const v2url = new URL(v2.endorsement).pathname;
  const v2doc = await json(v2url);
  assert.equal(v2doc.claim.id, v2.id);
  assert.equal((await json(new URL(v2doc.issuer).pathname)).email, "ana@example.org");
});

test("no is no, a new link ends the old one, and a stranger's guess is nothing", async () => {
  const ben = office.server.visitor();
  const old = await mailed("ben@example.org");
  const self = await one("ben@example.org");
  let page = await maya.submit(await maya.get(self), {}, { action: "/remind" });
  assert.match(words(page), /A new link is on its way/);
  assert.equal((await ben.get(old)).status, 404);
  page = await ben.submit(await ben.get(await mailed("ben@example.org")), { go: "no" });
  assert.match(words(page), /Nobody will write to you about it again/);
  page = await ask(`?badge=${office.badge}`, { people: "ben@example.org" });
  assert.match(words(page), /asked before/);
  assert.match(words(await maya.get(self)), /Said no/);
  assert.equal((await ben.get("/endorse/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")).status, 404);
  assert.equal((await ben.get(`/endorsements/nonsense`)).status, 404);
});

test("the organisation itself is endorsed, by somebody's own key or not at all", async () => {
  let page = await ask("", { people: "cal@example.org" });
  const cal = office.server.visitor();
  const link = await mailed("cal@example.org");
  page = await cal.get(link);
  const about = unescape(/<pre class="source"[^>]*>([^<]+)</.exec(page.text)[1]);
  const folder = office.server.data;
  await lapel(["key", "new", "--out", path.join(folder, "cal.pem")]);
  const make = async (id) => (await lapel(["endorse", "--about", id, "--key", path.join(folder, "cal.pem"), "--comment", "I buy there."])).out;
  const hand = async (text) => cal.submit(await cal.get(link), { file: file("e.json", "application/json", text), go: "file" });
  page = await hand(await make("https://example.org/other"));
  assert.equal(page.status, 422);
  assert.match(words(page), /about something else/);
  page = await hand((await make(about)).replace("I buy", "I sell"));
  assert.match(words(page), /could not be proved/);
  page = await hand("{}");
  assert.match(words(page), /no endorsement of Open Badges 3/);
  page = await hand(await make(about));
  assert.match(words(page), /Thank you/);
  page = await maya.submit(await maya.get(await one("cal@example.org")), {}, { action: "/accept" });
  const issuer = /\/i\/[\w-]+/.exec((await maya.get(`${office.base}/settings/profile`)).text)?.[0] ?? "/i/harbour";
  assert.match(words(await office.server.visitor({ accept: "text/html" }).get(issuer)), /I buy there/);
  assert.equal((await json(issuer)).endorsement.length, 1);
});

test("what was signed is taken back: told to whoever holds a copy, and its words are gone", async () => {
  const ana = office.server.visitor();
  const link = await mailed("ana@example.org");
  const badge = new URL(/href="([^"]*\/badges\/[\w-]{16,})"/.exec((await maya.get(`${office.base}/badges/${office.badge}`)).text)[1]).pathname;
  const copy = (await json(`${badge}/1`)).endorsement[0];
  let page = await ana.submit(await ana.get(link), { go: "back" });
  assert.match(words(page), /It is taken back/);
  const list = await json(new URL(copy.credentialStatus.id).pathname);
  assert.deepEqual(list.revokedCredential, [{ id: copy.id, revoked: true }]);
  assert.equal((await json(`${badge}/1`)).endorsement, undefined);
  const gone = await office.server.visitor({ accept: "application/json" }).get(new URL(copy.id).pathname);
  assert.equal(gone.status, 410);
  assert.doesNotMatch(gone.text, /Good/);
  assert.match(words(await maya.get(await one("ana@example.org"))), /Taken back/);
});

test("who holds an award asks others for it and decides what is shown; nobody else can", async () => {
  const kim = await colleague(office);
  let page = await kim.submit(await kim.get(`${office.base}/awards/new?badge=${office.badge}`),
    { people: "Maya,maya@example.org\nDee,dee@example.org" }, { action: "/awards/new" });
  await kim.submit(page, {}, { action: "/start" });
  let awards;
  for (let i = 0; i < 100 && !awards?.match(/awards\/\d+"/); i++) awards = (await maya.get(`${office.base}/awards?q=maya`)).text;
  const award = /\/awards\/(\d+)"/.exec(awards)[1];
  const address = /\/b\/[A-Za-z0-9_-]{16,}/.exec((await maya.get(`${office.base}/awards/${award}`)).text)[0];
  page = await maya.get(`${address}/endorsements`);
  page = await maya.submit(page, { people: "eve@example.org", message: "" }, { action: "/endorsements" });
  assert.match(words(page), /They were asked by mail/);
  const eve = office.server.visitor();
  page = await eve.get(await mailed("eve@example.org"));
  assert.match(words(page), /Maya asks you/);
  await eve.submit(page, { name: "Eve", comment: "She drives well.", go: "sign" });
  page = await maya.get(`${address}/endorsements`);
  page = await maya.submit(page, { go: "show" }, { action: `${address}/endorsements/` });
  const shown = words(await office.server.visitor({ accept: "text/html" }).get(address));
  assert.match(shown, /She drives well/);
  assert.equal((await json(address.replace("/b/", "/ob2/b/"))).endorsement, undefined);

  const other = /\/awards\/(\d+)"/.exec((await maya.get(`${office.base}/awards?q=dee`)).text)[1];
  const theirs = /\/b\/[A-Za-z0-9_-]{16,}/.exec((await maya.get(`${office.base}/awards/${other}`)).text)[0];
  assert.equal((await maya.get(`${theirs}/endorsements`)).status, 403);
  const form = await maya.get(`${address}/endorsements`);
  for (const people of ["", "zoe@example.org"])
    for (const [path, status] of [[theirs, 403], ["/b/AAAAAAAAAAAAAAAAAAAAAA", 404]])
      assert.equal((await maya.post(`${path}/endorsements`, { csrf: form.csrf, people })).status, status, `${path} with “${people}”`);
  assert.match((await eve.get(`${address}/endorsements`)).path, /sign-in/);
});
