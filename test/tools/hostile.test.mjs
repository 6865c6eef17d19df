// Every hostile file about badges, handed to the program as a stranger would:
// what is to be refused is refused with a reason, controls come out right,
// what is merely odd keeps its promise, and all of it within its time and
// memory. The files are in the folder of LAPEL_VECTORS, else ../shared.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import crypto from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const build = process.env.LAPEL_BUILD || "build";
const lapel = path.resolve(root, build, "lapel");
const hostile = path.join(path.resolve(root, process.env.LAPEL_VECTORS || "../shared"), "hostile");
const skip = !existsSync(path.join(hostile, "MANIFEST.json"));
// A build with sanitizers is slower and larger; another would not be this one.
const slow = path.basename(build) === "san";
const scale = slow ? { ms: 10, mb: 4 } : { ms: 1, mb: 1 };
const dir = mkdtempSync(path.join(tmpdir(), "lapel-hostile-"));
after(() => rmSync(dir, { recursive: true, force: true }));

const readJson = (file) => JSON.parse(readFileSync(file, "utf8"));
const entries = (kind) => (skip ? [] : readJson(path.join(hostile, "MANIFEST.json")).filter((e) => e.kind === kind));
const at = (name) => path.join(dir, name);
const shared = (name) => path.join(hostile, name);
const now = ["--at", "2026-01-01T00:00:00Z"];
const statuses = { valid: 0, invalid: 1, unverified: 2 };

function put(name, value) {
  writeFileSync(at(name), typeof value === "string" || Buffer.isBuffer(value) ? value : JSON.stringify(value));
  return at(name);
}

// ---- running, within limits

// Processor time, because a machine that tests does other things as well.
function measured(args) {
  const r = spawnSync("/usr/bin/time", ["-q", "-o", at("time"), "-f", "%U %S %M", lapel, ...args],
    { encoding: "utf8", timeout: 120000, maxBuffer: 1 << 28 });
  const [user, system, kb] = existsSync(at("time")) ? readFileSync(at("time"), "utf8").trim().split("\n").at(-1).split(" ").map(Number) : [];
  return { error: r.error, status: r.status, signal: r.signal, out: r.stdout, err: r.stderr, ms: (user + system) * 1000, mb: kb / 1024 };
}

// A first run may be unlucky, three are not.
function within(args, e) {
  let r;
  for (let i = 0; i < 3; i++) {
    r = measured(args);
    if (!r.error && r.ms <= e.max_ms * scale.ms)
      break;
  }
  assert.ok(!r.error, `${args[0]} did not run to its end, three times: ${r.error}`);
  assert.equal(r.signal, null, "it was killed");
  assert.ok([0, 1, 2, 65].includes(r.status), `exit status ${r.status}: ${r.err.slice(0, 400)}`);
  assert.ok(!/Sanitizer|runtime error/.test(r.err), r.err.slice(0, 400));
  assert.ok(r.ms <= e.max_ms * scale.ms, `${Math.round(r.ms)} ms, more than ${e.max_ms * scale.ms}`);
  assert.ok(r.mb <= e.max_mb * scale.mb, `${Math.round(r.mb)} MB, more than ${e.max_mb * scale.mb}`);
  return r;
}

// Every answer keeps the promises of the interface, whatever the badge.
function verify(args, e) {
  const r = within(["verify", "--json", ...args], e);
  if (r.status === 65)
    assert.match(r.err, /^lapel: .*[a-z]{3}/, "no message");
  if (!r.out) {
    assert.equal(r.status, 65);
    return { ...r, codes: [], verdict: "unverified", why: r.err };
  }
  const report = JSON.parse(r.out);
  const bad = report.checks.filter((c) => c.outcome === "fail" || c.outcome === "untested");
  assert.ok(r.status === 65 || r.status === statuses[report.verdict], `status ${r.status}, ${report.verdict}`);
  assert.equal(report.verdict === "valid", bad.length === 0);
  assert.ok(bad.length === 0 || bad.some((c) => c.code && c.message.length > 10), "no reason");
  return { ...r, report, verdict: report.verdict, codes: report.checks.map((c) => c.code).filter(Boolean) };
}

// All of them, so that one failure does not hide the next.
function each(list, check) {
  const wrong = [];
  for (const e of list)
    try {
      check(e);
    } catch (error) {
      wrong.push(`${e.file || e.id}: ${error.message.split("\n")[0]}`);
    }
  assert.deepEqual(wrong, []);
  assert.ok(list.length > 0);
}

