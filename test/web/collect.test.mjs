// Badges come in, many at once, from wherever; what they were judged by stays; and
// nobody gets at another's.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test, { after, before } from "node:test";
import { Issuer } from "./app.mjs";
import { build, file, lapel, until } from "./harness.mjs";
import { unescape, words } from "./html.mjs";
import { PASSWORD, accident, openOffice, picture, signIn } from "./office.mjs";
import { unzip, zip } from "./zip.mjs";

const MAYA = "maya@example.org", OTTO = "otto@example.org", ADD = "/backpack/add";
const issuer = new Issuer();
let office, maya, otto;
let number = 0;
const badge = (more = {}) => issuer.badge(`urn:uuid:0000-${++number}`, { email: MAYA, ...more });
// Its issuer is a host that does not answer.
function doubtful(name) {
  const far = new Issuer();
  far.did = "did:web:nobody.invalid";
  return far.badge(`urn:uuid:far-${++number}`, { email: MAYA, name });
}

before(async () => {
  office = await openOffice();
  maya = office.maya;
  const made = await lapel(["admin", "add-operator", OTTO, "Otto", "--password", ...office.server.place], { input: `${PASSWORD}\n` });
  assert.equal(made.status, 0, made.err);
  otto = office.server.visitor();
  await signIn(otto, OTTO);
});
after(() => office?.server.stop());

const add = async (who, fields) => who.submit(await who.get(ADD), fields, { action: ADD });
// Of a page of results: what stands in the row with this name.
function rowOf(page, name) {
  const row = page.text.split('<li class="row row-top">').slice(1).map((r) => r.split("</li>")[0]).find((r) => unescape(r.replace(/<[^>]+>/g, " ")).includes(name));
  assert.ok(row, `${name} is not on the page: ${words(page)}`);
  return unescape(row.replace(/<[^>]+>/g, " ")).replace(/\s+/g, " ");
}

test("many files at once: each says what became of it", async () => {
  const good = badge({ name: "Good one" });
  const page = await add(maya, { file: [
    file("good.jwt", "text/plain", good),
    file("again.jwt", "text/plain", good),
    file("altered.jwt", "text/plain", badge().replace(/.{8}$/, "AAAAAAAA")),
    file("hers.jwt", "text/plain", issuer.badge("urn:uuid:hers", { email: "hers@example.com" })),
    file("doubt.jwt", "text/plain", doubtful("Far away")),
    file("over.jwt", "text/plain", badge({ name: "Over", until: "2025-01-01T00:00:00Z" })),
    file("scan.png", "image/png", picture(64)),
    file("cv.pdf", "application/pdf", "%PDF-1.4\n%%EOF\n"),
    file("notes.txt", "text/plain", "no badge at all"),
    file("all.zip", "application/zip", zip([["a/one.jwt", badge({ name: "Zipped one" })], ["a/two.json", JSON.stringify({ credential: [], compactJwsString: [badge({ name: "Zipped two" })] })],
      ["readme.html", "<p>no badge</p>"], ["__MACOSX/a/one.jwt", "x"], ["a/one.report.json", "{}"]])),
  ] });
  assert.match(page.path, /^\/backpack\/added\/\d+$/);
  assert.match(rowOf(page, "Good one"), /Added/);
  assert.match(rowOf(page, "again.jwt"), /Was there already/);
  assert.match(rowOf(page, "altered.jwt"), /Refused.*signature|signature.*Refused/i);
  assert.match(rowOf(page, "hers.jwt"), /made out to hers@example\.com.*Add and prove this address/);
  assert.match(page.text, /\/account\/addresses\/new\?email=hers%40example\.com/);
  assert.match(rowOf(page, "doubt.jwt"), /Kept apart/);
  assert.match(rowOf(page, "Over"), /Added/);
  assert.match(rowOf(page, "scan.png"), /No badge in it/);
  assert.match(rowOf(page, "cv.pdf"), /Keep it as a certificate on paper/);
  assert.match(rowOf(page, "notes.txt"), /No badge in it/);
  assert.match(rowOf(page, "Zipped one"), /Added/);
  assert.match(rowOf(page, "Zipped two"), /Added/);
  assert.equal(page.text.split('<li class="row row-top">').length - 1, 11, words(page));
  // What the address is given in is filled in already.
  assert.match((await maya.get("/account/addresses/new?email=hers%40example.com")).text, /value="hers@example\.com"/);
});

