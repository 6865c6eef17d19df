// The command line: exit statuses, outputs, and a badge's whole way through
// key, issue, bake, unbake and verify.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { chunk, signature } from "../png.mjs";
import zlib from "node:zlib";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const lapel = path.resolve(root, process.env.LAPEL_BUILD || "build", "lapel");
const dir = mkdtempSync(path.join(tmpdir(), "lapel-cli-"));
const at = (name) => path.join(dir, name);

function run(args, input) {
  const r = spawnSync(lapel, args, { cwd: dir, input, encoding: "utf8", timeout: 60000 });
  return { status: r.status, out: r.stdout, err: r.stderr };
}

function report(args, input) {
  const r = run(["verify", "--json", ...args], input);
  return { ...r, report: JSON.parse(r.out) };
}

before(() => {
  const ihdr = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0]);
  writeFileSync(at("p.png"), Buffer.concat([
    signature, chunk("IHDR", ihdr),
    chunk("IDAT", zlib.deflateSync(Buffer.from([0, 255, 0, 0]))), chunk("IEND", Buffer.alloc(0))]));
  writeFileSync(at("p.svg"), '<svg xmlns="http://www.w3.org/2000/svg"><rect/></svg>');
  writeFileSync(at("achievement.json"), JSON.stringify({
    id: "https://acme.test/b/1", type: ["Achievement"], name: "Ladder safety",
    description: "Safe use of ladders", criteria: { narrative: "Pass the test." } }));
  writeFileSync(at("issuer.json"), JSON.stringify({ id: "did:web:acme.test", type: ["Profile"], name: "Acme" }));
  assert.equal(run(["key", "new", "--out", "key.pem"]).status, 0);
  for (const form of [["--out", "badge.json"], ["--proof", "jwt", "--out", "badge.jwt"]]) {
    const issued = run(["issue", "--achievement", "achievement.json", "--recipient", "ada@example.org",
      "--key", "key.pem", "--valid-from", "2026-01-01T00:00:00Z", "--valid-until", "2027-01-01T00:00:00Z", ...form]);
    assert.equal(issued.status, 0, issued.err);
  }
});
after(() => rmSync(dir, { recursive: true, force: true }));

const moment = ["--at", "2026-06-01T00:00:00Z"];

test("the exit status is the verdict", () => {
  for (const badge of ["badge.jwt", "badge.json"]) {
    assert.equal(run(["verify", ...moment, badge]).status, 0);
    assert.equal(run(["verify", "--at", "2027-06-01T00:00:00Z", badge]).status, 1);
    assert.equal(run(["verify", ...moment, "--recipient", "ada@example.org", badge]).status, 0);
    assert.equal(run(["verify", ...moment, "--recipient", "eve@example.org", badge]).status, 1);
    assert.equal(run(["verify", ...moment, "--recipient", "eve@example.org",
      "--recipient", "ada@example.org", badge]).status, 0);
  }
  assert.equal(run(["verify", "--offline", "https://acme.test/a/1"]).status, 2);
});

test("wrong usage is 64, unreadable input is 65", () => {
  for (const args of [[], ["nothing"], ["verify"], ["verify", "--nothing", "x"],
    ["verify", "--at"], ["verify", "--at", "yesterday", "badge.jwt"], ["verify", "--json=1", "x"],
    ["bake", "a"], ["key"], ["key", "new", "--alg", "rot13"], ["issue"]])
    assert.equal(run(args).status, 64, args.join(" "));
  writeFileSync(at("text"), "hello");
  writeFileSync(at("empty"), "");
  for (const args of [["verify", "none"], ["verify", "text"], ["verify", "empty"], ["unbake", "p.png"],
    ["unbake", "text"], ["bake", "text", "p.png", "-"], ["bake", "badge.jwt", "text", "-"],
    ["key", "public", "text"], ["verify", "--documents", "none", "badge.jwt"],
    ["verify", "--documents", "text", "badge.jwt"]]) {
    const r = run(args);
    assert.equal(r.status, 65, args.join(" "));
    assert.match(r.err, /^lapel: /, args.join(" "));
  }
});

