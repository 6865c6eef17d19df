// Samples drawn by a seed, and audit packs that are checked with public tools alone; one
// that was changed in any part fails.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test, { after, before } from "node:test";
import { root, until } from "./harness.mjs";
import { unescape, words } from "./html.mjs";
import { accident, newestMail, openOffice, standards } from "./office.mjs";
import { unzip } from "./unzip.mjs";

const sha = (bytes) => createHash("sha256").update(bytes).digest("hex");
const checker = path.join(root, "tools/check_pack.py");
const dir = mkdtempSync(path.join(tmpdir(), "lapel-pack."));

let office, maya, base, fire, person, sample;
before(async () => {
  office = await openOffice();
  ({ maya, base } = office);
  ({ fire, person } = standards(office));
});
after(async () => {
  rmSync(dir, { recursive: true, force: true });
  await office?.server.stop();
});

const draw = async (fields) => maya.submit(await maya.get(`${base}/audit/samples/new`), fields, { action: "/audit/samples/new" });
const lines = async (where) => (await maya.get(`${where}?as=csv`)).text.trim().split("\r\n").slice(1).map((l) => l.split(","));

test("a sample is the lines with the smallest hashes of the seed, and is drawn the same again", async () => {
  assert.match(words(await maya.get(`${base}/audit/samples`)), /No sample yet/);
  const made = await draw({ name: "Spring", n: "5", seed: "spring-2026", requirement: [fire] });
  assert.match(words(made), /The sample is drawn and kept/);
  sample = made.path;
  const population = (await maya.get(`${sample}/population.txt`)).text.trim().split("\n");
  assert.equal(population.length, 30);
  assert.ok(population.every((l) => new RegExp(`^\\d+:${fire}:\\d+$`).test(l)));
  const hash = (l) => sha(`spring-2026:${l.split(":").slice(0, 2).join(":")}`);
  const want = population.sort((x, y) => (hash(x) < hash(y) ? -1 : 1)).slice(0, 5).map((l) => l.split(":")[0]);
  assert.deepEqual((await lines(sample)).map((l) => l[7]), want);
  const again = await draw({ n: "5", seed: "spring-2026", requirement: [fire] });
  assert.deepEqual((await lines(again.path)).map((l) => l[7]), want);
  assert.match(again.text, /Sample/);
  const other = await draw({ n: "5", seed: "autumn-2026", requirement: [fire] });
  assert.notDeepEqual((await lines(other.path)).map((l) => l[7]), want);
});

test("what cannot be drawn is said beside the field, and what was typed stays", async () => {
  for (const [fields, sentence] of [[{ n: "0" }, /How many/], [{ n: "5", seed: "a:b" }, /letters, digits and hyphens/], [{ n: "5", at: "2999-01-01" }, /that day is to come/i], [{ n: "5", state: "waived" }, /nobody of whom you see something fits/i]]) {
    const page = await draw({ name: "Kept", ...fields });
    assert.equal(page.status, 422);
    assert.match(words(page), sentence);
    assert.match(page.text, /value="Kept"/);
  }
  const past = await draw({ n: "5", seed: "x", at: "2019-06-01" });
  assert.equal(past.status, 422);
});

test("who drew it notes at each line what they found", async () => {
  const page = await maya.get(sample);
  assert.match(words(page), /Holds: 0 · Findings: 0 · Notes: 0 · Not looked at: 5/);
  const [first, second] = [...page.text.matchAll(/name="result-(\d+)"/g)].map((m) => m[1]);
  const noted = await maya.submit(page, { [`result-${first}`]: "holds", [`result-${second}`]: "finding", [`note-${second}`]: "No signature <here>" }, { action: "/lines" });
  assert.match(words(noted), /Holds: 1 · Findings: 1 · Notes: 0 · Not looked at: 3/);
  assert.match(noted.text, /value="No signature &lt;here&gt;"/);
  assert.match((await maya.get(`${sample}?as=csv`)).text, /Finding,No signature <here>/);
  assert.match(words(await maya.get(`${base}/audit/samples?state=findings`)), /Spring/);
  const why = unescape(/href="([^"]*\/matrix\/\d+\/\d+[^"]*)"/.exec(noted.text)[1]);
  assert.equal((await maya.get(why)).status, 200);
});