test("a packed archive of 300 badges comes in, and one that holds too much is told so", async () => {
  const many = Array.from({ length: 300 }, (_, i) => [`all/${i}.jwt`, badge({ name: `Packed ${i}` })]);
  let page = await add(maya, { file: file("all.zip", "application/zip", zip(many, { deflate: true })) });
  assert.match(page.path, /^\/backpack\/added\/\d+$/);
  assert.equal(page.text.split('<li class="row row-top">').length - 1, 300);
  // The tests behind this one look at a Backpack that rests.
  page = await until(async () => {
    page = await maya.get(page.path);
    return !/data-refresh/.test(page.text) && page;
  }, "all of them to be in", 60);
  assert.match(rowOf(page, "Packed 299"), /Added/);
  const large = Array.from({ length: 900 }, (_, i) => [`${i}.json`, JSON.stringify({ id: i, text: "much ".repeat(30000) })]);
  page = await add(maya, { file: file("large.zip", "application/zip", zip(large, { deflate: true })) });
  assert.equal(page.status, 422);
  assert.match(words(page), /There is more in it than can be taken at once: hand it in in parts/i);
});

test("one that is not taken says why on the page that answers, and is tried again when its address is proved", async () => {
  const page = await add(maya, { file: file("otto.jwt", "text/plain", issuer.badge("urn:uuid:for-otto", { email: OTTO, name: "For Otto" })) });
  assert.equal(page.status, 422);
  const run = /\/backpack\/added\/\d+/.exec(page.text)[0];
  let again = await maya.submit(page, {}, { action: "/again" });
  assert.match(rowOf(again, "For Otto"), /made out to otto@example\.org/);
  accident(office.server, `INSERT INTO account_email (account_id, address, folded, is_primary, verified_at) SELECT id, 'third@example.org', 'third@example.org', 0, 1 FROM account WHERE name LIKE 'Maya%'`);
  const third = await add(maya, { text: issuer.badge("urn:uuid:third", { email: "third@example.org", name: "By the third address" }) });
  assert.match(third.path, /\/backpack\/badges\/\d+$/);
  again = await maya.get(run);
  assert.equal(again.status, 200);
});

test("what could not be told is kept apart, marked, and shown to nobody", async () => {
  const page = await add(maya, { text: doubtful("Only a doubt") });
  assert.match(page.path, /\/backpack\/badges\/\d+$/);
  assert.match(words(page), /We could not tell/);
  assert.doesNotMatch(words(page), /Genuine and valid/);
  assert.doesNotMatch(page.text, /name="seen"/);
  const shared = await maya.post(`${page.path}/public`, { seen: "link" });
  assert.equal(shared.status, 409);
  const id = /\d+$/.exec(page.path)[0];
  accident(office.server, `UPDATE holding SET is_public = 1, public_id = 'doubtful-one' WHERE id = ${id}`);
  assert.equal((await office.server.visitor().get("/h/doubtful-one")).status, 404);
});

test("what lies locked in an archive keeps nothing back that lies before it", async () => {
  const bytes = zip([["one.jwt", badge({ name: "Open one" })], ["two.jwt", badge({ name: "Open two" })], ["secret.pdf", "locked"]]);
  bytes[bytes.lastIndexOf(Buffer.from("PK\x01\x02", "latin1")) + 8] |= 1;
  const page = await add(maya, { file: file("locked.zip", "application/zip", bytes) });
  assert.match(rowOf(page, "Open one"), /Added/);
  assert.match(rowOf(page, "Open two"), /Added/);
  assert.match(rowOf(page, "locked.zip"), /Left out/);
});

