// Awards that say something else from now on: corrected, moved to another address,
// put back; and what is done with many at once, and taken back.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test, { after, before } from "node:test";
import { build, file, until } from "./harness.mjs";
import { accident, colleague, openOffice } from "./office.mjs";
import { unescape, words } from "./html.mjs";

let office, stranger, folder, self, id;

async function award(people, by = office.maya) {
  const { base, badge } = office;
  let page = await by.get(`${base}/awards/new?badge=${badge}`);
  page = await by.submit(page, { people, awarded_on: "2026-01-05" }, { action: "/awards/new" });
  await by.submit(page, {}, { action: "/start" });
  await until(async () => /now ha(ve|s)/.test((await by.get(page.path)).text), "the award", 60);
}
const rows = (page) => [...page.text.matchAll(/name="row" value="(\d+)"/g)].map((m) => m[1]);

// A file as it was taken, judged with what our addresses say now.
async function judge(bytes, ending) {
  const file = path.join(folder, `kept.${ending}`);
  const map = path.join(folder, "map");
  writeFileSync(file, bytes);
  writeFileSync(map, (await stranger.get(`/b/${id}.offline.json`)).bytes);
  const { stdout } = spawnSync(path.join(build, "lapel"), ["verify", "--json", "--intranet", "--documents", map, file], { encoding: "utf8" });
  const report = JSON.parse(stdout);
  return { ...report, codes: report.checks.map((c) => c.code) };
}
const take = async (ending) => (await stranger.get(`/b/${id}.${ending}`)).bytes;
const edit = async (what, fields) => office.maya.submit(await office.maya.get(`${self}/${what}`), fields, { action: `/${what}` });

before(async () => {
  office = await openOffice();
  stranger = office.server.visitor();
  folder = mkdtempSync(path.join(tmpdir(), "lapel-correct."));
  await award("Ann Roe,ann@example.org\nBo Lind,bo@example.org\nCy Vale,cy@example.org");
  const list = await office.maya.get(`${office.base}/awards?q=ann`);
  self = /href="(\/org\/\d+\/awards\/\d+)"/.exec(list.text)[1];
  id = /\/b\/([\w-]{22})/.exec((await office.maya.get(self)).text)[1];
});
after(async () => {
  rmSync(folder, { recursive: true, force: true });
  await office?.server.stop();
});

