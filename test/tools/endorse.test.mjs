// Endorsements on the command line: signed, carried in a badge, verified.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const lapel = path.resolve(root, process.env.LAPEL_BUILD || "build", "lapel");
const dir = mkdtempSync(path.join(tmpdir(), "lapel-endorse-"));
const at = (name) => path.join(dir, name);
after(() => rmSync(dir, { recursive: true, force: true }));

const run = (args) => {
  const r = spawnSync(lapel, args, { cwd: dir, encoding: "utf8", timeout: 60000 });
  return { status: r.status, out: r.stdout, err: r.stderr };
};

function done(args) {
  const r = run(args);
  assert.equal(r.status, 0, `${args.join(" ")}: ${r.err}`);
  return r.out;
}

const issue = (...more) => run(["issue", "--achievement", "a.json", "--recipient", "did:example:ada", "--key", "key.pem", ...more]);
const verify = (...args) => {
  const r = run(["verify", "--json", "--documents", "web.json", ...args]);
  return { ...JSON.parse(r.out), status: r.status };
};

before(() => {
  writeFileSync(at("a.json"), JSON.stringify({ id: "https://acme.test/b/1", type: ["Achievement"], name: "Ladder safety",
    description: "Safe use of ladders", criteria: { narrative: "Pass the test." } }));
  done(["key", "new", "--out", "key.pem"]), done(["key", "new", "--alg", "p256", "--out", "board.pem"]);
  const did = "did:web:board.test", jwk = JSON.parse(done(["key", "public", "board.pem"]));
  delete jwk.kid, delete jwk.alg, delete jwk.use;
  writeFileSync(at("board.json"), JSON.stringify({ id: did, type: ["Profile"], name: "The Board" }));
  writeFileSync(at("web.json"), JSON.stringify({ "https://board.test/.well-known/did.json": { json: { id: did, assertionMethod: [did + "#1"],
    verificationMethod: [{ id: did + "#1", type: "JsonWebKey", controller: did, publicKeyJwk: jwk }] } } }));
});

const board = ["--key", "board.pem", "--issuer", "board.json", "--key-id", "did:web:board.test#1"];

for (const form of ["jwt", "ecdsa-rdfc-2019"])
  test(`an endorsement is signed, told as what it is, and carried along (${form})`, () => {
    done(["endorse", "--about", "https://acme.test/b/1", "--comment", "A hard test.", ...board, "--proof", form, "--out", "e"]);
    const alone = verify("e");
    assert.equal(alone.status, 0);
    assert.equal(alone.badge.subject, "endorsement");
    assert.match(alone.sentence, /^A genuine endorsement, and no award/);
    assert.equal(issue("--endorsement", "e", "--out", "badge").status, 0);
    const r = verify("badge");
    assert.equal(r.status, 0);
    assert.deepEqual(r.badge.endorsements.map((e) => [e.counts, e.verdict, e.issuer, e.anchor.value, e.comment, e.about]),
      [[true, "valid", "The Board", "board.test", "A hard test.", "https://acme.test/b/1"]]);
    assert.ok(r.checks.some((c) => c.id === "endorsements" && c.outcome === "pass" && c.message.includes("board.test")));
    // Without the board's document the badge stands, and the endorsement does not.
    const offline = run(["verify", "--json", "--offline", "badge"]);
    assert.equal(offline.status, 0);
    assert.deepEqual(JSON.parse(offline.out).badge.endorsements.map((e) => [e.counts, e.verdict]), [[false, "unverified"]]);
  });

test("an endorsement has its place in a badge, or none", () => {
  const did = done(["key", "public", "--did", "key.pem"]).trim();
  done(["endorse", "--about", did, ...board, "--out", "of-issuer"]);
  done(["endorse", "--about", "did:example:ada", ...board, "--out", "of-holder"]);
  done(["endorse", "--about", "urn:x:other", ...board, "--out", "of-other"]);
  assert.equal(issue("--endorsement", "of-issuer", "--endorsement", "of-holder", "--out", "badge").status, 0);
  assert.deepEqual(verify("badge").badge.endorsements.map((e) => e.counts).sort(), [true, true]);
  const other = issue("--endorsement", "of-other");
  assert.equal(other.status, 65);
  assert.match(other.err, /not in this badge/);
  for (const file of ["badge", "a.json", "nothing"])
    assert.equal(issue("--endorsement", file).status, 65, file);
});

test("an endorsement that was taken back does not count", () => {
  const url = "https://board.test/s/1";
  done(["endorse", "--about", "https://acme.test/b/1", ...board, "--status", `revocation=${url}#9`, "--out", "e"]);
  assert.equal(issue("--endorsement", "e", "--out", "badge").status, 0);
  for (const [set, counts] of [["8", true], ["9", false]]) {
    done(["status-list", "--id", url, "--issuer", "did:web:board.test", "--key", "board.pem", "--key-id", "did:web:board.test#1",
      "--set", set, "--out", "list"]);
    writeFileSync(at("more.json"), JSON.stringify({ ...JSON.parse(readFileSync(at("web.json"))), [url]: "list" }));
    const r = run(["verify", "--json", "--documents", "more.json", "badge"]);
    assert.equal(r.status, 0);
    assert.equal(JSON.parse(r.out).badge.endorsements[0].counts, counts);
  }
});

test("what cannot be endorsed is wrong usage, or says why", () => {
  for (const args of [[], ["--about", "urn:x:1"], ["--key", "board.pem"], ["--about", "urn:x:1", "--key", "board.pem", "--proof", "x"]])
    assert.equal(run(["endorse", ...args]).status, 64, args.join(" "));
  for (const args of [["--about", "nothing", "--key", "board.pem"], ["--about", "urn:x:1", "--key", "board.pem", "--issuer", "board.json"],
    ["--about", "urn:x:1", "--key", "none.pem"], ["--about", "urn:x:1", "--key", "key.pem", "--valid-until", "2001-01-01T00:00:00Z"]])
    assert.equal(run(["endorse", ...args]).status, 65, args.join(" "));
});