test("a second file has the limits of the first, and the server stays", async () => {
  const huge = Buffer.alloc(62 << 20, 7);
  huge.write("PK\x03\x04", 0, "latin1");
  const answer = await add(maya, { file: [file("a.jwt", "text/plain", "x"), file("b.zip", "application/zip", huge)] });
  assert.equal(answer.status, 422);
  assert.match(words(answer), /60 MB/);
  assert.equal((await maya.get("/healthz")).status, 200);
});

test("of an archive that is damaged in the middle the badges before that come in, and it says that the rest did not", async () => {
  const bytes = zip([["one.jwt", badge({ name: "Before the flaw" })], ["two.jwt", badge({ name: "After the flaw" })]]);
  bytes[bytes.indexOf("two.jwt") + 12] ^= 1;
  const page = await add(maya, { file: file("flawed.zip", "application/zip", bytes) });
  assert.match(rowOf(page, "Before the flaw"), /Added/);
  assert.match(rowOf(page, "flawed.zip"), /The archive is damaged or cut.*What stands behind that was not looked at.*Left out/);
});

test("an upload is undone as a whole", async () => {
  const page = await add(maya, { file: [file("u1.jwt", "text/plain", badge({ name: "Undone one" })), file("u2.jwt", "text/plain", badge({ name: "Undone two" }))] });
  const back = await maya.submit(page, {}, { action: "/undo" });
  assert.match(rowOf(back, "Undone one"), /Removed again/);
  assert.doesNotMatch(words(await maya.get("/backpack")), /Undone one/);
  assert.match(words(await maya.get("/backpack?in=removed")), /Undone one/);
});