test("help is asked for with --help and is no error", () => {
  for (const args of [["--help"], ["help"], ["verify", "--help"], ["issue", "--help"], ["key", "new", "--help"]]) {
    const r = run(args);
    assert.equal(r.status, 0, args.join(" "));
    assert.match(r.out, /^usage: lapel /);
  }
  assert.match(run(["verify", "--help"]).out, /--documents MAP\.json/);
});

test("the JSON report has its fixed form", () => {
  const { report: r } = report([...moment, "badge.jwt"]);
  assert.equal(r.verdict, "valid");
  assert.equal(r.version, "3.0");
  assert.equal(r.kind, "jwt");
  for (const c of r.checks) {
    const next = c.outcome !== "pass" && c.code ? ["next"] : [];
    assert.deepEqual(Object.keys(c), ["id", "outcome", "code", "message", "clause", "where", ...next]);
    assert.ok(["pass", "warn"].includes(c.outcome));
  }
  assert.equal(r.badge.achievement.name, "Ladder safety");
  assert.equal(r.issuer.anchor.kind, "did:key");
  assert.match(r.sentence, /^Genuine\. Issued by the holder of the key did:key:.* on 1 Jan 2026\. Valid until 1 Jan 2027\.$/);
  const bad = report(["text"]);
  assert.equal(bad.status, 65);
  assert.equal(bad.report.checks[0].code, "not-a-badge");
});

test("the address of the recipient is hashed unless it is asked for plain", () => {
  const token = readFileSync(at("badge.jwt"), "utf8");
  const payload = Buffer.from(token.split(".")[1], "base64url").toString();
  assert.doesNotMatch(payload, /ada@example/);
  assert.match(payload, /"identityHash":"sha256\$[0-9a-f]{64}"/);
  assert.doesNotMatch(readFileSync(at("badge.json"), "utf8"), /ada@example/);
  const plain = run(["issue", "--plain", "--achievement", "achievement.json", "--recipient",
    "ada@example.org", "--key", "key.pem"]);
  assert.match(plain.out, /"identityHash":"ada@example\.org"/);
});

test("standard input is a badge too", () => {
  assert.equal(run(["verify", ...moment, "-"], readFileSync(at("badge.jwt"))).status, 0);
});

test("a baked badge verifies, and comes out as it went in", () => {
  for (const badge of ["badge.jwt", "badge.json"])
    for (const picture of ["p.png", "p.svg"]) {
      const baked = run(["bake", badge, picture, "baked-" + picture]);
      assert.equal(baked.status, 0, baked.err);
      assert.equal(run(["verify", ...moment, "baked-" + picture]).status, 0);
      assert.equal(run(["unbake", "baked-" + picture]).out, readFileSync(at(badge), "utf8"));
    }
  const direct = run(["issue", "--achievement", "achievement.json", "--recipient", "did:example:ada",
    "--key", "key.pem", "--bake", "p.svg", "--out", "direct.svg"]);
  assert.equal(direct.status, 0, direct.err);
  assert.equal(run(["verify", "--recipient", "did:example:ada", "direct.svg"]).status, 0);
});

