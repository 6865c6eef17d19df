// `lapel admin` beside a running server, on both engines.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "node:test";
import { lapel, newDatabase, engine, smtpSink, startServer, until } from "./harness.mjs";
import { accident, openOffice, signIn } from "./office.mjs";

const admin = (server, args, options) => lapel(["admin", ...args, ...server.place], options);
async function list(server, args) {
  const r = await admin(server, [...args, "--json"]);
  assert.equal(r.status, 0, r.err);
  return JSON.parse(r.out);
}

test("accounts, organisations and keys are listed for people and for programs", async (t) => {
  const { server } = await openOffice();
  t.after(() => server.stop());
  const [maya] = await list(server, ["accounts"]);
  assert.deepEqual({ ...maya, created: 0, signed_in: 0 },
    { id: 1, email: "maya@example.org", name: "Maya Lindqvist", operator: true, password: true, created: 0, signed_in: 0 });
  const [org] = await list(server, ["organisations"]);
  assert.equal(org.slug, "harbour");
  assert.equal(org.members, 1);
  assert.equal(org.badges, 2);
  const [key] = await list(server, ["keys"]);
  assert.equal(key.state, "active");
  assert.ok(key.address.startsWith(`${server.url}/i/harbour/keys/`));
  const text = await admin(server, ["accounts"]);
  assert.match(text.out, /^id {2}email +name +operator/);
  assert.match(text.out, /^1 {3}maya@example\.org +Maya Lindqvist +yes/m);
  assert.equal((await admin(server, ["jobs", "--dead"])).out, "None.\n");
});