test("addresses and tokens, one on each line, are many badges", async () => {
  const page = await add(maya, { text: `${badge({ name: "Line one" })}\n\n${badge({ name: "Line two" })}\nhttp://127.0.0.1:1/nothing\n` });
  assert.match(page.path, /^\/backpack\/added\//);
  assert.match(rowOf(page, "Line one"), /Added/);
  assert.match(rowOf(page, "Line two"), /Added/);
  assert.match(rowOf(page, "127.0.0.1"), /Not reached|No badge/);
});

test("exports of others are taken apart and each badge is taken in", async () => {
  const texts = [badge({ name: "From a wallet" }), badge({ name: "From a host" }), badge({ name: "From a passport" }), badge({ name: "From a record" })];
  const exports = {
    "wallet.json": { "@context": ["https://www.w3.org/ns/credentials/v2"], type: ["VerifiablePresentation"], verifiableCredential: [texts[0]] },
    "host.json": { signedAssertions: [texts[1]], assertions: [] },
    "passport.json": { badges: [{ name: "From a passport", assertion_jws: texts[2], assertion_url: "" }] },
    "records.json": { rawCredentialRecords: [{ rawCredential: texts[3] }] },
  };
  const page = await add(maya, { file: Object.entries(exports).map(([name, json]) => file(name, "application/json", JSON.stringify(json))) });
  for (const name of ["From a wallet", "From a host", "From a passport", "From a record"]) assert.match(rowOf(page, name), /Added/, name);
});

test("a certificate on paper is kept as it is, and nowhere called genuine", async () => {
  const pdf = "%PDF-1.4\nOne page\n%%EOF\n";
  let page = await add(maya, { file: file("first-aid.pdf", "application/pdf", pdf) });
  assert.equal(page.status, 422);
  page = await maya.get(/\/backpack\/paper\?item=\d+/.exec(page.text)[0]);
  assert.match(page.text, /first-aid\.pdf/);
  page = await maya.submit(page, { title: "First aid", issuer: "Red Cross", awarded: "2024-05-01" }, { action: "/backpack/paper" });
  assert.match(page.path, /\/backpack\/badges\/\d+$/);
  assert.match(words(page), /not verified/);
  assert.doesNotMatch(words(page), /Genuine/);
  const original = await maya.get(`${page.path}/original`);
  assert.equal(original.bytes.toString(), pdf);
  assert.match(original.headers.get("content-disposition"), /\.pdf"/);
  page = await maya.submit(page, { seen: "link" }, { action: "/public" });
  const link = /\/h\/[\w-]+/.exec(page.text)[0];
  assert.match(words(await office.server.visitor().get(link)), /A certificate on paper: not verified/);
  const twice = await maya.post("/backpack/paper", { title: "x", issuer: "y", file: file("b.pdf", "application/pdf", pdf) }, { multipart: true });
  assert.match(words(twice), /in your Backpack already/);
  const wrong = await maya.post("/backpack/paper", { title: "x", issuer: "y", file: file("b.txt", "text/plain", "hello") }, { multipart: true });
  assert.equal(wrong.status, 422);
});

test("what a badge was judged by is kept, and proves it without this server", async () => {
  const token = badge({ name: "Kept for good" });
  const page = await add(maya, { file: file("kept.jwt", "text/plain", token) });
  assert.match(words(page), /The evidence, as it was seen/);
  const trust = /--trust (did:key:\w+)/.exec(page.text)[1];
  const keys = (await office.server.visitor().get("/.well-known/lapel-receipts.json")).json();
  assert.equal(keys.keys[0].kid, trust);
  const files = unzip((await maya.get(`${page.path}/evidence.zip`)).bytes);
  assert.equal(files["badge.jwt"].toString(), token);
  const folder = mkdtempSync(path.join(tmpdir(), "lapel-evidence-"));
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), bytes);
  }
  const verify = (...args) => {
    const r = spawnSync(path.join(build, "lapel"), ["verify", "--json", "--receipt", path.join(folder, "evidence/receipt.jwt"), ...args, path.join(folder, "badge.jwt")], { encoding: "utf8" });
    return { status: r.status, codes: JSON.parse(r.stdout).checks.map((c) => c.code) };
  };
  const known = verify("--trust", trust), unknown = verify(), other = verify("--trust", `${trust.slice(0, -4)}aaaa`);
  assert.equal(known.status, 0, JSON.stringify(known));
  assert.ok(known.codes.includes("receipt-seen-then"));
  assert.equal(unknown.status, 2);
  assert.ok(unknown.codes.includes("receipt-signer-unknown"));
  assert.equal(other.status, 1);
  writeFileSync(path.join(folder, "badge.jwt"), badge());
  assert.equal(verify("--trust", trust).status, 1);
  rmSync(folder, { recursive: true });
});

test("news are told on a page and by mail, which one press ends", async () => {
  const page = await add(maya, { text: badge({ name: "Soon over", until: new Date(Date.now() + 20 * 864e5).toISOString() }) });
  assert.match(page.path, /\d+$/);
  accident(office.server, "UPDATE job SET run_at = 0, job_key = 'tell now' WHERE kind = 'backpack.tell'");
  let news;
  for (let i = 0; i < 40; i++) {
    news = await maya.get("/backpack/news");
    if (/Soon over/.test(news.text)) break;
    await new Promise((done) => setTimeout(done, 250));
  }
  assert.match(words(news), /Soon over.*Ends soon/);
  const set = await maya.submit(news, { how: "weekly", days_before: "5" }, { action: "/backpack/news" });
  assert.match(set.text, /value="weekly" checked/);
  assert.match(set.text, /value="5"/);
  const bad = await maya.submit(set, { how: "weekly", days_before: "900" }, { action: "/backpack/news" });
  assert.equal(bad.status, 422);
  const outbox = await maya.get("/settings/mail/outbox");
  const mail = await maya.get(`${/\/settings\/mail\/outbox\/\d+/.exec(outbox.text)[0]}/body`);
  assert.match(words(mail), /Soon over/);
  const off = /\/backpack\/mail\/off\/[\w.-]+/.exec(mail.text)[0];
  const nobody = office.server.visitor();
  assert.equal((await nobody.get(`${off}x`)).status, 404);
  assert.match(words(await nobody.get(off)), /One press/);
  assert.match((await maya.get("/backpack/news")).text, /value="weekly" checked/, "a look changes nothing");
  const one = await nobody.request("POST", off, { body: new URLSearchParams({ "List-Unsubscribe": "One-Click" }) });
  assert.equal(one.status, 200);
  assert.match((await maya.get("/backpack/news")).text, /value="never" checked/);
});

