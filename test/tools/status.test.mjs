// Status lists and several badges on the command line: issued, withdrawn,
// verified, without a server.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const lapel = path.resolve(root, process.env.LAPEL_BUILD || "build", "lapel");
const dir = mkdtempSync(path.join(tmpdir(), "lapel-status-"));
const at = (name) => path.join(dir, name);
after(() => rmSync(dir, { recursive: true, force: true }));

function run(args, input) {
  const r = spawnSync(lapel, args, { cwd: dir, input, encoding: "utf8", timeout: 60000 });
  if (r.error || r.signal) throw new Error(`${args.join(" ")}: ${r.error ?? r.signal}\n${r.stderr}`);
  return { status: r.status, out: r.stdout, err: r.stderr };
}

function done(args) {
  const r = run(args);
  assert.equal(r.status, 0, `${args.join(" ")}: ${r.err}`);
  return r.out;
}

const web = {};
const lists = { revocation: "https://acme.test/s/1", suspension: "https://acme.test/s/2", message: "https://acme.test/s/3" };
const issue = (name, ...more) => done(["issue", "--achievement", "a.json", "--recipient", "did:example:ada",
  "--key", "key.pem", "--valid-from", "2026-01-01T00:00:00Z", ...more, "--out", name]);

// The list is served from now on.
function publish(url, file, ...more) {
  done(["status-list", "--id", url, "--out", file, ...more]);
  web[url] = file;
  writeFileSync(at("web.json"), JSON.stringify(web));
}

function verify(name, ...more) {
  const r = run(["verify", "--json", "--documents", "web.json", ...more, name]);
  const report = JSON.parse(r.out);
  return { ...report, status: r.status, codes: report.checks.map((c) => c.code).filter(Boolean), told: report.status };
}

before(() => {
  writeFileSync(at("a.json"), JSON.stringify({ id: "https://acme.test/b/1", type: ["Achievement"], name: "Ladder safety",
    description: "Safe use of ladders", criteria: { narrative: "Pass the test." } }));
  done(["key", "new", "--out", "key.pem"]);
  done(["key", "new", "--out", "other.pem"]);
  writeFileSync(at("web.json"), "{}");
});

for (const form of ["jwt", "eddsa-rdfc-2022", "eddsa-jcs-2022"])
  test(`a badge is suspended, taken back, and stays so (${form})`, () => {
    const sign = ["--key", "key.pem", "--proof", form];
    issue("badge", "--proof", form, "--status", `revocation=${lists.revocation}#7`,
      "--status", `suspension=${lists.suspension}#4711`);
    assert.equal(verify("badge").status, 2);
    publish(lists.revocation, "r1", ...sign);
    assert.equal(verify("badge").status, 2);     // one of two is not enough
    publish(lists.suspension, "s1", ...sign, "--purpose", "suspension", "--set", "4710", "--set", "4712");
    let r = verify("badge");
    assert.equal(r.status, 0, r.codes.join());
    assert.deepEqual(r.told.map((t) => [t.purpose, t.index, t.value]), [["revocation", 7, 0], ["suspension", 4711, 0]]);
    publish(lists.suspension, "s2", ...sign, "--purpose", "suspension", "--from", "s1", "--set", "4711");
    r = verify("badge");
    assert.equal(r.status, 1);
    assert.ok(r.codes.includes("suspended"));
    publish(lists.suspension, "s3", ...sign, "--purpose", "suspension", "--from", "s2", "--set", "4711=0");
    assert.equal(verify("badge").status, 0);
    publish(lists.revocation, "r2", ...sign, "--from", "r1", "--set", "7");
    publish(lists.revocation, "r3", ...sign, "--from", "r2", "--set", "8");
    r = verify("badge");
    assert.equal(r.status, 1);
    assert.ok(r.codes.includes("revoked"));
    publish(lists.revocation, "r4", "--key", "other.pem", "--proof", form);
    assert.equal(verify("badge").status, 2);
    delete web[lists.revocation], delete web[lists.suspension];
  });

test("a message is told in the issuer's words", () => {
  issue("badge", "--status", `message=${lists.message}#3`, "--status-message", "0x0=pending", "--status-message", "1=checked",
    "--status-message", "0x2=disputed", "--status-reference", "https://acme.test/words");
  const key = ["--key", "key.pem", "--purpose", "message", "--size", "2"];
  publish(lists.message, "m1", ...key, "--set", "3=2");
  let r = verify("badge");
  assert.equal(r.status, 0);
  assert.deepEqual([r.told[0].message, r.told[0].value, r.told[0].reference], ["disputed", 2, "https://acme.test/words"]);
  assert.ok(r.checks.some((c) => c.code === "status-message" && c.outcome === "warn" && c.message.includes("disputed")));
  publish(lists.message, "m2", ...key, "--from", "m1", "--set", "3=0");
  r = verify("badge");
  assert.ok(r.checks.some((c) => c.code === "status-message" && c.outcome === "pass"));
  for (const bad of ["131072", "3=4", "-1", "x", "3=", "3=0xg", ""])
    assert.equal(run(["status-list", "--id", lists.message, ...key, "--set", bad]).status, 65, bad);
});