// The pack with one byte of each file changed, without each file, with one more: what the checker says of each, in one run.
const SPOIL = `import sys, zipfile
sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
import check_pack
def spoiled(name, new):
    with zipfile.ZipFile(sys.argv[2]) as a, zipfile.ZipFile(sys.argv[3], "w") as b:
        for i in a.namelist():
            if i != name: b.writestr(i, a.read(i))
        if new is not None: b.writestr(name, new)
    try:
        check_pack.check(sys.argv[3], None)
        print("holds", name)
    except (check_pack.Wrong, KeyError, ValueError): print("fails", name)
for i in zipfile.ZipFile(sys.argv[2]).namelist():
    was = bytearray(zipfile.ZipFile(sys.argv[2]).read(i))
    was[len(was) // 2] ^= 1
    spoiled(i, bytes(was))
    spoiled(i, None)
spoiled("more.txt", b"more")`;
const check = (file, ...key) => spawnSync("python3", [checker, file, ...key], { encoding: "utf8" });

test("a pack is made, and holds for public tools alone; changed in any part it does not", async () => {
  await maya.submit(await maya.get(sample), {}, { action: "/pack" });
  const where = await until(async () => /href="([^"]+file\.zip)"/.exec((await maya.get(`${base}/audit/packs`)).text)?.[1], "the pack", 60);
  const zip = path.join(dir, "pack.zip"), bytes = (await maya.get(where)).bytes;
  writeFileSync(zip, bytes);
  const files = unzip(bytes), names = [...files.keys()];
  for (const name of ["manifest.json", "manifest.jws", "HOW-TO-CHECK.txt", "index.html", "summary.pdf", "sample.csv", "population.txt", "matrix.csv", "requirements.json", "waivers.csv",
    "evidence.csv", "records.csv", "judgements.csv", "evidence-views.csv", "views.csv", "ledger.jsonl", "issuer/profile.json", "issuer/jwks.json"]) assert.ok(names.includes(name), name);
  assert.equal(names.filter((n) => n.startsWith("why/")).length, 5);
  assert.match(files.get("requirements.json")().toString(), /"inWords":\{"proof":"Record/);
  const good = check(zip);
  assert.equal(good.status, 0, good.stderr);
  assert.match(good.stdout, /5 lines as the seed draws them/);
  const pem = path.join(dir, "key.pem");
  writeFileSync(pem, files.get(names.find((n) => n.startsWith("keys/")))());
  assert.equal(check(zip, pem).status, 0);

  const told = execFileSync("python3", ["-c", SPOIL, path.join(root, "tools"), zip, path.join(dir, "broken.zip")]).toString().trim().split("\n");
  assert.equal(told.length, 2 * names.length + 1);
  assert.deepEqual(told.filter((l) => !l.startsWith("fails ")), []);
  execFileSync("openssl", ["genpkey", "-algorithm", "ed25519", "-out", path.join(dir, "other")]);
  execFileSync("openssl", ["pkey", "-in", path.join(dir, "other"), "-pubout", "-out", pem]);
  assert.match(check(zip, pem).stderr, /not signed by this key/);
});

test("its own words say how it is checked, and they are right", { skip: spawnSync("jq", ["--version"]).error && "jq is not here" }, async () => {
  const zip = path.join(dir, "pack.zip"), folder = path.join(dir, "open");
  execFileSync("python3", ["-m", "zipfile", "-e", zip, folder]);
  const how = readFileSync(path.join(folder, "HOW-TO-CHECK.txt"), "utf8");
  const commands = how.split("\n").filter((l) => l.startsWith("      ")).map((l) => l.slice(6)).join("\n");
  const run = spawnSync("bash", ["-eu", "-o", "pipefail", "-c", commands], { cwd: folder, encoding: "utf8" });
  assert.match(run.stdout, /Signature Verified Successfully/, run.stderr + commands);
  assert.match(run.stdout, /the sample is the one of the seed/, run.stderr);
});

// A pack of this sample with these fields, by this visitor: its files by name.
async function makePack(visitor, where, fields, name) {
  const before = (await visitor.get(`${base}/audit/packs`)).text.match(/\d+\/file\.zip/g) ?? [];
  const asked = await visitor.submit(await visitor.get(where), fields, { action: "/pack" });
  assert.match(words(asked), /The pack is being made/);
  const fresh = await until(async () => (await visitor.get(`${base}/audit/packs`)).text.match(/\/org\/\d+\/audit\/packs\/\d+\/file\.zip/g)?.find((h) => !before.some((b) => h.endsWith(`/${b}`))), "the pack", 60);
  const bytes = (await visitor.get(fresh)).bytes;
  writeFileSync(path.join(dir, name), bytes);
  return { where: fresh, files: unzip(bytes), told: check(path.join(dir, name)) };
}
const table = (files, name) => files.get(name)().toString().trim().split("\r\n").map((l) => l.split(","));

const PAPER = Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");

test("a pack with the files of evidence asks for a reason, has each once, and each look stands on record", async () => {
  const today = Date.now() - (Date.now() % 864e5);
  const sql = (q) => accident(office.server, q);
  // Both lines rest on one folder: a certificate for judges alone, one that was removed, and words.
  const hash = createHash("sha256").update(PAPER).digest("base64url");
  sql(`INSERT INTO evidence_folder (id, org_id, public_id, title, folded, bytes, created_at) VALUES (7000, ${office.org}, 'packfolder7000', 'Fire drill', 'nobody@example.org', 0, 1)`);
  const blob = office.server.database ? `decode('${PAPER.toString("hex")}', 'hex')` : `x'${PAPER.toString("hex")}'`;
  sql(`INSERT INTO evidence_bytes (hash, bytes, created_at) VALUES ('${hash}', ${blob}, 1)`);
  const piece = (id, kind, audience, title, words, h, removed) => sql(`INSERT INTO evidence (id, folder_id, public_id, item, kind, audience, title, words, url, type, hash, bytes, created_at, removed_at)
    VALUES (${id}, 7000, 'piece${id}', '', '${kind}', '${audience}', '${title}', '${words}', '', '${h ? "application/pdf" : ""}', '${h}', ${h ? PAPER.length : 0}, 1, ${removed})`);
  piece(7001, "file", "named", "Certificate", "", hash, "NULL");
  piece(7002, "file", "org", "The same again", "", hash, "NULL");
  piece(7003, "file", "org", "Taken away", "", "A".repeat(43), today);
  piece(7004, "text", "org", "In words", "Led the drill", "", "NULL");
  for (const p of [person, person + 1]) {
    sql(`INSERT INTO requirement_record (org_id, requirement_id, person_id, kind, source, ref_id, what, completed_on, back_dated, note, folder_id, voids, account_id, recorded_at)
      VALUES (${office.org}, ${fire}, ${p}, 'record', 'attendance', 0, '', ${today - 10 * 864e5}, 1, 'Drill of ${p}', 7000, 0, (SELECT min(id) FROM account), ${Date.now()})`);
  }
  sql(`INSERT INTO requirement_record (org_id, requirement_id, person_id, kind, source, ref_id, what, completed_on, back_dated, note, corrects_id, voids, account_id, recorded_at)
    VALUES (${office.org}, ${fire}, ${person}, 'record', 'attendance', 0, '', ${today - 5 * 864e5}, 1, 'It was five days ago', (SELECT min(id) FROM requirement_record), 0, (SELECT min(id) FROM account), ${Date.now()})`);
  const all = (await draw({ name: "Everybody", n: "30", seed: "all", requirement: [fire] })).path;

  const refused = await maya.submit(await maya.get(all), { evidence: "1", reason: "so" }, { action: "/pack" });
  assert.equal(refused.status, 422);
  assert.match(words(refused), /say in a sentence why you have to look/i);
  assert.match(refused.text, /name="evidence" value="1" checked/);

  const without = await makePack(maya, all, {}, "without.zip");
  assert.equal(without.told.status, 0, without.told.stderr);
  assert.ok(![...without.files.keys()].some((n) => n.startsWith("evidence/")));
  assert.match(without.files.get("evidence.csv")().toString(), /Certificate,.*the pack was made without files of evidence/);
  assert.doesNotMatch(without.files.get("evidence.csv")().toString(), /Led the drill/);

  const reason = "Spring audit of fire safety";
  const pack = await makePack(maya, all, { evidence: "1", reason }, "with.zip");
  assert.equal(pack.told.status, 0, pack.told.stderr);
  assert.match(pack.told.stdout, /1 files of evidence/);
  assert.deepEqual([...pack.files.keys()].filter((n) => n.startsWith("evidence/")), [`evidence/${sha(PAPER)}.pdf`]);
  assert.deepEqual(pack.files.get(`evidence/${sha(PAPER)}.pdf`)(), PAPER);
  const evidence = pack.files.get("evidence.csv")().toString();
  assert.match(evidence, /Taken away,.*removed on .*: its hash stays/);
  assert.match(evidence, /In words,text,.*Led the drill/);
  assert.match(pack.files.get("evidence-views.csv")().toString(), new RegExp(`Maya.*,Certificate,${sha(PAPER)},${reason}`));
  assert.match((await maya.get(`${base}/settings/log`)).text, new RegExp(reason));
  assert.match(words(await maya.get(`${base}/audit/packs`)), /with the files of evidence/);

  const [head, ...records] = table(pack.files, "records.csv");
  const [corrects, by] = [head.indexOf("corrects"), head.indexOf("recorded by")];
  const hers = records.filter((r) => r[0] === String(person));
  assert.equal(hers.length, 2);
  assert.equal(hers[1][corrects], hers[0][2]);
  assert.match(hers[1][by], /Maya/);
  const why = JSON.parse(pack.files.get(`why/${person}-${fire}.json`)()), line = why.standing.why.find((y) => y.record === Number(hers[1][2]));
  assert.equal(line.source, "attendance");
  assert.equal(line.corrects, Number(hers[0][2]));
  assert.match(line.recordedBy, /Maya/);
  const [names, ...stood] = table(pack.files, "matrix.csv");
  assert.deepEqual(names.slice(-4), ["state", "since", "until", "due"]);
  assert.match(stood.find((r) => r[0] === String(person + 5)).at(-1), /^\d{4}-\d\d-\d\d$/);
});

test("who audits a part makes packs of that part, which hold for public tools and tell nothing of others", async () => {
  accident(office.server, `INSERT INTO site (org_id, name, folded, created_at) VALUES (${office.org}, 'Quay', 'quay', 1)`);
  accident(office.server, `UPDATE person SET site_id = (SELECT max(id) FROM site) WHERE id IN (${person}, ${person + 1})`);
  const members = `${base}/settings/members`, site = /name="site-auditor"[^]*?value="(\d+)"/.exec((await maya.get(`${members}/new`)).text)[1];
  await maya.post(members, { email: "otto@example.org", role: "auditor", "until-auditor": new Date(Date.now() + 3 * 864e5).toISOString().slice(0, 10), "people-auditor": "departments", "site-auditor": [site], "badges-auditor": "all" });
  const otto = office.server.visitor();
  await otto.submit(await otto.get(await newestMail(office, /(\/invite\/[A-Za-z0-9_-]+)/)), { name: "Otto", password: "seven green bottles on a wall" }, { action: "/invite/" });

  assert.match(words(await otto.get(`${base}/audit/packs`)), /None yet/);
  const hers = /\/org\/\d+\/audit\/packs\/\d+\/file\.zip/.exec((await maya.get(`${base}/audit/packs`)).text)[0];
  assert.equal((await otto.get(hers)).status, 404);
  await otto.get(`${base}/audit`);
  assert.equal((await otto.post(`${hers.replace("/file.zip", "")}/drop`)).status, 404);
  await otto.get(`${base}/audit`);
  assert.equal((await otto.post(`${sample}/pack`)).status, 404);

  const drawn = (await otto.submit(await otto.get(`${base}/audit/samples/new`), { n: "9", seed: "quay", requirement: [fire] }, { action: "/audit/samples/new" })).path;
  const pack = await makePack(otto, drawn, { evidence: "1", reason: "Audit of the quay" }, "quay.zip");
  assert.equal(pack.told.status, 0, pack.told.stderr);
  assert.match(pack.told.stdout, /2 lines as the seed draws them.*1 files of evidence/);
  assert.match(pack.told.stdout, /Scope: Sites: Quay; 0 lines of the sample are left out/);
  for (const name of pack.files.keys()) if (!name.endsWith(".pdf")) assert.doesNotMatch(pack.files.get(name)().toString(), /Person 0[2-9]|Person [12]\d/, name);
  const ledger = pack.files.get("ledger.jsonl")().toString().trim().split("\n").map((l) => JSON.parse(l)).filter((l) => l.seq);
  assert.ok(ledger.every((l) => Object.keys(l).length === 2 || [0, person, person + 1].includes(l.person)), "entries of others stand as hashes");
  assert.ok(ledger.some((l) => Object.keys(l).length === 2) && ledger.some((l) => l.thing === "requirement"));
  const ends = execFileSync("python3", ["-c", SPOIL, path.join(root, "tools"), path.join(dir, "quay.zip"), path.join(dir, "broken.zip")]).toString().trim().split("\n");
  assert.deepEqual(ends.filter((l) => !l.startsWith("fails ")), []);

  const theirs = await maya.get(pack.where);
  assert.equal(theirs.status, 403);
  accident(office.server, `UPDATE person SET site_id = NULL WHERE id = ${person}`);
  assert.equal((await otto.get(pack.where)).status, 404);
  assert.match(words(await otto.get(pack.where)), /your right goes less far/i);
});

test("who may not read the log makes no pack, and a file is deleted", async () => {
  const page = await maya.get(`${base}/audit/packs`);
  const gone = await maya.submit(page, {}, { action: "/drop" });
  assert.match(words(gone), /The file is gone/);
  assert.match(words(gone), /Deleted/);
  assert.equal((await maya.post(`${base}/audit/samples/4711/pack`)).status, 404);
  assert.match((await office.server.visitor().get(`${base}/audit/packs`)).path, /^\/sign-in/);
  assert.ok(person > 0);
});