// ---- badges of the wild ------------------------------------------------------------

const vectors = path.join(process.env.LAPEL_VECTORS || path.resolve(import.meta.dirname, "../../../shared"), "vectors");
const skip = !existsSync(path.join(vectors, "legacy/MANIFEST.json")) && "the reference vectors are not here";

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true }).filter((name) => /\.(png|svg|json|jws|jwt|txt|gif|jpe?g)$/.test(name) && !/MANIFEST/.test(name)).map((name) => path.join(folder, name));
}

test("every kind of badge of the old days and of the standard's own tests ends with a word", { skip }, async () => {
  const expected = new Map(JSON.parse(readFileSync(path.join(vectors, "legacy/MANIFEST.json"))).entries.map((e) => [path.join(vectors, "legacy", e.file), e.expect]));
  const all = [...filesBelow(path.join(vectors, "legacy")), ...filesBelow(path.join(vectors, "1edtech"))].filter((f) => statSync(f).size < 4 << 20);
  assert.ok(all.length > 70);
  for (let i = 0; i < all.length; i += 25) {
    const batch = all.slice(i, i + 25);
    let page = await add(maya, { file: batch.map((f, k) => file(`f${i + k}~${path.basename(f)}`, "application/octet-stream", readFileSync(f))) });
    for (let tries = 0; /data-refresh/.test(page.text) && tries < 100; tries++) {
      await new Promise((done) => setTimeout(done, 300));
      page = await maya.get(page.path);
    }
    for (const [k, f] of batch.entries()) {
      const rows = page.text.split('<li class="row row-top">').slice(1).map((r) => r.split("</li>")[0]).filter((r) => r.includes(`f${i + k}~`));
      for (const row of rows) {
        const taken = />\s*(Added|Newer version|Was there already)\s*</.test(row);
        assert.ok(taken || /added-why/.test(row), `${f} ends without a word`);
        const e = expected.get(f);
        if (e?.valid === false && e.code !== "expired" && /">\s*Added/.test(row)) {
          const held = await maya.get(/\/backpack\/badges\/\d+/.exec(row)[0]);
          assert.doesNotMatch(words(held), /Genuine and valid/, f);
        }
      }
    }
  }
});

// ---- whose is it -------------------------------------------------------------------

const routes = execFileSync(path.join(build, "lapel"), ["routes", "--tsv"]).toString().trim().split("\n").map((line) => line.split("\t"))
  .map(([method, where, right]) => ({ method, where, right })).filter((r) => /^\/backpack\/.*\{\w+\}/.test(r.where) && r.right === "signed-in");