test("a correction says what happens, signs anew at the same address, and is put back", async () => {
  const { maya } = office;
  const before = { json: await take("json"), "2.jwt": await take("2.jwt") };
  let page = await maya.get(`${self}/correct`);
  assert.match(words(page), /Files and pictures taken before say “revoked”/);
  assert.equal(page.form("/correct").fields.awarded, "2026-01-05");
  assert.equal((await edit("correct", { reason: "Why" })).status, 422);
  assert.equal((await edit("correct", { awarded: "2025-12-24", reason: " " })).status, 422);
  assert.equal((await edit("correct", { awarded: "2025-12-24", until: "2025-01-01", reason: "x" })).status, 422);
  page = await edit("correct", { awarded: "2025-12-24", narrative: "Carries <eggs> safely", reason: "Wrong day", tells: "1" });
  assert.equal(page.path, self);
  assert.match(words(page), /What it said before Corrected .*Maya Lindqvist · Wrong day/);
  assert.match(words(page), /24 Dec 2025/);
  const now = await take("json");
  assert.equal((await judge(now, "json")).verdict, "valid");
  const credential = JSON.parse(now.toString());
  assert.equal(credential.id, JSON.parse(before.json.toString()).id);
  assert.equal(credential.credentialSubject.narrative, "Carries <eggs> safely");
  assert.match(credential.awardedDate, /^2025-12-24/);
  assert.ok(credential.validFrom > JSON.parse(before.json.toString()).validFrom);
  for (const [ending, bytes] of Object.entries(before)) {
    const old = await judge(bytes, ending);
    assert.equal(old.verdict, "invalid", ending);
    assert.ok(old.codes.includes("revoked"), ending);
  }
  assert.equal((await judge(await take("2.jwt"), "2.jwt")).verdict, "valid");
  page = await maya.submit(await maya.get(self), {}, { action: "/restore" });
  assert.match(words(page), /Put back/);
  assert.match((await take("json")).toString(), /"awardedDate":"2026-01-05/);
  assert.ok((await judge(now, "json")).codes.includes("revoked"));
});

test("a moved award belongs to the new address alone", async () => {
  const { maya } = office;
  assert.match(words(await edit("move", { email: "bo@example.org", reason: "Wrong Ann" })), /holds the badge already/);
  assert.equal((await edit("move", { email: "new@example.org", reason: "" })).status, 422);
  const old = await take("json");
  const page = await edit("move", { email: "ann.new@example.org", reason: "She showed her passport", tells: "1" });
  assert.match(words(page), /made out to the new address/);
  assert.match(words(page), /ann\.new@example\.org/);
  const now = await take("json");
  const of = (bytes) => JSON.parse(bytes.toString()).credentialSubject.identifier[0].identityHash;
  assert.notEqual(of(old), of(now));
  const matches = (bytes, who) => {
    writeFileSync(path.join(folder, "x.json"), bytes);
    return spawnSync(path.join(build, "lapel"), ["verify", "--json", "--intranet", "--documents", path.join(folder, "map"), "--recipient", who, path.join(folder, "x.json")],
      { encoding: "utf8" }).stdout;
  };
  assert.equal((await judge(now, "json")).verdict, "valid");
  assert.equal(JSON.parse(matches(now, "ann.new@example.org")).verdict, "valid");
  assert.match(matches(now, "ann@example.org"), /recipient-mismatch/);
  assert.match((await maya.get(`${office.base}/settings/log`)).text, /She showed her passport/);
  await maya.submit(await maya.get(self), {}, { action: "/restore" });
});

test("who may not withdraw awards neither corrects nor moves them", async () => {
  for (const what of ["correct", "move"]) {
    assert.ok([303, 401, 403, 404].includes((await stranger.request("GET", `${self}/${what}`)).status), what);
    assert.equal((await office.maya.get(`${office.base}/awards/9999/${what}`)).status, 404);
  }
  assert.equal((await office.maya.submit(await office.maya.get(self), {}, { action: "/restore" })).status, 200);
});

test("many are revoked, corrected, moved, renewed and written to, and it is taken back", async () => {
  const { maya, base } = office;
  const list = `${base}/awards?state=valid`;
  const act = async (what, fields, query = "state=valid") => {
    await maya.get(list);
    let page = await maya.post(`${base}/lists/awards/acts`, { every: "1", act: what, query, back: list });
    assert.equal(page.status, 200, what);
    return maya.submit(page, fields, { action: "/do" });
  };
  const undo = async (page) => maya.submit(page, {}, { action: "/undo" });
  const n = async (state) => rows(await maya.get(`${base}/awards?state=${state}`)).length;
  const valid = await n("valid");
  assert.equal(valid, 3);

  assert.equal((await act("revoke", {})).status, 422);
  await act("revoke", { reason: "All a mistake" });
  assert.deepEqual([await n("valid"), await n("revoked")], [0, 3]);
  await undo(await maya.get(`${base}/awards`));
  assert.deepEqual([await n("valid"), await n("revoked")], [3, 0]);
  assert.equal((await judge(await take("json"), "json")).verdict, "valid");

  await act("suspend", { reason: "Looked into" });
  assert.equal(await n("suspended"), 3);
  await act("reinstate", {}, "state=suspended");
  assert.equal(await n("valid"), 3);

  assert.equal((await act("correct", { reason: "x" })).status, 422);
  assert.equal((await act("correct", { awarded: "never", reason: "x" })).status, 422);
  await act("correct", { awarded: "2025-11-30", reason: "Wrong day" });
  assert.equal([...(await maya.get(list)).text.matchAll(/30 Nov 2025/g)].length, 3);
  await undo(await maya.get(list));
  assert.equal([...(await maya.get(list)).text.matchAll(/30 Nov 2025/g)].length, 0);

  assert.equal((await act("move", { email: "no", reason: "x" })).status, 422);
  let page = await act("move", { email: "bo.new@example.org", reason: "New name" }, "state=valid&q=bo");
  assert.match(words(await maya.get(`${base}/awards?q=bo`)), /bo\.new@example\.org/);
  await undo(await maya.get(list));
  assert.doesNotMatch(words(await maya.get(`${base}/awards?q=bo`)), /bo\.new@/);

  page = await act("mail", {});
  assert.equal(page.status, 200);
  await act("renew", {});
  assert.equal(await n("valid"), 6);
  await undo(await maya.get(list));
  assert.deepEqual([await n("valid"), await n("revoked")], [3, 3]);
});

test("the list is filtered by its address, and its file defuses formulas", async () => {
  const { maya, base } = office;
  await award("=cmd|calc,dee@example.org");
  const csv = (await maya.get(`${base}/awards?q=dee&as=csv`)).text;
  assert.match(csv, /^﻿?Person,Address,Badge,Awarded,Valid until,State/);
  assert.match(csv, /'=cmd\|calc/);
  assert.equal(csv.trim().split("\r\n").length, 2);
  assert.equal(rows(await maya.get(`${base}/awards?badge=${office.badge}&state=valid`)).length, 4);
  assert.equal(rows(await maya.get(`${base}/awards?badge=${office.otherBadge}`)).length, 0);
  assert.equal(rows(await maya.get(`${base}/awards?from=2030-01-01`)).length, 0);
  assert.equal(rows(await maya.get(`${base}/awards?state=corrected`)).length, 3);
  assert.equal(rows(await maya.get(`${base}/awards?state=nonsense&badge=x%27&sort=-state`)).length, 7);
});

// A JPEG as a telephone writes it: which way up it is, and where it was taken.
function photo() {
  const jpeg = Buffer.from("/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/2wBDAQMEBAUEBQkFBQkUDQsNFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBT/wAARCAAIABADASIAAhEBAxEB/8QAFgABAQEAAAAAAAAAAAAAAAAAAAcI/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/EABQBAQAAAAAAAAAAAAAAAAAAAAf/xAAYEQACAwAAAAAAAAAAAAAAAAAAB0WDw//aAAwDAQACEQMRAD8Az+jgFhDSdOo4OmPtzP/Z", "base64");
  const exif = Buffer.from("ffe1002245786966000049492a0008000000010012010300010000000600000000000000", "hex");
  const place = Buffer.from("GPS 52.5163 N");
  const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, place.length + 2]), place]);
  return Buffer.concat([jpeg.subarray(0, 2), exif, comment, jpeg.subarray(2)]);
}

