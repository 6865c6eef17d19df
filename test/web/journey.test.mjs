// From the award to the Backpack, in every form of the standard, and back by
// revocation. What machines read is verified by the command line.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test, { after, before } from "node:test";
import { build, file, until } from "./harness.mjs";
import { openOffice } from "./office.mjs";
import { words } from "./html.mjs";

const ANN = "ann.lee@example.org";
let office, stranger, folder, id, claim, offline;

const as = (type) => ({ headers: { accept: type } });

async function award(people) {
  let page = await office.maya.get(`${office.base}/awards/new?badge=${office.badge}`);
  page = await office.maya.submit(page, { people }, { action: "/awards/new" });
  await office.maya.submit(page, {}, { action: "/start" });
  return until(async () => {
    const now = await office.maya.get(page.path);
    return /now ha(ve|s)/.test(now.text) && now;
  }, "the award", 60);
}

async function awardOf(person) {
  const list = await office.maya.get(`${office.base}/awards`);
  return new RegExp(`href="(/org/\\d+/awards/\\d+)"[^>]*>\\s*${person}`).exec(list.text)[1];
}

// {verdict, codes, report} of `lapel verify` for bytes or an address.
function verify(what, { name = "badge", args = [] } = {}) {
  const where = Buffer.isBuffer(what) ? path.join(folder, name) : what;
  if (Buffer.isBuffer(what)) writeFileSync(where, what);
  const { status, stdout } = spawnSync(path.join(build, "lapel"), ["verify", "--json", ...args, where], { encoding: "utf8" });
  const report = JSON.parse(stdout);
  return { status, verdict: report.verdict, codes: report.checks.map((c) => c.code).filter(Boolean), report };
}
// The server of a test has a plain http address, which counts only inside one's own network.
const withoutNetwork = () => ({ args: ["--intranet", "--documents", offline] });

before(async () => {
  office = await openOffice();
  stranger = office.server.visitor();
  folder = mkdtempSync(path.join(tmpdir(), "lapel-journey."));
  await award(`Ann Lee <${ANN}>\nBo Ek, bo@example.org`);
  const list = await office.maya.get(`${office.base}/mail`);
  for (const link of new Set(list.text.match(/\/org\/\d+\/mail\/\d+/g))) {
    const mail = await office.maya.get(link);
    if (mail.text.includes(ANN)) claim = /\/claim\/([A-Za-z0-9_-]+)\/[A-Za-z0-9_-]+/.exec(mail.text)[0];
  }
  id = claim.split("/")[2];
  const issuer = /href="(\/i\/[a-z0-9-]+)"/.exec((await stranger.get(`/b/${id}`, as("text/html"))).text)[1];
  offline = path.join(folder, "issuer.json");
  writeFileSync(offline, (await stranger.get(`${issuer}/offline.json`)).bytes);
});
after(async () => {
  rmSync(folder, { recursive: true, force: true });
  await office?.server.stop();
});

