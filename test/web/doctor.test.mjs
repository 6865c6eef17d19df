// `lapel doctor` and the page of the server's health: each check with what
// breaks it, on both engines.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import https from "node:https";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "node:test";
import { engine, freePort, lapel, smtpSink, startServer, until } from "./harness.mjs";
import { accident, openOffice } from "./office.mjs";
import { words } from "./html.mjs";

async function doctor(server, args = []) {
  const r = await lapel(["doctor", ...server.place, "--public-url", server.url, "--json", ...args]);
  const report = r.out ? JSON.parse(r.out) : { checks: [] };
  const of = (id) => report.checks.find((c) => c.id === id) ?? assert.fail(`no check ${id}: ${r.err}`);
  return { ...r, report, of };
}

test("a new installation has nothing wrong, and every check has its sentence", async (t) => {
  const { server } = await openOffice();
  t.after(() => server.stop());
  const { status, report, of } = await doctor(server);
  for (const c of report.checks) {
    assert.deepEqual(Object.keys(c), ["id", "title", "outcome", "message", "advice"]);
    assert.match(c.message, /^\S.*\.$/, c.id);
    assert.ok(["ok", "warn"].includes(c.outcome), `${c.id}: ${c.message}`);
    if (c.outcome !== "ok") assert.match(c.advice, /\.$/, c.id);
  }
  assert.equal(status, 0);
  assert.equal(report.verdict, "warn");
  assert.equal(of("address").outcome, "warn");
  assert.equal(of("answer").outcome, "ok");
  assert.match(of("database").message, engine === "postgres" ? /^PostgreSQL \d+/ : /^SQLite 3\./);
  assert.match(of("signing-keys").message, /^1 signing key of 1 organisation/);
  const text = await lapel(["doctor", ...server.place, "--public-url", server.url]);
  assert.match(text.out, /^ok {7}Database/m);
  assert.match(text.out, /^warn {5}Backup .*\n {30} > Run “lapel backup OUT” daily/m);
  assert.match(text.out, /\d+ ok, \d+ to look at soon, 0 wrong, 0 could not be asked\.\n$/);
});

test("what is broken fails its own check", async (t) => {
  const { server } = await openOffice();
  t.after(() => server.stop());
  const key = path.join(server.data, "master.key");
  const good = readFileSync(key);
  const fails = async (id, word, outcome = "fail") => {
    const r = await doctor(server);
    assert.equal(r.of(id).outcome, outcome, `${id}: ${r.of(id).message}`);
    assert.match(r.of(id).message, word);
    assert.equal(r.status, { fail: 1, unknown: 2, warn: 0 }[r.report.verdict]);
    return r;
  };

  chmodSync(key, 0o640);
  await fails("master-key", /others can read the master key/);
  chmodSync(key, 0o400);
  renameSync(key, `${key}.away`);
  const missing = await fails("master-key", /There is no master key/);
  assert.equal(missing.of("signing-keys").outcome, "unknown");
  writeFileSync(key, Buffer.alloc(32, 7), { mode: 0o400 });
  const wrong = await fails("master-key", /not the one that sealed/);
  assert.equal(wrong.of("signing-keys").outcome, "fail");
  rmSync(key);
  renameSync(`${key}.away`, key);
  assert.deepEqual(readFileSync(key), good);

  chmodSync(server.data, 0o755);
  await fails("folder", /Others on this machine may look/, "warn");
  chmodSync(server.data, 0o700);

  accident(server, "INSERT INTO job (kind, payload, run_at, attempts, state, created_at, last_error) VALUES ('award.chunk', '', 1, 12, 2, 1, 'no')");
  await fails("jobs", /Given up: 1 job\./, "warn");
  accident(server, "INSERT INTO mail (kind, to_address, to_name, state, due_at, attempts, last_error, created_at) VALUES ('verify', 'a@example.org', '', 'queued', 99999999999999, 3, 'no', 1)");
  await fails("mails", /1 mail cannot be sent, the oldest for \d+ days/);

  accident(server, "UPDATE schema_version SET number = 9000 WHERE number = (SELECT max(number) FROM schema_version)");
  await fails("schema", /written by a newer Lapel: schema 9000/);
  const start = await lapel(["serve", ...server.place, "--listen", "127.0.0.1:1"]);
  assert.equal(start.status, 65);
  assert.match(start.err, /written by a newer Lapel \(schema 9000/);
});

test("a damaged SQLite file is found", { skip: engine !== "sqlite" }, async (t) => {
  const { server } = await openOffice();
  await server.end("SIGTERM");
  t.after(() => server.stop());
  accident(server, "INSERT INTO member (org_id, account_id, created_at) VALUES (4711, 1, 1)");
  const r = await doctor(server);
  assert.equal(r.status, 1);
  assert.match(r.of("integrity").message, /a row of member names one of org that is not there/);
  const file = path.join(server.data, "lapel.db");
  const bytes = readFileSync(file);
  bytes.fill(0xff, 4096 * 3, 4096 * 20);
  writeFileSync(file, bytes);
  const broken = await doctor(server);
  assert.equal(broken.status, 1);
  assert.ok(["fail"].includes(broken.of("integrity").outcome) || broken.of("database").outcome === "fail");
});

test("a database out of reach is said, and the rest is looked at all the same", async (t) => {
  const data = mkdtempSync(path.join(tmpdir(), "lapel-doctor."));
  t.after(() => rmSync(data, { recursive: true, force: true }));
  const r = await doctor({ place: ["--data", data, "--database", `postgres://127.0.0.1:${await freePort()}/none`], url: "http://localhost:1" });
  assert.equal(r.status, 1);
  assert.match(r.of("database").message, /^The database does not open/);
  assert.equal(r.of("schema").outcome, "unknown");
  assert.equal(r.of("disk").outcome, "ok");
  const none = await lapel(["doctor", "--data", data]);
  assert.equal(none.status, 65);
  assert.match(none.err, /there is no database/);
});

test("the mail server is spoken to without a mail, and with --mail gets one", async (t) => {
  const { server, maya } = await openOffice();
  t.after(() => server.stop());
  const sink = await smtpSink({ user: "maya", password: "secret" });
  t.after(() => sink.stop());
  const page = await maya.get("/settings/mail");
  await maya.submit(page, { host: "127.0.0.1", port: sink.port, security: "none", user: "maya", password: "secret", from: "badges@example.org" }, { action: "/settings/mail" });
  const quiet = await doctor(server);
  assert.equal(quiet.of("mail-server").outcome, "ok", quiet.of("mail-server").message);
  assert.match(quiet.of("mail-server").message, /answers and lets us in/);
  assert.equal(sink.mails.length, 0);
  const sent = await doctor(server, ["--mail", "me@example.org"]);
  assert.equal(sent.of("mail-server").outcome, "ok", sent.of("mail-server").message);
  assert.equal(sink.mails.length, 1);
  assert.match(sink.mails[0].raw, /me@example\.org/);
  await maya.submit(await maya.get("/settings/mail"), { password: "wrong" }, { action: "/settings/mail" });
  const refused = await doctor(server);
  assert.equal(refused.of("mail-server").outcome, "fail");
  assert.match(refused.of("mail-server").message, /refuses the user name or password/);
  assert.doesNotMatch(refused.out, /secret|c2VjcmV0/);
  assert.equal((await lapel(["doctor", ...server.place, "--mail", "nobody"])).status, 64);
});

// A certificate of its own, from `from` to `to` days from now, in a folder of
// authorities that the program is told to trust.
function certificate(t, days) {
  const dir = mkdtempSync(path.join(tmpdir(), "lapel-tls."));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  const [key, cert] = [path.join(dir, "key.pem"), path.join(dir, "cert.pem")];
  execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", cert,
    "-days", String(days), "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"], { stdio: "ignore" });
  return { key: readFileSync(key), cert: readFileSync(cert) };
}