const refused = (r, statuses = [1, 2, 65]) => {
  assert.notEqual(r.verdict, "valid", "it was verified");
  assert.ok(statuses.includes(r.status), `${r.verdict}, ${r.codes}`);
};
const valid = (r) => assert.equal(r.status, 0, `${r.verdict}, ${r.codes}`);

// ---- signed badges

test("hostile jose", { skip }, () => each(entries("jose"), (e) => {
  const r = verify([...now, "--documents", shared(e.net || "net/issuer.json"), shared(e.file)], e);
  if (e.verdict === "reject")
    refused(r);
  if (e.verdict === "accept" || e.file.endsWith("es256-high-s.jwt"))
    valid(r);
}));

test("hostile jose: a foreign address in a header is never asked", { skip }, () => {
  for (const name of ["jku-evil", "kid-evil-did", "kid-metadata"]) {
    const r = verify([...now, "--documents", put("none.json", {}), shared(`jose/${name}.jwt`)], { max_ms: 500, max_mb: 64 });
    refused(r);
    assert.ok(!JSON.stringify(r.report.checks).includes("evil.lapel.test/jwks"));
  }
});

// Canonical forms of statements, and credentials with proofs.
test("hostile jsonld", { skip }, () => each(entries("jsonld"), (e) => {
  if (e.file.endsWith(".nq")) {
    const r = within(["inspect", "canonicalize", shared(e.file)], e);
    if (e.verdict === "accept")
      assert.equal(r.status, 0);
    if (e.verdict === "reject")
      assert.equal(r.status, 65);
    assert.ok(r.status === 0 ? r.out.split("\n").length > 2 : /too|more|limit|budget/.test(r.err), r.err);
    return;
  }
  const r = verify([...now, "--documents", shared(e.net || "net/issuer.json"), shared(e.file)], e);
  if (e.verdict === "reject")
    refused(r);
  if (e.verdict === "accept")
    valid(r);
}));

// ---- issuers

// A token that this issuer's key signed, judged while it was valid.
const didToken = "jose/claim-validuntil-past.jwt";

test("hostile did: documents", { skip }, () => each(entries("did").filter((e) => e.did), (e) => {
  const map = put("map.json", { "https://issuer.lapel.test/.well-known/did.json": shared(e.file) });
  const r = verify(["--at", "2024-05-15T00:00:00Z", "--documents", map, shared(didToken)], e);
  if (e.verdict === "reject")
    refused(r);
  if (e.verdict === "accept")
    valid(r);
}));

// A badge of that issuer, with a signature that nobody made: where the key is
// found, the signature is wrong; where it is not, the search has failed.
function tokenOf(did) {
  const b64 = (v) => Buffer.from(typeof v === "string" ? v : JSON.stringify(v)).toString("base64url");
  const kid = did.startsWith("did:web") ? did + "#key" : did;
  const badge = { "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
    id: "urn:uuid:7d1c5f6e-0000-4000-8000-000000000001", type: ["VerifiableCredential", "OpenBadgeCredential"],
    issuer: { id: did, type: ["Profile"], name: "Acme" }, validFrom: "2025-01-01T00:00:00Z", name: "Ladder safety",
    credentialSubject: { id: "did:example:ada", type: ["AchievementSubject"], achievement: { id: "https://acme.test/b/1",
      type: ["Achievement"], name: "Ladder safety", description: "Safe use of ladders", criteria: { narrative: "Pass." } } } };
  return `${b64({ alg: "EdDSA", kid })}.${b64(badge)}.${Buffer.alloc(64, 7).toString("base64url")}`;
}

for (const name of ["did-key", "did-web"])
  test(`hostile did: ${name}, case by case`, { skip }, () => {
    const e = entries("did").find((m) => m.file === `did/${name}.json`);
    const cases = readJson(shared(e.file));
    const map = {};
    for (const c of cases.filter((x) => x.url))
      map[c.url] = { json: { id: c.did, assertionMethod: [c.did + "#key"], verificationMethod: [{ id: c.did + "#key", type: "Multikey",
        controller: c.did, publicKeyMultibase: "z6MkmFEyW4dDN7rbHZKbfneUJbWcZsH87KjE589i8QqgPuaH" }] } };
    const files = cases.map((c, i) => put(`did-${i}`, tokenOf(c.did)));
    const r = measured(["verify", "--json", ...now, "--documents", put("map.json", map), ...files]);
    assert.ok([1, 2, 65].includes(r.status), r.err.slice(0, 400));
    const reports = JSON.parse(r.out);
    each(cases.map((c, i) => ({ ...c, report: reports[i] })), (c) => {
      const codes = (c.report.checks || []).map((x) => x.code);
      assert.notEqual(c.report.verdict, "valid");
      if (c.expected === "resolve")
        assert.ok(codes.includes("signature-invalid"), `${c.why}: ${codes}`);
      if (c.expected === "refuse")
        assert.ok(!codes.includes("signature-invalid"), `${c.why}: ${codes}`);
    });
    assert.ok(r.mb <= e.max_mb * scale.mb, `${r.mb} MB`);
  });