test("evidence is added for those it is for; what is for everybody stands in the award", async () => {
  const { maya } = office;
  const old = await take("json");
  let page = await maya.get(`${self}/evidence`);
  assert.match(words(page), /Nothing yet/);
  assert.equal((await maya.submit(page, {}, { action: `${self}/evidence` })).status, 422);
  assert.equal((await maya.submit(page, { file: file("x.html", "text/html", "<html><script>1</script>") }, { action: `${self}/evidence` })).status, 422);
  page = await maya.submit(page, { file: file("site.jpg", "image/jpeg", photo()), audience: "org" }, { action: `${self}/evidence` });
  assert.match(words(page), /site\.jpg/);
  assert.deepEqual(await take("json"), old);
  const href = unescape(/href="(\/evidence\/[^"]+)"/.exec(page.text)[1]);
  const kept = /href="(\/evidence\/[^"]*\/file[^"]*)"/.exec((await maya.get(href)).text);
  const bytes = (await maya.get(unescape(kept[1]))).bytes;
  assert.equal(bytes.subarray(0, 2).toString("hex"), "ffd8");
  assert.ok(!bytes.includes("GPS") && !bytes.includes("Exif"));
  assert.ok([303, 401, 403, 404].includes((await stranger.request("GET", unescape(kept[1]))).status));
  page = await maya.submit(await maya.get(`${self}/evidence`), { words: "She moved <40> pallets", audience: "public" }, { action: `${self}/evidence` });
  const credential = JSON.parse((await take("json")).toString());
  assert.match(credential.evidence[0].id, /\/evidence\/[\w-]+$/);
  const shown = await stranger.get(new URL(credential.evidence[0].id).pathname);
  assert.match(shown.text, /She moved &lt;40&gt; pallets/);
  assert.ok(!shown.text.includes("site.jpg"));
  assert.equal((await judge(await take("json"), "json")).verdict, "valid");
  assert.ok((await judge(old, "json")).codes.includes("revoked"));
  assert.match((await maya.get(`${office.base}/settings/log`)).text, /Evidence added to an award/);
});