test("a list of ids withdraws a badge, and gives the reason", () => {
  const url = "https://acme.test/revoked", did = done(["key", "public", "--did", "key.pem"]).trim();
  issue("badge", "--id", "urn:uuid:7d1c5f6e-0000-4000-8000-000000000009", "--revocation-list", url);
  publish(url, "i1", "--form", "1edtech", "--issuer", did, "--revoke", "urn:uuid:1");
  assert.equal(verify("badge").status, 0);
  publish(url, "i2", "--form", "1edtech", "--issuer", did, "--from", "i1", "--reason", "by mistake",
    "--revoke", "urn:uuid:7d1c5f6e-0000-4000-8000-000000000009");
  const r = verify("badge");
  assert.equal(r.status, 1);
  assert.equal(r.badge.revocationReason, "by mistake");
  assert.equal(JSON.parse(readFileSync(at("i2"))).revokedCredential.length, 2);
  publish(url, "i3", "--form", "1edtech", "--issuer", "did:web:other.test", "--revoke", "urn:uuid:1");
  assert.equal(verify("badge").status, 2);
  const v2 = JSON.parse(done(["status-list", "--form", "ob2", "--id", url, "--issuer", "https://acme.test/i", "--revoke", "urn:uuid:2"]));
  assert.deepEqual([v2.type, v2.revokedAssertions], ["RevocationList", [{ id: "urn:uuid:2" }]]);
});

test("how short a list may be is an option", () => {
  issue("badge", "--status", `revocation=${lists.revocation}#7`);
  for (const [places, plain, strict, any] of [["131072", 0, 0, 0], ["100000", 0, 2, 0], ["4096", 2, 2, 0]]) {
    publish(lists.revocation, "r", "--key", "key.pem", "--places", places);
    assert.equal(verify("badge").status, plain, places);
    assert.equal(verify("badge", "--strict").status, strict, places);
    assert.equal(verify("badge", "--short-lists").status, any, places);
    assert.equal(verify("badge", "--short-lists").codes.includes("status-list-short"), places !== "131072");
  }
  assert.equal(run(["verify", "--strict", "--short-lists", "badge"]).status, 64);
  delete web[lists.revocation];
});

test("of several badges each is judged, and the worst decides", () => {
  issue("one"), issue("two"), issue("old", "--valid-until", "2026-02-01T00:00:00Z");
  issue("listed", "--status-list", lists.revocation, "--status-index", "7");
  writeFileSync(at("text"), "no badge");
  writeFileSync(at("web.json"), "{}");
  const all = (...names) => run(["verify", "--json", "--documents", "web.json", "--at", "2026-06-01T00:00:00Z", ...names]);
  for (const [names, status] of [[["one", "two"], 0], [["one", "listed"], 2], [["listed", "old", "one"], 1],
    [["text", "old"], 65], [["none", "one"], 65], [["one", "one"], 0]]) {
    const r = all(...names);
    assert.equal(r.status, status, names.join());
    const reports = JSON.parse(r.out);
    assert.deepEqual(reports.map((x) => x.input), names);
    assert.ok(reports.every((x) => x.verdict));
    assert.equal(/^lapel: (text|none): ./.test(r.err), status === 65);
  }
  const r = run(["verify", "--at", "2026-06-01T00:00:00Z", "one", "none", "old"]);
  assert.match(r.out, /^one: Genuine[^]*\nnone: Could not be checked: [^]*\nold: Not valid/);
  assert.equal(run(["verify", "--at", "2026-06-01T00:00:00Z", "one", "-"], readFileSync(at("two"))).status, 0);
  assert.ok(!Array.isArray(JSON.parse(all("one").out)));
});

test("a badge made to be expensive does not take the others' turn", () => {
  const deep = JSON.parse(readFileSync(at("one")));
  deep.evidence = Array.from({ length: 1500 }, () => ({ type: ["Evidence"], narrative: "x".repeat(600) }));
  writeFileSync(at("large"), JSON.stringify(deep));
  const r = run(["verify", "--json", "--at", "2026-06-01T00:00:00Z", "large", "one"]);
  const [large, one] = JSON.parse(r.out);
  assert.notEqual(large.verdict, "valid");
  assert.equal(one.verdict, "valid");
});

test("what cannot be listed is wrong usage", () => {
  for (const args of [[], ["--id", "x", "--key", "key.pem"], ["--id", lists.message], ["--id", lists.message, "--form", "x"],
    ["--id", lists.message, "--form", "ob2"], ["--id", lists.message, "--key", "key.pem", "--proof", "x"]])
    assert.equal(run(["status-list", ...args]).status, 64, args.join(" "));
  for (const more of [["--status", "revocation"], ["--status", "x=https://x.test/1#1"], ["--status", "revocation=x#1"],
    ["--status", "revocation=https://x.test/1#-1"], ["--status-message", "1=x"], ["--revocation-list", "x"]])
    assert.equal(run(["issue", "--achievement", "a.json", "--recipient", "did:example:ada", "--key", "key.pem", ...more]).status, 65);
});