// ---- hosted badges

const hostedPromises = {
  "hosted/claim-other-email.json": (r) => refused(r, [1]),
  "hosted/claim-plus.json": (r) => refused(r, [1]),
  "hosted/fake-issuer-copied.json": (r) => {
    assert.ok(r.status !== 0 || r.report.issuer.anchor.value === "evil.lapel.test");
    assert.ok(!r.report.sentence.includes("Lapel Test Issuer") || r.report.sentence.includes("evil.lapel.test"));
  },
  "hosted/recipient-md5.json": (r) => assert.ok(r.codes.includes("hash-weak")),
  "hosted/recipient-nosalt.json": (r) => assert.ok(r.codes.includes("hash-weak")),
  "hosted/recipient-salt-empty.json": (r) => assert.ok(r.codes.includes("hash-weak")),
  "hosted/redirect-cross-host.json": (r) => refused(r),
  "hosted/status-410-revoked.json": (r) => {
    refused(r, [1]);
    assert.ok(r.codes.includes("revoked"));
  },
  "hosted/time-of-check.json": (r) => assert.match(r.report.at, /^2026-01-01T/),
};

test("hostile hosted", { skip }, () => each(entries("hosted"), (e) => {
  const j = readJson(shared(e.file));
  const who = (j.claim?.verified_emails || []).flatMap((m) => ["--recipient", m]);
  const r = verify([...now, ...who, "--documents", put("map.json", j.web), j.start], e);
  if (e.verdict === "reject")
    refused(r);
  if (e.verdict === "accept")
    valid(r);
  hostedPromises[e.file]?.(r);
}));

// ---- status lists

const lists = { key: null };

// A badge of 3.0 with this list of ids, or a signed one of 2.0 with that one.
function badgeWith1EdTech(list) {
  const url = "https://issuer.lapel.test/revoked";
  if (!lists.key) {
    lists.key = at("key.pem");
    assert.equal(measured(["key", "new", "--out", lists.key]).status, 0);
    lists.did = measured(["key", "public", "--did", lists.key]).out.trim();
    put("a.json", { id: "https://acme.test/b/1", type: ["Achievement"], name: "N", description: "D", criteria: { narrative: "C" } });
  }
  assert.equal(measured(["issue", "--achievement", at("a.json"), "--recipient", "did:example:ada", "--key", lists.key,
    "--valid-from", "2025-01-01T00:00:00Z", "--revocation-list", url, "--out", at("badge")]).status, 0);
  return ["--documents", put("map.json", { [url]: { json: { ...list, issuer: lists.did } } }), at("badge")];
}

function badgeWithOb2(list, id) {
  const web = { ...readJson(shared("net/issuer.json")), ...readJson(shared("hosted/control.json")).web };
  const { privateKey, publicKey } = crypto.generateKeyPairSync("rsa", { modulusLength: 2048 });
  const host = "https://issuer.lapel.test", key = `${host}/keys/own`, url = `${host}/revocations`;
  const issuer = { ...web[`${host}/issuer`].json, publicKey: key, revocationList: url };
  web[`${host}/issuer`] = { json: issuer };
  web[key] = { json: { "@context": "https://w3id.org/openbadges/v2", type: "CryptographicKey", id: key, owner: `${host}/issuer`,
    publicKeyPem: publicKey.export({ type: "spki", format: "pem" }) } };
  web[url] = { json: list };
  const b64 = (v) => Buffer.from(JSON.stringify(v)).toString("base64url");
  const input = `${b64({ alg: "RS256" })}.${b64({ "@context": "https://w3id.org/openbadges/v2", type: "Assertion", id,
    recipient: { type: "email", hashed: false, identity: "ada@example.org" }, badge: `${host}/b/1`, issuedOn: "2024-05-01T00:00:00Z",
    verification: { type: "SignedBadge", creator: key } })}`;
  const signature = crypto.sign("sha256", Buffer.from(input), privateKey).toString("base64url");
  return ["--documents", put("map.json", web), put("badge", `${input}.${signature}`)];
}