test("no route of the Backpack lets one person at another's things", async () => {
  const mine = await add(maya, { text: badge({ name: "Hers alone" }) });
  const many = await add(maya, { file: [file("h1.jwt", "text/plain", badge({ name: "Hers too" })), file("h2.pdf", "application/pdf", "%PDF-1.4\nhers\n%%EOF\n")] });
  await maya.get("/backpack/collections/new");
  const collection = await maya.post("/backpack/collections", { name: "Hers", story: "A story" });
  accident(office.server, `INSERT INTO elsewhere (account_id, public_id, name, base21, base30, authorize, token, revoke, issuer, names_itself, terms, privacy, client, scope, sealed, expires_at, state, who, next_page, run, pages, busy_until, failure, failed_at, created_at) SELECT id, 'els', 'There', '', 'https://there.invalid', 'https://there.invalid/a', 'https://there.invalid/t', '', '', 0, '', '', 'c', '', ${office.server.database ? "''" : "x''"}, 0, 'lost', '', '', 0, 0, 0, '', 0, 1 FROM account WHERE name LIKE 'Maya%'`);
  await maya.get("/backpack/cvs");
  const cv = await maya.post("/backpack/cvs", { label: "Hers for a job" });
  await maya.get("/backpack/log/new");
  const deed = await maya.post("/backpack/log", { what: "Hers in the log", day: "2024-01-02" });
  await maya.get("/backpack/goals/new");
  const aim = await maya.post("/backpack/goals", { title: "Hers to reach" });
  const idOf = (page) => /\d+/.exec(page.path)[0];
  await maya.get("/backpack");
  await maya.post("/backpack/act", { act: "tag", tag: "Hers", row: [idOf(mine)], back: "/backpack" });
  const act = /\/backpack\/act\/(\d+)\/undo/.exec((await maya.get("/backpack")).text)[1];
  await maya.submit(await maya.get(`/backpack/links/new?badge=${idOf(mine)}`), { reader: "Jo at Acme", days: "7" }, { action: "/backpack/links" });
  const link = /\/r\/[\w-]+/.exec((await maya.get("/backpack/sharing")).text)[0], reader = office.server.visitor();
  await reader.submit(await reader.get(`/proof/ask?about=${link}`), { asker: "Jo at Acme" }, { action: "/proof/ask" });
  const shared = (await maya.get("/backpack/sharing")).text, numberOf = (what) => new RegExp(`/backpack/${what}/(\\d+)`).exec(shared)[1];
  const hers = {
    badges: idOf(mine), added: idOf(many), collections: idOf(collection), elsewhere: "1", cvs: idOf(cv), log: idOf(deed), goals: idOf(aim),
    act, links: numberOf("links"), proofs: numberOf("proofs"),
  };
  const state = async () => Promise.all([mine.path, many.path, `/backpack/collections/${hers.collections}`, cv.path, deed.path, aim.path, "/backpack/goals", "/backpack/log", "/backpack/log?in=removed", "/backpack/cvs", "/backpack", "/backpack?in=removed", "/backpack/collections", "/backpack/sharing"].map(async (p) => words(await maya.get(p))));
  await state();                                   // what is told once has been told
  const before = await state();
  assert.ok(routes.length > 20);
  for (const route of routes) {
    const kind = route.where.split("/")[2];
    assert.ok(kind in hers, `say in this test what {id} of ${route.where} is, and make one`);
    const where = route.where.replace(/\{\w+\}/g, hers[kind]);
    if (route.method === "POST") await otto.get("/backpack/add");
    const answer = route.method === "POST"
      ? await otto.post(where, { seen: "link", collection: hers.collections, in: [hers.badges], name: "Mine now", what: "Mine now", day: "2024-01-02", person: "otto@else.example", go: "hide", story: "", holding: hers.badges, which: "some" }, { follow: false })
      : await otto.get(where);
    const refused = [400, 403, 404, 422].includes(answer.status);
    assert.ok(refused || (answer.status === 303 && !/badges\/\d+$/.test(answer.location || "")), `${route.method} ${route.where}: ${answer.status} ${answer.location || ""}`);
    assert.doesNotMatch(answer.text || "", /Hers alone|Hers too|A story|Hers for a job|Hers in the log|Hers to reach/, route.where);
    const signedOut = await office.server.visitor().request(route.method, where);
    assert.ok([303, 401, 403].includes(signedOut.status), `${route.method} ${route.where} signed out: ${signedOut.status}`);
  }
  assert.equal((await otto.get(/\/backpack\/paper\?item=\d+/.exec(many.text)[0])).status, 404);
  assert.deepEqual(await state(), before);
});
