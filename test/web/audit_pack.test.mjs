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
import { openOffice, standards } from "./office.mjs";
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
    "evidence.csv", "views.csv", "ledger.jsonl", "issuer/profile.json", "issuer/jwks.json"]) assert.ok(names.includes(name), name);
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

test("who may not read the log makes no pack, and a file is deleted", async () => {
  const page = await maya.get(`${base}/audit/packs`);
  const gone = await maya.submit(page, {}, { action: "/drop" });
  assert.match(words(gone), /The file is gone/);
  assert.match(words(gone), /Deleted/);
  assert.equal((await maya.post(`${base}/audit/samples/4711/pack`)).status, 404);
  assert.match((await office.server.visitor().get(`${base}/audit/packs`)).path, /^\/sign-in/);
  assert.ok(person > 0);
});