test("the public page says whose badge it is and that it is genuine", async () => {
  const page = await stranger.get(`/b/${id}`, as("text/html"));
  assert.equal(page.status, 200);
  assert.match(words(page), /Awarded to Ann Lee/);
  assert.match(words(page), /Yes, this badge is genuine/);
  assert.match(page.text, /property="og:image" content="http/);
  assert.match(page.text, /application\/json\+oembed/);
});

for (const [kind, type] of [["png", "image/png"], ["svg", "image/svg+xml"], ["jwt", "application/vc+jwt"], ["json", "application/json"]]) {
  test(`the download as ${kind} verifies without a network`, async () => {
    const page = await stranger.get(`/b/${id}.${kind}`);
    assert.equal(page.status, 200);
    assert.equal(page.headers.get("content-type").split(";")[0], type);
    const { status, verdict, report } = verify(page.bytes, { name: `badge.${kind}`, ...withoutNetwork() });
    assert.equal(verdict, "valid", JSON.stringify(report.checks.filter((c) => c.outcome !== "pass")));
    assert.equal(status, 0);
    assert.equal(report.version, "3.0");
  });
}

test("the recipient is found by the address and by no other", async () => {
  const { bytes } = await stranger.get(`/b/${id}.png`);
  const ask = (who) => verify(bytes, { args: [...withoutNetwork().args, "--recipient", who] });
  assert.equal(ask(ANN).verdict, "valid");
  assert.ok(ask("bo@example.org").codes.includes("recipient-mismatch"));
});

test("the address answers each client in its own form", async () => {
  const get = (accept) => stranger.get(`/b/${id}`, as(accept));
  assert.match((await get("text/html,*/*;q=0.8")).headers.get("content-type"), /^text\/html/);
  assert.match((await get("application/vc+jwt")).text, /^[\w-]+\.[\w-]+\.[\w-]+$/);
  assert.equal((await get("application/json")).json().proof.cryptosuite, "eddsa-rdfc-2022");
  assert.match((await get("image/png")).headers.get("content-type"), /^image\/png/);
  assert.match((await get("image/svg+xml")).headers.get("content-type"), /^image\/svg/);
});

test("the hosted Open Badges 2.0 form verifies by its address", () => {
  const { verdict, report } = verify(`${office.server.url}/ob2/b/${id}`, { args: ["--intranet"] });
  assert.equal(verdict, "valid", JSON.stringify(report.checks.filter((c) => c.outcome !== "pass")));
  assert.equal(report.version, "2.0");
});

test("baking touches no pixel", async () => {
  const pixels = (bytes) => {
    const found = [];
    for (let at = 8; at < bytes.length; at += bytes.readUInt32BE(at) + 12)
      if (bytes.toString("latin1", at + 4, at + 8) === "IDAT") found.push(bytes.subarray(at, at + bytes.readUInt32BE(at) + 12));
    return Buffer.concat(found);
  };
  const page = await stranger.get(`/b/${id}`, as("text/html"));
  const plain = await stranger.get(/src="(\/images\/[\w-]+)"/.exec(page.text)[1]);
  const baked = await stranger.get(`/b/${id}.png`);
  assert.ok(pixels(plain.bytes).equals(pixels(baked.bytes)));
  assert.ok(baked.bytes.includes("iTXtopenbadgecredential"));
  assert.ok((await stranger.get(`/b/${id}.2.png`)).bytes.includes("iTXtopenbadges\0"));
});

test("public documents may be read from everywhere and are not sent twice", async () => {
  const page = await stranger.get(`/ob2/b/${id}`, as("application/json"));
  assert.equal(page.headers.get("access-control-allow-origin"), "*");
  const again = await stranger.request("GET", `/ob2/b/${id}`, { headers: { accept: "application/json", "if-none-match": page.headers.get("etag") } });
  assert.equal(again.status, 304);
});

test("no public byte holds the earner's address", async () => {
  const seen = new Set();
  const queue = [`/b/${id}`, `/b/${id}.jwt`, `/b/${id}.json`, `/b/${id}.2.json`, `/ob2/b/${id}`, `/oembed?url=${office.server.url}/b/${id}`];
  while (queue.length && seen.size < 120) {
    const where = queue.shift();
    if (seen.has(where)) continue;
    seen.add(where);
    const page = await stranger.get(where, as("text/html"));
    const token = /^[\w-]+\.([\w-]+)\.[\w-]+$/.exec(page.text);
    const text = page.text + (token ? Buffer.from(token[1], "base64url").toString() : "");
    assert.ok(!text.toLowerCase().includes(ANN), where);
    for (const [, link] of page.text.matchAll(/(?:href|src)="(\/[^"#]*)"/g)) if (!link.startsWith("/assets/")) queue.push(link);
  }
  assert.ok(seen.size > 8);
});

test("a claim link that was cut short shows nothing", async () => {
  assert.equal((await stranger.get(claim.slice(0, -3))).status, 404);
});

let earner;
test("the mail's link leads to a Backpack of one's own", async () => {
  earner = office.server.visitor();
  let page = await earner.get(claim);
  page = await earner.submit(page, {}, { action: "/backpack/claim" });
  assert.match(words(page), /Start your Backpack/);
  page = await earner.submit(page, { name: "Ann Lee", password: "rain on a tin roof" }, { action: "/backpack/start" });
  assert.match(page.path, /^\/backpack\/badges\/\d+$/);
  assert.match(words(page), /Genuine and valid/);
  const { bytes } = await earner.get(`${page.path}/original`);
  assert.equal(verify(bytes, withoutNetwork()).verdict, "valid");
});

test("the same badge is not taken in twice, somebody else's not at all", async () => {
  const png = (await stranger.get(`/b/${id}.png`)).bytes;
  let page = await earner.get("/backpack/add");
  page = await earner.submit(page, { file: file("again.png", "image/png", png) }, { action: "/backpack/add" });
  assert.match(words(page), /in your Backpack already/);
  const bo = await office.maya.get(await awardOf("Bo Ek"));
  const other = /\/b\/([\w-]{22})/.exec(bo.text)[1];
  page = await earner.get("/backpack/add");
  page = await earner.submit(page, { link: `${office.server.url}/b/${other}` }, { action: "/backpack/add" });
  assert.equal(page.status, 422);
  assert.match(words(page), /made out to another address/);
});

test("one person's badge cannot be seen, changed or removed by another", async () => {
  const shelf = await earner.get("/backpack");
  const mine = /\/backpack\/badges\/\d+/.exec(shelf.text)[0];
  assert.equal((await office.maya.get(mine)).status, 404);
  for (const what of ["public", "remove", "restore", "check", "collections"]) {
    await office.maya.get("/account");
    const answer = await office.maya.post(`${mine}/${what}`, { seen: "link", collection: 1, in: 1 });
    assert.ok([400, 404].includes(answer.status), `${what}: ${answer.status}`);
  }
  assert.equal((await office.maya.get(`${mine}/original`)).status, 404);
  assert.equal((await earner.get(mine)).status, 200);
});

test("a badge that is shared can be seen by its link, and no longer when it is not", async () => {
  const mine = /\/backpack\/badges\/\d+/.exec((await earner.get("/backpack")).text)[0];
  let page = await earner.get(mine);
  page = await earner.submit(page, { seen: "link" }, { action: "/public" });
  const link = /\/h\/[\w-]+/.exec(page.text)[0];
  assert.match(words(await stranger.get(link)), /Genuine and valid/);
  await earner.submit(page, { seen: "me" }, { action: "/public" });
  assert.equal((await stranger.get(link)).status, 404);
});

test("the badge stays when the organisation takes the person off its list", async () => {
  const list = await office.maya.get(`${office.base}/people`);
  const person = [...list.text.matchAll(/href="(\/org\/\d+\/people\/\d+)"[^>]*>\s*Ann Lee/g)][0][1];
  await office.maya.get(person);
  await office.maya.post(`${person}/remove`);
  assert.match((await earner.get("/backpack")).text, /badge-card/);
  assert.match(words(await stranger.get(`/b/${id}`, as("text/html"))), /genuine/);
});

test("a revocation is said by page, documents, verifier, Backpack and command line", async () => {
  const before = (await stranger.get(`/b/${id}.png`)).bytes;
  const one = await awardOf("Ann Lee");
  const form = await office.maya.get(`${one}/revoke`);
  const empty = await office.maya.submit(form, { reason: "" }, { action: "/revoke" });
  assert.equal(empty.status, 422);
  const done = await office.maya.submit(form, { reason: "Awarded to the wrong person" }, { action: "/revoke" });
  assert.match(words(done), /Awarded to the wrong person/);

  assert.match(words(await stranger.get(`/b/${id}`, as("text/html"))), /the issuer has revoked this badge.*Awarded to the wrong person/);
  const hosted = await stranger.get(`/ob2/b/${id}`, as("application/json"));
  assert.equal(hosted.status, 410);
  assert.deepEqual([hosted.json().revoked, hosted.json().revocationReason], [true, "Awarded to the wrong person"]);

  writeFileSync(offline, (await stranger.get(/\/i\/[a-z0-9-]+/.exec((await stranger.get(`/b/${id}`, as("text/html"))).text)[0] + "/offline.json")).bytes);
  const signed = verify(before, { name: "before.png", ...withoutNetwork() });
  assert.deepEqual([signed.status, signed.verdict], [1, "invalid"]);
  assert.ok(signed.codes.includes("revoked"));
  const byAddress = verify(`${office.server.url}/ob2/b/${id}`, { args: ["--intranet"] });
  assert.equal(byAddress.verdict, "invalid");
  assert.match(JSON.stringify(byAddress.report.checks), /Awarded to the wrong person/);

  let page = await stranger.get("/verify");
  page = await stranger.submit(page, { file: file("badge.png", "image/png", before) }, { action: "/verify" });
  assert.match(words(page), /revoked this badge.*Awarded to the wrong person/);

  const mine = /\/backpack\/badges\/\d+/.exec((await earner.get("/backpack")).text)[0];
  page = await earner.submit(await earner.get(mine), {}, { action: "/check" });
  assert.match(words(page), /Revoked by its issuer/);
});