const listPromises = {
  "status/1edtech-revlist-wrong.json": (e, list) => {
    const r = verify([...now, ...badgeWith1EdTech(list)], e);
    refused(r, [2]);
    assert.ok(r.codes.includes("status-list-invalid"));
  },
  "status/ob2-revlist-20k.json": (e, list) => {
    const listed = list.revokedAssertions.at(-1);
    valid(verify([...now, ...badgeWithOb2(list, "urn:uuid:7d1c5f6e-0000-4000-8000-000000000777")], e));
    const r = verify([...now, ...badgeWithOb2(list, listed.id || listed)], e);
    refused(r, [1]);
    assert.ok(r.codes.includes("revoked"));
  },
  "status/ob2-revlist-foreign.json": (e, list) =>
    refused(verify([...now, ...badgeWithOb2(list, "urn:uuid:7d1c5f6e-0000-4000-8000-000000000777")], e)),
};

test("hostile status", { skip }, () => each(entries("status"), (e) => {
  const j = readJson(shared(e.file));
  if (!j.credential) {
    listPromises[e.file](e, j.list);
    return;
  }
  const r = verify([...now, "--documents", put("map.json", j.web || {}), put("badge.json", j.credential)], e);
  if (e.verdict === "reject" || e.result === "revoked")
    refused(r);
  if (e.result === "revoked")
    assert.ok(r.codes.includes("revoked"), r.codes.join());
  else if (e.verdict === "accept")
    valid(r);
  if (e.file === "status/index-number.json")
    refused(r);
  // Whatever was wrong with the list, nobody was told that the badge is good.
  if (e.verdict === "reject")
    assert.ok(r.report.checks.some((c) => c.id === "status" && c.outcome !== "pass"));
}));

// ---- pictures and JSON, of a hosted badge that is in order: nothing but the
// file can be wrong

const ob2 = () => readJson(shared("json/control-ob2.json"));
const inOrder = () => ({ ...readJson(shared("net/issuer.json")), ...readJson(shared("hosted/control.json")).web });

// What comes out is the one badge, or its address.
function checkUnbaked(r) {
  const text = r.out.trim();
  if (text.startsWith("{") || text.startsWith("\ufeff{"))
    assert.equal(JSON.parse(text.replace(/^\ufeff/, "")).id, ob2().id);
  else
    assert.match(text, /^(https:\/\/issuer\.lapel\.test\/|ey)/);
}

for (const kind of ["png", "svg"])
  test(`hostile ${kind}`, { skip }, () => each(entries(kind), (e) => {
    const r = verify([...now, "--documents", put("map.json", inOrder()), shared(e.file)], e);
    // … or that it leads to where nobody lives.
    if (e.verdict === "reject")
      refused(r, r.codes.includes("fetch-failed") ? [1, 2, 65] : [1, 65]);
    if (e.verdict === "accept")
      valid(r);
    const out = within(["unbake", shared(e.file)], e);
    if (out.status === 0 && e.verdict !== "reject")
      checkUnbaked(out);
    if (e.verdict === "accept")
      assert.equal(out.status, 0);
    if (out.status === 65)
      assert.match(out.err, /^lapel: ./);
    // Baked anew it holds this badge, once, and nothing else.
    const baked = within(["bake", shared("json/control-ob2.json"), shared(e.file), at("baked")], e);
    if (baked.status !== 0)
      return;
    const again = within(["unbake", at("baked")], e);
    assert.equal(again.status, 0, again.err);
    assert.deepEqual(JSON.parse(again.out), ob2());
  }));

test("hostile json", { skip }, () => each(entries("json"), (e) => {
  const file = shared(e.file);
  const web = { ...inOrder(), [ob2().id]: file };
  const r = verify([...now, "--documents", put("map.json", web), file], e);
  if (e.verdict === "reject")
    refused(r, [1, 65]);
  if (e.verdict === "accept")
    valid(r);
  if (e.file === "json/str-u0000.json" && r.status === 0)
    assert.ok(r.out.includes("good\\u0000evil"));
  if (e.file === "json/sem-proto.json" && r.report)
    assert.ok(!("admin" in r.report.badge));
}));