async function tlsFront(t, options, answer = "ok\n", date) {
  const front = https.createServer(options, (_, rs) => {
    if (date) rs.setHeader("Date", date);
    rs.end(answer);
  });
  await new Promise((done) => front.listen(0, "127.0.0.1", done));
  t.after(() => front.close());
  return `https://localhost:${front.address().port}`;
}

test("certificate, name and answer of the public address are told apart", async (t) => {
  const { server } = await openOffice();
  t.after(() => server.stop());
  const at = async (url) => (await doctor({ place: server.place, url })).of;

  let of = await at(await tlsFront(t, certificate(t, 90)));
  assert.equal(of("certificate").outcome, "fail");
  assert.match(of("certificate").message, /not trusted/);
  assert.match(of("name").message, /^localhost leads to 127\.0\.0\.1\.$/);

  of = await at("https://nobody.invalid");
  assert.equal(of("name").outcome, "fail");
  assert.match(of("name").message, /nobody\.invalid is not known to DNS/);

  of = await at(`http://localhost:${await freePort()}`);
  assert.equal(of("answer").outcome, "unknown");
  assert.match(of("answer").message, /does not answer from this machine/);

  const other = await startServer();
  t.after(() => other.stop());
  of = await at(other.url);
  assert.equal(of("answer").outcome, "ok");
});

test("an operator sees the same on screen and can ask for it again", async (t) => {
  const { server, maya } = await openOffice();
  t.after(() => server.stop());
  let page = await maya.get("/settings");
  assert.match(page.text, /href="\/settings\/health"/);
  page = await maya.get("/settings/health");
  assert.match(words(page), /Not looked at yet/);
  await maya.submit(page, {}, { action: "/settings/health" });
  const done = () => until(async () => {
    const now = await maya.get("/settings/health");
    return !/data-refresh/.test(now.text) && now;
  }, "the report", 60);
  page = await done();
  assert.match(words(page), /Looked at/);
  assert.match(words(page), /Nobody confirmed yet that a copy of the master key is kept/);
  const { report } = await doctor(server);
  for (const c of report.checks) assert.ok(words(page).includes(`${c.title}.`), c.title);

  await maya.submit(page, {}, { action: "/key-copy" });
  page = await done();
  assert.match(words(page), /Somebody confirmed on \d{4}-\d\d-\d\d/);
  assert.doesNotMatch(page.text, /key-copy/);
  assert.equal((await doctor(server)).of("key-copy").outcome, "ok");

  const stranger = server.visitor();
  assert.match((await stranger.get("/settings/health")).path, /sign-in/);
});