test("a name cannot move the cursor of whoever lists it", async (t) => {
  const { server } = await openOffice();
  t.after(() => server.stop());
  accident(server, "UPDATE account SET name = 'Eve' || E'\\x1b' || '[2J'".replace("E'\\x1b'", server.database ? "chr(27)" : "char(27)"));
  const r = await admin(server, ["accounts"]);
  assert.doesNotMatch(r.out, /\x1b/);
  assert.match(r.out, /Eve \[2J/);
});

test("an operator is added, with a link or with a password", async (t) => {
  const { server } = await openOffice();
  t.after(() => server.stop());
  const made = await admin(server, ["add-operator", "Ann@Example.org", "Ann Lee"]);
  assert.equal(made.status, 0, made.err);
  const [said, link] = made.out.trim().split("\n");
  assert.match(said, /runs this server from now on/);
  const ann = server.visitor();
  const page = await ann.get(link);
  const done = await ann.submit(page, { password: "rain on a tin roof" });
  assert.equal(done.status, 200);
  assert.equal((await ann.get("/settings")).status, 200);
  assert.notEqual((await server.visitor().get(link)).status, 200);

  const withPassword = await admin(server, ["add-operator", "ben@example.org", "Ben", "--password"], { input: "quiet harbour morning\n" });
  assert.equal(withPassword.status, 0, withPassword.err);
  assert.doesNotMatch(withPassword.out, /http/);
  const ben = server.visitor();
  await signIn(ben, "ben@example.org", "quiet harbour morning");
  assert.equal((await ben.get("/settings")).status, 200);

  for (const [args, input, word] of [
    [["add-operator", "carl@example.org"], "", /give the person's name too/],
    [["add-operator", "not an address", "X"], "", /address|spaces?/],
    [["add-operator", "dora@example.org", "Dora", "--password"], "short\n", /at least 12 characters/],
    [["add-operator", "dora@example.org", "Dora", "--password"], "", /nothing on standard input/],
  ]) {
    const r = await admin(server, args, { input });
    assert.equal(r.status, 65, args.join(" "));
    assert.match(r.err, word);
  }
  assert.deepEqual((await list(server, ["accounts", "--operators"])).map((a) => a.email), ["maya@example.org", "Ann@example.org", "ben@example.org"]);
});

test("a first operator can be made before the first start", async (t) => {
  const data = mkdtempSync(path.join(tmpdir(), "lapel-admin."));
  t.after(() => rmSync(data, { recursive: true, force: true }));
  const database = engine === "postgres" ? newDatabase() : "";
  const place = ["--data", data, ...(database ? ["--database", database] : [])];
  const r = await lapel(["admin", "add-operator", "ann@example.org", "Ann", "--password", ...place], { input: "rain on a tin roof\n" });
  assert.equal(r.status, 0, r.err);
  const server = await startServer({ data, database });
  t.after(() => server.stop());
  const ann = server.visitor();
  await signIn(ann, "ann@example.org", "rain on a tin roof");
  assert.equal((await ann.get("/settings")).status, 200);
});

test("a new password ends every session; a link signs in once", async (t) => {
  const { server, maya } = await openOffice();
  t.after(() => server.stop());
  assert.equal((await maya.get("/settings")).path, "/settings");
  const set = await admin(server, ["set-password", "MAYA@example.org"], { input: "another four plain words\n" });
  assert.equal(set.status, 0, set.err);
  assert.match((await maya.get("/settings")).path, /sign-in/);
  const again = server.visitor();
  await signIn(again, "maya@example.org", "another four plain words");
  assert.equal((await again.get("/settings")).path, "/settings");
  assert.equal((await admin(server, ["set-password", "maya@example.org"], { input: "maya\n" })).status, 65);
  assert.equal((await admin(server, ["set-password", "nobody@example.org"], { input: "x\n" })).status, 65);

  const link = (await admin(server, ["sign-in-link", "maya@example.org"])).out.trim();
  const third = server.visitor();
  const page = await third.get(link);
  if (page.forms.some((f) => f.action.includes("sign-in"))) await third.submit(page, {}, { action: "sign-in" });
  assert.equal((await third.get("/settings")).path, "/settings");
});

test("the public address is shown, and changed only with open eyes", async (t) => {
  const office = await openOffice({ publicUrl: null });
  const { server, maya } = office;
  t.after(() => server.stop());
  const before = (await admin(server, ["public-url"])).out.trim();
  if (!server.database) {
    const running = await admin(server, ["public-url", "https://badges.example.org"]);
    assert.equal(running.status, 65);
    assert.match(running.err, /a server is running: stop it first/);
  }
  const page = await maya.get(`${office.base}/awards/new?badge=${office.badge}`);
  const checked = await maya.submit(page, { people: "Ada <ada@example.org>" }, { action: "/awards/new" });
  await maya.submit(checked, {}, { action: "/start" });
  await until(async () => (await list(server, ["organisations"]))[0].awards === 1, "the award");
  await server.end("SIGTERM");

  const warned = await admin(server, ["public-url", "https://badges.example.org"]);
  assert.equal(warned.status, 1);
  assert.match(warned.err, /1 award names .* for ever/);
  assert.equal((await admin(server, ["public-url"])).out.trim(), before);
  assert.equal((await admin(server, ["public-url", "badges.example.org/path", "--yes"])).status, 65);
  const set = await admin(server, ["public-url", "https://badges.example.org", "--yes"]);
  assert.equal(set.status, 0, set.err);
  assert.equal((await admin(server, ["public-url"])).out.trim(), "https://badges.example.org");
  assert.equal((await list(server, ["organisations"]))[0].address, "https://badges.example.org");
  const fixed = await admin(server, ["public-url", "https://other.example.org", "--yes", "--public-url", "https://badges.example.org"]);
  assert.equal(fixed.status, 65);
  assert.match(fixed.err, /was given when the server was started/);
});

test("mails and jobs that failed are listed with their reason and tried again", async (t) => {
  const { server, maya } = await openOffice();
  t.after(() => server.stop());
  const row = (state, error) => `INSERT INTO mail (kind, to_address, to_name, subject, body_text, body_html, state, due_at, attempts, last_error, created_at)
    VALUES ('verify', 'a@example.org', '', 'Hello', 'Hello', '', '${state}', 1, 3, ${error}, 1)`;
  accident(server, `${row("failed", "'550 no such user' || chr(10) || '> RCPT'".replace("chr", server.database ? "chr" : "char"))}; ${row("outbox", "NULL")}`);
  const failed = await list(server, ["mails", "--failed"]);
  assert.equal(failed.length, 1);
  assert.equal(failed[0].reason, "550 no such user");
  assert.equal((await list(server, ["mails"])).length, 2);
  const none = await admin(server, ["retry-mails"]);
  assert.equal(none.status, 65);
  assert.match(none.err, /no mail server yet/);
  const sink = await smtpSink();
  t.after(() => sink.stop());
  await maya.submit(await maya.get("/settings/mail"), { host: "127.0.0.1", port: sink.port, security: "none", from: "badges@example.org" }, { action: "/settings/mail" });
  const retried = await admin(server, ["retry-mails"]);
  assert.match(retried.out, /^2 mails are in the queue again/);
  await until(() => sink.mails.length === 2, "both mails");

  const job = (id) => `INSERT INTO job (id, kind, payload, job_key, run_at, attempts, state, created_at, last_error) VALUES (${id}, 'mail.drain', '', 'k${id}', 1, 12, 2, 1, 'no disk')`;
  accident(server, [901, 902, 903].map(job).join(";"));
  const dead = await list(server, ["jobs", "--dead"]);
  assert.deepEqual(dead.map((j) => [j.id, j.state, j.reason]), [901, 902, 903].map((id) => [id, "dead", "no disk"]));
  assert.match((await admin(server, ["retry-jobs", "902"])).out, /^1 job is in the queue again/);
  assert.match((await admin(server, ["retry-jobs"])).out, /^2 jobs/);
  await until(async () => (await list(server, ["jobs", "--dead"])).length === 0, "the jobs");
  assert.equal((await admin(server, ["retry-jobs", "902"])).status, 65);
  assert.equal((await admin(server, ["retry-jobs", "x"])).status, 64);
});

test("the master key is named, confirmed and put back from its sheet", async (t) => {
  const { server } = await openOffice();
  t.after(() => server.stop());
  const file = path.join(server.data, "master.key");
  const good = readFileSync(file);
  const sheet = (await lapel(["backup", "--key-sheet", ...server.place])).out;
  const name = (await admin(server, ["master-key", "name"])).out.trim();
  assert.match(name, /^[0-9a-f]{12}$/);
  assert.ok(sheet.includes(name));
  assert.equal((await admin(server, ["master-key", "restore"], { input: sheet })).status, 65);
  assert.deepEqual(readFileSync(file), good);
  renameSync(file, `${file}.away`);
  const lines = [...sheet.matchAll(/^ {4}\d .*$/gm)].map((m) => m[0]);
  // Of the sum at the line's end, which a wrong digit before it misses once in 256.
  const wrong = lines.map((l, i) => (i === 2 ? l.replace(/[0-9a-f]{2}$/, (h) => (h === "00" ? "01" : "00")) : l)).join("\n");
  const typo = await admin(server, ["master-key", "restore"], { input: wrong });
  assert.equal(typo.status, 65);
  assert.match(typo.err, /line 3 is not as it was printed/);
  // A sheet of another server.
  const elsewhere = mkdtempSync(path.join(tmpdir(), "lapel-admin."));
  t.after(() => rmSync(elsewhere, { recursive: true, force: true }));
  writeFileSync(path.join(elsewhere, "master.key"), Buffer.alloc(32, 9), { mode: 0o400 });
  const database = engine === "postgres" ? newDatabase() : "";
  const other = { place: ["--data", elsewhere, ...(database ? ["--database", database] : [])] };
  await admin(other, ["add-operator", "x@example.org", "X"]);
  const foreign = (await lapel(["backup", "--key-sheet", ...other.place])).out;
  const refused = await admin(server, ["master-key", "restore"], { input: foreign });
  assert.equal(refused.status, 65);
  assert.match(refused.err, /is not the one that sealed/);
  const back = await admin(server, ["master-key", "restore"], { input: lines.join("\r\n").toUpperCase() });
  assert.equal(back.status, 0, back.err);
  assert.deepEqual(readFileSync(file), good);
  assert.equal((await admin(server, ["master-key", "confirm"])).status, 0);
  assert.equal((await admin(server, ["master-key", "melt"])).status, 64);
});

test("a verb has its own help, and a wrong one is told", async () => {
  const all = await lapel(["admin", "--help"]);
  assert.equal(all.status, 0);
  for (const [, verb] of all.out.matchAll(/^ {2}([a-z-]+) /gm)) {
    const r = await lapel(["admin", verb, "--help"]);
    assert.equal(r.status, 0, verb);
    assert.ok(r.out.startsWith(`usage: lapel admin ${verb}`), verb);
  }
  assert.equal((await lapel(["admin"])).status, 64);
  assert.equal((await lapel(["admin", "nothing"])).status, 64);
  assert.equal((await lapel(["admin", "accounts", "--data", "/nonexistent"])).status, 65);
});