test("each version goes into its own place, and a badge baked again is replaced", () => {
  const hosted = { uid: "1", recipient: { type: "email", hashed: false, identity: "ada@example.org" },
    badge: "https://acme.test/b/1", issuedOn: "2013-02-18", verify: { type: "hosted", url: "https://acme.test/a/1" } };
  writeFileSync(at("hosted.json"), JSON.stringify(hosted));
  const places = { "0.5": "tEXtopenbadges\0https", "1.0": "iTXtopenbadges\0", "1.1": "iTXtopenbadges\0",
    "2.0": "iTXtopenbadges\0", "3.0": "iTXtopenbadgecredential\0", "clr-2.0": "iTXtclrcredential\0" };
  for (const [version, place] of Object.entries(places)) {
    assert.equal(run(["bake", "--version", version, "https://acme.test/a/1", "p.png", "v.png"]).status, 0);
    assert.ok(readFileSync(at("v.png"), "latin1").includes(place), version);
    assert.equal(run(["unbake", "v.png"]).out, "https://acme.test/a/1\n");
  }
  assert.equal(run(["bake", "hosted.json", "p.svg", "v.svg"]).status, 0);
  assert.match(readFileSync(at("v.svg"), "utf8"), /verify="https:\/\/acme\.test\/a\/1"><!\[CDATA\[{/);
  assert.deepEqual(JSON.parse(run(["unbake", "v.svg"]).out), hosted);
  for (const picture of ["v.png", "v.svg"]) {
    const again = run(["bake", "badge.jwt", picture, "again"]);
    assert.equal(again.status, 0);
    assert.match(again.err, /replaced/);
    assert.equal(run(["unbake", "again"]).err, "");
    const beside = run(["bake", "--beside", "hosted.json", "again", "both"]);
    assert.equal(beside.status, 0, beside.err);
    assert.match(run(["unbake", "--out", "out", "both"]).err, /older form/);
    assert.equal(readFileSync(at("out"), "utf8"), readFileSync(at("badge.jwt"), "utf8"));
    assert.equal(run(["bake", "--only-new", "badge.jwt", picture, "-"]).status, 65);
  }
  assert.equal(run(["bake", "--version", "0.5", "hosted.json", "p.png", "-"]).status, 65);
  assert.equal(run(["bake", "--version", "4", "hosted.json", "p.png", "-"]).status, 65);
});

test("every kind of key signs, and only its owner may read it", () => {
  for (const alg of ["ed25519", "p256", "p384", "rsa"]) {
    const pem = alg + ".pem";
    assert.equal(run(["key", "new", "--alg", alg, "--out", pem]).status, 0);
    assert.equal(statSync(at(pem)).mode & 0o777, 0o600);
    const jwk = JSON.parse(run(["key", "public", pem]).out);
    assert.ok(jwk.kty && !jwk.d);
    assert.match(run(["key", "public", "--did", pem]).out, /^did:key:z/);
    const r = run(["issue", "--achievement", "achievement.json", "--recipient", "a@x.org", "--key", pem, "--out", alg]);
    assert.equal(r.status, 0, r.err);
    assert.equal(run(["verify", alg]).status, 0);
  }
});

test("the key decides how a badge is signed, unless it is said", () => {
  const suite = { ed25519: "eddsa-rdfc-2022", p256: "ecdsa-rdfc-2019", p384: "ecdsa-rdfc-2019" };
  const issue = (alg, ...more) => run(["issue", "--achievement", "achievement.json", "--recipient", "did:example:ada",
    "--key", alg + ".pem", "--id", "urn:uuid:1", "--valid-from", "2026-01-01T00:00:00Z", ...more]);
  for (const alg of Object.keys(suite))
    assert.equal(JSON.parse(issue(alg).out).proof.cryptosuite, suite[alg]);
  assert.match(issue("rsa").out, /^ey/);
  assert.match(issue("ed25519", "--proof", "jwt").out, /^ey/);
  assert.equal(JSON.parse(issue("p256", "--proof", "ecdsa-jcs-2019").out).proof.cryptosuite, "ecdsa-jcs-2019");
  assert.equal(issue("ed25519").out, issue("ed25519").out);
  for (const [alg, proof] of [["rsa", "eddsa-rdfc-2022"], ["p256", "eddsa-jcs-2022"], ["ed25519", "eddsa-2022"]])
    assert.equal(issue(alg, "--proof", proof).status, 65, proof);
  assert.equal(issue("ed25519", "--proof", "rot13").status, 64);
});

test("a badge that may be shown in parts is derived by its holder, and what is shown holds", () => {
  const issued = run(["issue", "--achievement", "achievement.json", "--recipient", "did:example:ada", "--key", "p256.pem",
    "--proof", "ecdsa-sd-2023", "--narrative", "Climbed without a word.", "--evidence", "https://acme.test/e/1", "--out", "base.json"]);
  assert.equal(issued.status, 0, issued.err);
  const base = report(["base.json"]);
  assert.equal(base.status, 2);
  assert.ok(base.report.checks.some((c) => c.code === "proof-unsupported"));
  const bare = run(["derive", "base.json", "--out", "bare.json"]);
  assert.equal(bare.status, 0, bare.err);
  assert.equal(run(["verify", "bare.json"]).status, 0);
  assert.doesNotMatch(readFileSync(at("bare.json"), "utf8"), /Climbed|\/e\/1/);
  const shown = run(["derive", "base.json", "--show", "/credentialSubject/narrative", "--out", "shown.json"]);
  assert.equal(shown.status, 0, shown.err);
  assert.equal(run(["verify", "shown.json"]).status, 0);
  assert.match(readFileSync(at("shown.json"), "utf8"), /Climbed/);
  writeFileSync(at("changed.json"), readFileSync(at("shown.json"), "utf8").replace("Climbed", "Jumped"));
  assert.equal(run(["verify", "changed.json"]).status, 1);
  for (const args of [["base.json", "--show", "/nothing"], ["shown.json"], ["badge.json"], ["badge.jwt"]])
    assert.equal(run(["derive", ...args]).status, 65, args.join(" "));
});

test("who hides whose badge it is hears that no reader can tell", () => {
  const mandatory = ["/issuer", "/validFrom", "/credentialSubject/achievement"].flatMap((p) => ["--mandatory", p]);
  const issued = run(["issue", "--achievement", "achievement.json", "--recipient", "ada@example.org", "--key", "p256.pem",
    "--proof", "ecdsa-sd-2023", "--out", "whole.json", ...mandatory]);
  assert.equal(issued.status, 0, issued.err);
  const derive = (...pointers) => run(["derive", "whole.json", "--out", "part.json", ...pointers.flatMap((p) => ["--show", p])]);
  for (const pointers of [[], ["/credentialSubject/identifier/0/salt"],
    ["type", "hashed", "identityHash", "identityType"].map((m) => `/credentialSubject/identifier/0/${m}`)]) {
    const hidden = derive(...pointers);
    assert.equal(hidden.status, 0, hidden.err);
    assert.match(hidden.err, /does not say whose badge it is.*add --show \/credentialSubject\/identifier\n$/, pointers.join(" "));
  }
  const shown = derive("/credentialSubject/identifier");
  assert.deepEqual([shown.status, shown.err], [0, ""]);
  assert.equal(run(["verify", "part.json"]).status, 0);
});

test("the documents of a map stand for the web", () => {
  const jwk = JSON.parse(run(["key", "public", "key.pem"]).out);
  const id = "did:web:acme.test";
  writeFileSync(at("did.json"), JSON.stringify({ id, verificationMethod: [
    { id: id + "#1", type: "JsonWebKey", controller: id, publicKeyJwk: { kty: jwk.kty, crv: jwk.crv, x: jwk.x } }],
    assertionMethod: [id + "#1"] }));
  writeFileSync(at("map.json"), JSON.stringify({ "https://acme.test/.well-known/did.json": "did.json" }));
  writeFileSync(at("empty.json"), "{}");
  const issued = run(["issue", "--achievement", "achievement.json", "--recipient", "ada@example.org",
    "--key", "key.pem", "--issuer", "issuer.json", "--key-id", id + "#1", "--out", "web.jwt"]);
  assert.equal(issued.status, 0, issued.err);
  const yes = report(["--documents", "map.json", "web.jwt"]);
  assert.equal(yes.status, 0);
  assert.equal(yes.report.issuer.anchor.value, "acme.test");
  assert.equal(report(["--documents", at("map.json"), "web.jwt"]).status, 0);
  assert.equal(run(["verify", "--documents", "empty.json", "web.jwt"]).status, 2);
  assert.equal(run(["verify", "--offline", "web.jwt"]).status, 2);
});

test("what cannot be issued says why, and writes nothing", () => {
  writeFileSync(at("poor.json"), '{"id":"https://acme.test/b/2","name":"Poor"}');
  for (const [args, why] of [
    [["--achievement", "poor.json", "--recipient", "a@x.org", "--key", "key.pem"], /description/],
    [["--achievement", "achievement.json", "--recipient", "no address", "--key", "key.pem"], /./],
    [["--achievement", "achievement.json", "--recipient", "a@x.org", "--key", "key.pem", "--issuer", "issuer.json"], /--key-id/],
    [["--achievement", "achievement.json", "--recipient", "a@x.org", "--key", "key.pem",
      "--valid-from", "2026-01-02T00:00:00Z", "--valid-until", "2026-01-01T00:00:00Z"], /before it begins/],
  ]) {
    const r = run(["issue", ...args, "--out", "never.jwt"]);
    assert.equal(r.status, 65);
    assert.match(r.err, why);
    assert.ok(!existsSync(at("never.jwt")));
  }
});

test("badges of every version are reported in one form", () => {
  const host = "https://acme.test", png = "iVBORw0KGgo=";
  const v1 = { uid: "u1", recipient: { type: "email", hashed: false, identity: "ada@example.org" }, badge: host + "/b",
    verify: { type: "hosted", url: host + "/1" }, issuedOn: 1361561067, evidence: host + "/e" };
  const v1Class = { name: "Ladder safety", description: "D", image: host + "/i", criteria: host + "/c", issuer: host + "/o" };
  const v1Issuer = { name: "Acme", url: host, email: "a@acme.test" };
  const context = "https://w3id.org/openbadges/v2";
  const web = {
    [host + "/i"]: { base64: png },
    [host + "/05"]: { json: { recipient: "ada@example.org", issued_on: "2013-02-22", evidence: "/e", badge: { version: "0.5.0",
      name: "Ladder safety", description: "D", image: "/i", criteria: "/c", issuer: { origin: host, name: "Acme", contact: "a@acme.test" } } } },
    [host + "/1"]: { json: v1 }, [host + "/b"]: { json: v1Class }, [host + "/o"]: { json: v1Issuer },
    [host + "/2"]: { json: { "@context": context, type: "Assertion", id: host + "/2", recipient: v1.recipient, badge: host + "/b2",
      verification: { type: "HostedBadge" }, issuedOn: "2013-02-22T19:24:27Z", evidence: host + "/e" } },
    [host + "/b2"]: { json: { "@context": context, type: "BadgeClass", id: host + "/b2", ...v1Class, issuer: host + "/o2" } },
    [host + "/o2"]: { json: { "@context": context, type: "Issuer", id: host + "/o2", ...v1Issuer } },
  };
  writeFileSync(at("web.json"), JSON.stringify(web));
  writeFileSync(at("v1.json"), JSON.stringify(v1));
  for (const [version, address] of [["0.5", host + "/05"], ["1.0", host + "/1"], ["1.0", "v1.json"], ["2.0", host + "/2"]]) {
    const r = report(["--documents", "web.json", "--recipient", "ada@example.org", address]);
    assert.equal(r.status, 0, version + JSON.stringify(r.report.checks));
    const { badge, issuer } = r.report;
    assert.equal(r.report.version, version);
    assert.equal(r.report.kind, "hosted");
    assert.equal(badge.name, "Ladder safety");
    assert.equal(badge.achievement.criteriaUrl, host + "/c");
    assert.equal(badge.achievement.image, host + "/i");
    assert.deepEqual(badge.evidence, [{ id: host + "/e" }]);
    assert.equal(badge.recipients[0].identity, "ada@example.org");
    assert.match(badge.validFrom, /^2013-02-22T/);
    assert.deepEqual(issuer.anchor, { kind: "https", value: "acme.test" });
    assert.equal(issuer.name, "Acme");
    assert.equal(issuer.email, "a@acme.test");
    const kept = Object.fromEntries((r.report.documents || []).map((d) => [d.role, JSON.parse(d.text)]));
    assert.deepEqual(Object.keys(kept), version === "0.5" ? ["assertion"] : ["assertion", "badge-class", "issuer"]);
  }
  const text = run(["verify", "--documents", "web.json", "v1.json"]);
  assert.match(text.out, /^Genuine\. Issued by acme\.test \(Acme\) on 22 Feb 2013\./);
  const pasted = Object.assign({}, web[host + "/05"].json);
  writeFileSync(at("pasted.json"), JSON.stringify(pasted));
  const unproved = report(["--documents", "web.json", "pasted.json"]);
  assert.equal(unproved.status, 2);
  assert.ok(unproved.report.checks.some((c) => c.code === "not-a-badge" && c.outcome === "untested"));
});
