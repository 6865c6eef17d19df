// Backup while the server works, restore into both engines, and what a kill,
// a wrong key or a strange file leaves.
import assert from "node:assert/strict";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "node:test";
import { engine, lapel, newDatabase, startServer, until } from "./harness.mjs";
import { openOffice, signIn } from "./office.mjs";

function folder(t) {
  const dir = mkdtempSync(path.join(tmpdir(), "lapel-backup."));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

async function startList(office, n, prefix) {
  const people = Array.from({ length: n }, (_, i) => `Person ${i},${prefix}${i}@example.org`).join("\n");
  const page = await office.maya.get(`${office.base}/awards/new?badge=${office.badge}`);
  const checked = await office.maya.submit(page, { people }, { action: "/awards/new" });
  await office.maya.submit(checked, {}, { action: "/start" });
  return checked.path.split("?")[0];
}

const isOver = async (visitor, where) => !/id="progress"/.test((await visitor.get(where)).text);
const award = async (office, n, prefix) => {
  const list = await startList(office, n, prefix);
  await until(() => isOver(office.maya, list), "the end of the list", 120);
};

// Public addresses of awards, newest first.
async function awardsOf(visitor, base) {
  const page = await visitor.get(`${base}/awards`);
  const ids = [...page.text.matchAll(new RegExp(`href="(${base}/awards/\\d+)"`, "g"))].map((m) => m[1]);
  const found = [];
  for (const id of [...new Set(ids)].slice(0, 5)) {
    found.push(/\/b\/([\w-]{20,})/.exec((await visitor.get(id)).text)[1]);
  }
  return found;
}

const token = async (server, id) => {
  const answer = await server.visitor().get(`/b/${id}`, { headers: { accept: "application/vc+jwt" } });
  assert.equal(answer.status, 200);
  return answer.text;
};

// A place to restore into: [arguments, options of a server on it].
function place(t, wanted) {
  const data = folder(t);
  const database = wanted === "postgres" ? newDatabase() : "";
  return { data, database: database || null, args: ["--data", data, ...(database ? ["--database", database] : [])] };
}

for (const target of ["sqlite", "postgres"]) {
  test(`what was acknowledged before a backup under load is there in ${target}`, { skip: target === "postgres" && !process.env.LAPEL_TEST_POSTGRES && engine === "sqlite" }, async (t) => {
    const office = await openOffice();
    const { server, maya } = office;
    await award(office, 200, "before");
    const ids = await awardsOf(maya, office.base);
    assert.ok(ids.length > 2);
    const tokens = await Promise.all(ids.map((id) => token(server, id)));

    // A long list runs and somebody writes all the time, while the backup is made.
    const list = await startList(office, 1500, "during");
    const slow = [];
    let writing = true;
    const clerk = server.visitor();
    await signIn(clerk);
    const writer = (async () => {
      const { csrf } = await clerk.get("/account");
      for (let i = 0; writing; i++) {
        const began = performance.now();
        const page = await clerk.post("/account/name", { csrf, name: `Maya ${i}` }, { follow: false });
        assert.equal(page.status, 303);
        slow.push(performance.now() - began);
      }
    })();
    const out = path.join(folder(t), "out.backup");
    await until(() => slow.length > 5, "the first writes");
    slow.length = 0;
    const made = await lapel(["backup", ...server.place, out]);
    while (slow.length < 30) assert.equal((await lapel(["backup", ...server.place, `${out}.again`])).status, 0);
    writing = false;
    await writer;
    assert.equal(made.status, 0, made.err);
    assert.match(made.err, /master key is NOT in it/);
    assert.equal(statSync(out).mode & 0o777, 0o600);
    slow.sort((a, b) => a - b);
    t.diagnostic(`${slow.length} writes meanwhile, p99 ${slow[Math.floor(slow.length * 0.99)]?.toFixed(1)} ms`);
    assert.ok(slow.at(-1) < 5000, `a write took ${slow.at(-1)} ms`);
    await until(() => isOver(maya, list), "the end of the long list", 240);
    await server.end("SIGTERM");

    // The key is not in it, in no form.
    const key = readFileSync(path.join(server.data, "master.key"));
    assert.equal(readFileSync(out).indexOf(key), -1);

    const to = place(t, target);
    copyFileSync(path.join(server.data, "master.key"), path.join(to.data, "master.key"));
    const restored = await lapel(["restore", out, ...to.args]);
    assert.equal(restored.status, 0, restored.err);
    assert.match(restored.out, /whole and unchanged since it was made under your master key/);
    const again = await startServer({ ...to, database: to.database ?? "", port: server.port });
    t.after(() => again.stop());
    for (const [i, id] of ids.entries()) assert.equal(await token(again, id), tokens[i]);
    const boss = again.visitor();
    await signIn(boss);
    // The list that was under way goes on where the backup had it.
    await until(() => isOver(boss, list), "the list's end after the restore", 240);
    assert.match((await boss.get(list)).text, /1,?500 people now have/);
    await server.stop();
  });
}

test("a backup says so when it is not whole, and is then not restored", async (t) => {
  const { server } = await openOffice();
  t.after(() => server.stop());
  const dir = folder(t), out = path.join(dir, "out.backup");
  assert.equal((await lapel(["backup", ...server.place, out])).status, 0);
  const whole = readFileSync(out);
  const check = await lapel(["restore", "--check", out, ...server.place]);
  assert.equal(check.status, 0, check.err);
  assert.match(check.out, /rows of \d+ tables, whole and unchanged since/);
  for (const [name, bytes, word] of [
    ["cut", whole.subarray(0, whole.length - 10), /cut off/],
    ["longer", Buffer.concat([whole, Buffer.from("x")]), /behind the end/],
    ["empty", Buffer.alloc(0), /not a backup/],
    ["changed", Buffer.from(whole.map((b, i) => (i === whole.length >> 1 ? b ^ 1 : b))), /damaged|checksum/],
  ]) {
    const file = path.join(dir, name);
    writeFileSync(file, bytes);
    const to = place(t, engine);
    for (const args of [["--check"], to.args]) {
      const r = await lapel(["restore", file, ...args]);
      assert.equal(r.status, 65, `${name}: ${r.err}`);
      assert.match(r.err, word);
    }
    assert.deepEqual(readdirSync(to.data).filter((f) => f.includes(".db")), []);
  }
});

test("a backup goes to a folder, to standard output and from standard input", async (t) => {
  const { server } = await openOffice();
  t.after(() => server.stop());
  const dir = folder(t);
  assert.equal((await lapel(["backup", ...server.place, dir])).status, 0);
  assert.match(readdirSync(dir).join(), /^lapel-\d{8}T\d{6}Z\.backup$/);
  const piped = await lapel(["backup", ...server.place, "-"]);
  assert.equal(piped.status, 0, piped.err);
  const to = place(t, engine);
  const r = await lapel(["restore", "-", ...to.args], { input: piped.bytes });
  assert.equal(r.status, 0, r.err);
  assert.match(r.out, /The master key is missing\. Put it back/);
  const start = await lapel(["serve", ...to.args, "--listen", "127.0.0.1:1"]);
  assert.equal(start.status, 65);
  assert.match(start.err, /the master key is missing/);
});

test("a restore fills only what is empty", async (t) => {
  const { server } = await openOffice();
  t.after(() => server.stop());
  const out = path.join(folder(t), "out.backup");
  assert.equal((await lapel(["backup", ...server.place, out])).status, 0);
  const running = await lapel(["restore", out, ...server.place]);
  assert.equal(running.status, 65);
  assert.match(running.err, server.database ? /something in this database already/ : /serves this data folder already/);
  await server.end("SIGTERM");
  const stopped = await lapel(["restore", out, ...server.place]);
  assert.equal(stopped.status, 65);
  assert.match(stopped.err, /already/);
});

test("a kill in the middle of a restore leaves nothing that starts as half", async (t) => {
  const office = await openOffice();
  const { server } = office;
  t.after(() => server.stop());
  await award(office, 400, "some");
  const out = path.join(folder(t), "out.backup");
  assert.equal((await lapel(["backup", ...server.place, out])).status, 0);
  const timed = place(t, engine);
  const began = performance.now();
  assert.equal((await lapel(["restore", out, ...timed.args])).status, 0);
  const whole = performance.now() - began;
  let killed = 0;
  for (let i = 1; i <= 12; i++) {
    const to = place(t, engine);
    const r = await lapel(["restore", out, ...to.args], { killAfter: Math.max(1, (whole * i) / 13) });
    killed += r.signal === "SIGKILL";
    const again = await lapel(["restore", out, ...to.args]);
    if (again.status !== 0) {
      // The kill came after the last step: then it is all there.
      assert.match(again.err, /already/);
      assert.equal((await lapel(["backup", ...to.args, path.join(to.data, "again.backup")])).status, 0);
    }
    if (!to.database) assert.ok(!existsSync(path.join(to.data, "lapel.db.restoring")));
  }
  assert.ok(killed > 3, `only ${killed} were killed in time`);
});

test("a kill in the middle of a backup leaves the old file or a whole new one", async (t) => {
  const office = await openOffice();
  const { server } = office;
  t.after(() => server.stop());
  await award(office, 200, "some");
  const out = path.join(folder(t), "out.backup");
  writeFileSync(out, "yesterday's");
  for (let i = 1; i <= 8; i++) {
    const r = await lapel(["backup", ...server.place, out], { killAfter: 4 * i });
    if (readFileSync(out, "latin1") !== "yesterday's") break;      // the kill came after the last step, or not at all
    assert.equal(r.signal, "SIGKILL");
  }
  if (readFileSync(out, "latin1") !== "yesterday's") assert.equal((await lapel(["restore", "--check", out])).status, 0);
  assert.equal((await lapel(["backup", ...server.place, out])).status, 0);
  assert.equal((await lapel(["restore", "--check", out])).status, 0);
});

test("wrong usage and missing places are said in words", async (t) => {
  const dir = folder(t);
  for (const [args, status, word] of [
    [["backup", "--data", dir], 64, /name the file/],
    [["backup", "--data", dir, "--key-sheet", "x"], 64, /name the file/],
    [["backup", "--data", dir, path.join(dir, "x")], 65, /there is no database/],
    [["restore"], 64, /something is missing/],
    [["restore", path.join(dir, "none"), "--data", dir], 65, /cannot be opened/],
    [["backup", "--database", "postgres://127.0.0.1:1/none", "--data", dir, "x"], 2, /./],
  ]) {
    const r = await lapel(args);
    assert.equal(r.status, status, `${args}: ${r.err}`);
    assert.match(r.err, word);
  }
  assert.deepEqual(readdirSync(dir), []);
});

test("the key sheet holds the master key and its check digits", async (t) => {
  const { server } = await openOffice();
  t.after(() => server.stop());
  const r = await lapel(["backup", ...server.place, "--key-sheet"]);
  assert.equal(r.status, 0, r.err);
  const lines = [...r.out.matchAll(/^ {4}\d {3}([0-9a-f]{4}) ([0-9a-f]{4}) {3}[0-9a-f]{2}$/gm)];
  assert.equal(lines.map((m) => m[1] + m[2]).join(""), readFileSync(path.join(server.data, "master.key")).toString("hex"));
});