test("a copy in a Backpack of this server is the newest by itself, and elsewhere by the refresh service", async () => {
  const { maya, base } = office;
  await award("Maya Lindqvist,maya@example.org", await colleague(office));
  const list = await maya.get(`${base}/awards?q=maya`);
  const own = /href="(\/org\/\d+\/awards\/\d+)"/.exec(list.text)[1];
  const ownId = /\/b\/([\w-]{22})/.exec((await maya.get(own)).text)[1];
  const before = (await maya.get(`/b/${ownId}.json`)).bytes;
  assert.equal(JSON.parse(before).refreshService.type, "1EdTechCredentialRefresh");
  const service = new URL(JSON.parse(before).refreshService.id).pathname;
  assert.equal(service, `/b/${ownId}/refresh`);

  let page = await maya.submit(await maya.get("/backpack/add"), { file: file("badge.json", "application/json", before) }, { action: "/backpack/add" });
  assert.match(page.path, /\/backpack\/badges\/\d+$/);
  const holding = page.path;
  page = await maya.submit(page, {}, { action: "/newer" });
  assert.match(words(page), /This is the newest version/);
  assert.doesNotMatch(words(page), /Newer version kept since/);

  const kim = await colleague(office);
  await kim.submit(await kim.get(`${own}/correct`), { narrative: "Better words", reason: "A typing mistake" }, { action: "/correct" });
  page = await until(async () => {
    const now = await maya.get(holding);
    return /Newer version kept since/.test(now.text) && now;
  }, "the newer version", 30);
  assert.match(words(page), /Genuine and valid/);
  const kept = (await maya.get(`${holding}/original`)).bytes.toString();
  const served = await stranger.get(service, { headers: { accept: "application/vc" } });
  assert.equal(served.status, 200);
  assert.equal(JSON.parse(served.text).credentialSubject.narrative, "Better words");
  assert.ok(kept === served.text || kept.split(".").length === 3);
  assert.equal((await stranger.get("/b/AAAAAAAAAAAAAAAAAAAAAA/refresh")).status, 404);

  await maya.submit(await maya.get(`${own}/revoke`), { reason: "Given by mistake" }, { action: "/revoke" });
  await until(async () => /Revoked by its issuer/.test((await maya.get(holding)).text), "the revocation", 30);
});

test("somebody whose address changed has the badges made out to the new one, once both are proved", async () => {
  const { maya, base, server } = office;
  await award("Maya Lindqvist,maya@example.org", await colleague(office));
  let page = await maya.get("/backpack/addresses");
  assert.match(words(page), /You have proved one address so far/);
  accident(server, "INSERT INTO account_email (account_id, address, folded, is_primary, verified_at) SELECT id, 'maya@new.example', 'maya@new.example', 0, 1 FROM account ORDER BY id LIMIT 1");
  page = await maya.get("/backpack/addresses?to=maya@new.example");
  assert.match(words(page), /Forklift operator .* maya@example\.org/);
  const award1 = /name="award" value="(\d+)"/.exec(page.text)[1];
  // An address of somebody else, and awards of others, are nobody's to move.
  assert.equal((await maya.post("/backpack/addresses", { to: "ann@example.org" })).status, 400);
  await maya.get("/backpack/addresses?to=maya@new.example");
  page = await maya.post("/backpack/addresses", { to: "maya@new.example", award: ["1", "2", award1] });
  assert.match(words(page), /1 badge is made out to the new address now/);
  page = await maya.get(`${base}/awards/${award1}`);
  assert.match(words(page), /maya@new\.example/);
  assert.match(words(page), /The holder proved both addresses/);
  page = await maya.get("/backpack/addresses?to=maya@new.example");
  assert.match(words(page), /All badges of this server are made out to this address/);
});
