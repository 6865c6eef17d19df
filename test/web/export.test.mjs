// Everything of an organisation: asked for on screen, made in the background,
// fetched; the same on the command line; read by a reader of our own here; and
// taken into an empty server, which then answers as the first one did.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "node:test";
import { engine, freePort, lapel, newDatabase, startServer, until } from "./harness.mjs";
import { accident, signIn } from "./office.mjs";
import { unzip } from "./unzip.mjs";

const PHRASE = "correct horse battery staple";

function folder(t) {
  const dir = mkdtempSync(path.join(tmpdir(), "lapel-export."));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

const text = (files, name) => files.get(name)().toString("utf8");
const table = (files, name) => JSON.parse(text(files, `tables/${name}.json`));

// The sample organisation, on the engine under test, at an address that stays.
async function sample(t) {
  const data = folder(t), port = await freePort(), database = engine === "postgres" ? newDatabase() : "";
  const url = `http://127.0.0.1:${port}`, place = ["--data", data, ...(database ? ["--database", database] : [])];
  const made = await lapel(["demo", "--make-only", "--public-url", url, ...place]);
  assert.equal(made.status, 0, made.err);
  const password = /Password of each: (\S+)/.exec(made.out)[1];
  const server = await startServer({ data, database, port });
  return { server, password, place, url, port };
}

async function fetchAll(server, ids, slug, lists) {
  const paths = [`/i/${slug}`, `/i/${slug}/jwks.json`, `/ob2/i/${slug}`];
  for (const id of ids) paths.push(`/b/${id}.json`, `/b/${id}.jwt`, `/b/${id}.png`, `/ob2/b/${id}`, `/b/${id}.2.jwt`);
  const seen = {};
  for (const where of paths) {
    const answer = await server.visitor().get(where, { headers: { accept: "application/json" } });
    seen[where] = `${answer.status} ${createHash("sha256").update(answer.bytes).digest("hex")}`;
  }
  for (const id of lists) seen[id] = (await server.visitor().get(`/status/${id}`, { headers: { accept: "application/json" } })).json().credentialSubject.encodedList;
  return seen;
}

test("everything goes out and comes back", async (t) => {
  const office = await sample(t);
  await t.test("it is asked for on screen, made in the background, fetched and deleted", () => onScreen(office));
  const ids = await awardsOf(office.server, office.password), outs = {};
  for (const keys of [true, false]) outs[keys] = await onCommandLine(t, office, keys);
  const there = await fetchAll(office.server, ids, "harbour-and-vale", outs.true.lists);
  assert.equal(Object.values(there).filter((v) => /^404|^5/.test(v)).length, 0);
  await office.server.end("SIGTERM");
  for (const keys of [true, false]) {
    await t.test(`${keys ? "with" : "without"} its keys it comes back in an empty server, and its awards verify`, (t) => comesBack(t, { ...office, ids, there, keys, ...outs[keys] }));
  }
  await office.server.stop();
});

async function onScreen({ server, password }) {
  const boss = server.visitor(), viewer = server.visitor(), self = "/org/1/settings/export";
  await signIn(boss, "demo@example.com", password);
  await signIn(viewer, "viewer@example.com", password);
  assert.equal((await viewer.get(self)).status, 403);
  assert.match((await boss.get("/org/1/settings")).text, /href="\/org\/1\/settings\/export"/);

  const empty = await boss.get(self);
  assert.match(empty.text, /None yet\. A file is kept for seven days/);
  const short = await boss.submit(empty, { keys: "1", files: "1", passphrase: "short" }, { action: "/settings/export" });
  assert.equal(short.status, 422);
  assert.match(short.text, /id="passphrase-error"[^]*at least 12 characters/);
  assert.match(short.text, /name="keys" value="1" checked/);

  const asked = await boss.submit(empty, { files: "1", keys: undefined, passphrase: "" }, { action: "/settings/export" });
  assert.match(asked.text, /The export is being made/);
  await until(async () => /file\.zip/.test((await boss.get(self)).text), "the end of the export", 120);
  const page = await boss.get(self), where = /href="([^"]+file\.zip)"/.exec(page.text)[1];
  assert.match(page.text, /Ready/);
  assert.equal((await viewer.get(where)).status, 403);
  const zip = await boss.get(where);
  assert.equal(zip.headers.get("content-type"), "application/zip");
  assert.match(zip.headers.get("content-disposition"), /attachment; filename="harbour-and-vale-1\.zip"/);
  const files = unzip(zip.bytes);
  for (const line of text(files, "MANIFEST.sha256").trim().split("\n")) {
    const [hash, name] = line.split("  ");
    assert.equal(createHash("sha256").update(files.get(name)()).digest("hex"), hash, name);
  }
  assert.equal(text(files, "MANIFEST.sha256").trim().split("\n").length, files.size - 1);
  const awards = table(files, "award");
  assert.equal(awards.filter((w) => !files.has(`awards/${w.public_id}/3.0.json`)).length, 0);
  assert.equal([...files.keys()].filter((n) => /^keys\//.test(n) && !/\.public\.pem$/.test(n)).length, 0);
  const schema = JSON.parse(text(files, "tables/schema.json"));
  for (const one of schema.tables.filter((x) => x.exported)) {
    const rows = table(files, one.name), columns = one.columns.filter((c) => !c.withheld).map((c) => c.name);
    assert.equal(rows.length, one.rows, one.name);
    if (rows.length) assert.deepEqual(Object.keys(rows[0]), columns, one.name);
    assert.equal(text(files, `tables/${one.name}.csv`).split("\r\n")[0], `\ufeff${columns.join(",")}`);
  }
  assert.match(text(files, "index.html"), /Harbour &amp; Vale/);
  assert.match((await boss.get("/org/1/settings/log")).text, /Export of everything downloaded/);
  await boss.submit(page, {}, { action: "/drop" });
  assert.equal((await boss.get(where)).status, 404);
}

// Without its keys: in a database that holds a table of somebody else too, and without pictures.
async function onCommandLine(t, { place, server }, keys) {
  if (!keys) accident(server, `CREATE TABLE notes_of_mine (id ${engine === "postgres" ? "BIGINT" : "INTEGER"}, words TEXT)`);
  const out = path.join(folder(t), "all.zip");
  const made = await lapel(["admin", "export", "--organisation", "harbour-and-vale", ...(keys ? ["--keys"] : ["--no-pictures"]), out, ...place], { input: `${PHRASE}\n` });
  assert.equal(made.status, 0, made.err);
  assert.equal(/Left out, since this program does not know them: notes_of_mine\./.test(made.err), !keys);
  assert.match(made.err, /\d+ awards, \d+ badges and \d+ rows of \d+ tables of Harbour & Vale/);
  const files = unzip(readFileSync(out));
  assert.equal([...files.keys()].some((n) => /^keys\/[\w-]+\.pem$/.test(n)), keys);
  assert.equal([...files.keys()].some((n) => /baked\.png$/.test(n)), keys);
  assert.equal([...files.keys()].some((n) => /notes_of_mine/.test(n)), false);
  return { out, lists: table(files, "status_list").map((l) => l.public_id) };
}

async function comesBack(t, { url, port, ids, there, lists, out, keys }) {
  const dir = folder(t), data = folder(t), database = engine === "postgres" ? newDatabase() : "";
  const to = ["--data", data, ...(database ? ["--database", database] : [])];
  const wrong = await lapel(["admin", "import", "--keys", out, ...to], { input: "another passphrase\n" });
  assert.equal(wrong.status, 65);
  const brought = await lapel(["admin", "import", ...(keys ? ["--keys"] : []), out, ...to], { input: `${PHRASE}\n` });
  assert.equal(brought.status, 0, brought.err);
  assert.match(brought.out, keys ? /Its keys came along/ : /new awards are signed by new keys/);
  const again = await startServer({ data, database, port, publicUrl: null });
  const here = await fetchAll(again, ids, "harbour-and-vale", lists);
  for (const [where, answer] of Object.entries(there)) {
    // Without the keys what they had not signed yet is signed by nobody, and the profile has a further key.
    if (!keys && /\.jwt$|\/i\/|\.png$/.test(where)) continue;
    assert.equal(here[where], answer, where);
  }
  const map = path.join(dir, "web.json"), badge = path.join(dir, "badge.json");
  writeFileSync(map, (await again.visitor().get(`/b/${ids[0]}.offline.json`)).bytes);
  writeFileSync(badge, (await again.visitor().get(`/b/${ids[0]}.json`)).bytes);
  const verdict = await lapel(["verify", "--intranet", "--documents", map, badge]);
  assert.equal(verdict.status, 0, verdict.out + verdict.err);
  assert.match((await lapel(["admin", "organisations", ...to])).out, new RegExp(`harbour-and-vale .*${url}`));
  assert.equal((await lapel(["admin", "import", out, ...to])).status, 65);
  await again.stop();
}

async function awardsOf(server, password) {
  const boss = server.visitor();
  await signIn(boss, "demo@example.com", password);
  const page = await boss.get("/org/1/awards?state=valid");
  const ids = [...new Set([...page.text.matchAll(/href="(\/org\/1\/awards\/\d+)"/g)].map((m) => m[1]))].slice(0, 4);
  const found = [];
  for (const id of ids) found.push(/\/b\/([\w-]{20,})/.exec((await boss.get(id)).text)[1]);
  assert.ok(found.length >= 3);
  return found;
}
