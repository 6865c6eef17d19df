// Reference badges as data, through `lapel verify`. Runs when the sets are there:
// LAPEL_VECTORS names the folder that holds vectors/, else ../shared beside the
// repository. That each entry of the manifest is held: vectors.test.mjs.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { caseArguments, casesOf, dir, lapel, published, publishedAll, put, readJson, there, vectors, verify, webOfOb20 } from "./badges.mjs";

// Where samples are judged otherwise than their makers do: the clause.
const exceptions = readJson(new URL("../suite/vectors/exceptions.json", import.meta.url));

test("recorded OB 2.0 cases come out as the reference says", { skip: !there(vectors) }, () => {
  const base = path.join(vectors, "1edtech/validator-core");
  const wrong = [];
  for (const c of casesOf(base)) {
    const r = verify(caseArguments(base, c));
    if ((r.status === 0) !== c.expect.valid)
      wrong.push(`${c.id}: ${r.verdict} ${r.codes}, expected ${c.expect.valid} ${c.expect.why}`);
  }
  assert.deepEqual(wrong, []);
});

// What is wrong with those samples that are to be refused.
const publicReasons = {
  "data URI not allowed in Assertion.image": "image-type", "expires before issue": "expires-before-issue", expired: "expired",
  "required @context missing": "context-missing", "wrong type": "type-wrong", "assertion id outside startsWith": "outside-hosted-scope",
  "type is not an IRI in context": "not-a-badge", "not valid JSON": "json-syntax",
};

test("the public validator's OB 2.0 samples come out as it says", { skip: !there(vectors) }, () => {
  const at = ["--at", "2024-01-01T00:00:00Z"];
  const read = (file) => { try { return readJson(file); } catch { return {}; } };
  const wrong = [];
  for (const e of readJson(path.join(vectors, "MANIFEST.json")).filter((m) => m.file.startsWith("1edtech/public-validator/ob20/"))) {
    const name = e.file.slice("1edtech/public-validator/ob20/".length), file = path.join(vectors, e.file);
    const isClass = read(file).type === "BadgeClass" || read(file).type === "Endorsement";
    if (name.startsWith("assets/") && (!isClass || e.expected === "invalid"))
      continue; // linked resources, not judged on their own
    const r = verify([...at, "--documents", put("map.json", webOfOb20(file)), file]);
    if ((r.verdict === "valid") !== (e.expected === "valid") && !exceptions[e.file])
      wrong.push(`${name}: ${r.verdict} ${r.codes}, expected ${e.expected} ${e.error}`);
    if (e.expected === "invalid" && !r.codes.includes(publicReasons[e.error]))
      wrong.push(`${name}: ${r.codes}, not ${e.error}`);
  }
  assert.deepEqual(wrong, []);
});

// The names that the retired validators had for what was wrong, and ours.
const oldCodes = {
  "http-status": ["fetch-failed"], unreachable: ["fetch-failed"], parse: ["json-syntax"],
  structure: ["required-missing", "value-type", "hash-flag-wrong", "context-missing"],
  resources: ["image-unreachable", "image-type", "key-unresolvable"], expired: ["expired"],
  input: ["not-a-badge", "json-syntax", "required-missing"], "verify-type-mismatch": ["no-proof"],
  "verify-hosted": ["id-mismatch"], "jws-algorithm": ["alg-not-allowed"], "verify-signature": ["signature-invalid"],
  "verify-revoked": ["revoked"], "issuer-origin": ["issuer-mismatch"], unverifiable: ["not-a-badge"],
};

test("badges of 0.5, 1.0 and 1.1 come out as agreed, for that reason", { skip: !there(vectors) }, () => {
  const base = path.join(vectors, "legacy");
  for (const c of casesOf(base)) {
    const r = verify(caseArguments(base, c));
    assert.equal(r.status === 0, c.expect.valid, `${c.id}: ${r.verdict} ${r.codes}`);
    const bad = (r.report?.checks || []).filter((k) => k.outcome === "fail" || k.outcome === "untested").map((k) => k.code);
    if (c.expect.code)
      assert.ok(oldCodes[c.expect.code].some((code) => bad.includes(code)), `${c.id}: ${bad}, not ${c.expect.code}`);
    if (c.expect.warn)
      assert.ok(r.codes.includes("id-mismatch"), c.id);
    // What cannot be proved is not called false.
    if (/unverifiable|unproven, so|not retrievable/.test(c.expect.why || "") && !/image/.test(c.expect.why))
      assert.equal(r.verdict, "unverified", `${c.id}: ${r.codes}`);
  }
});

test("pictures of the first years give their badges back", { skip: !there(vectors) }, () => {
  const base = path.join(vectors, "legacy");
  for (const e of readJson(path.join(base, "MANIFEST.json")).entries.filter((m) => /^(png|svg|not-png)\//.test(m.file))) {
    const r = spawnSync(lapel, ["unbake", path.join(base, e.file)], { encoding: "utf8" });
    const want = e.expect, url = want.value || want.verify_url;
    if (want.baked === false)
      assert.equal(r.status, 65, e.file);
    else
      assert.equal(r.status, 0, `${e.file}: ${r.stderr}`);
    if (want.kind === "url" || want.either)
      assert.equal(r.stdout, url + "\n", e.file);
    if (want.kind === "json")
      assert.equal(JSON.parse(r.stdout).verify.url, url || "https://example.org/assertion", e.file);
    if (want.kind === "jws")
      assert.match(r.stdout, /^ey[\w-]+\.[\w-]+\.[\w-]+\n$/, e.file);
    if (want.warning || want.either)
      assert.match(r.stderr, /^lapel: ./, e.file);
  }
});

test("examples of 0.5 are whole, unproved, and made out to whom they say", { skip: !there(vectors) }, () => {
  const base = path.join(vectors, "legacy");
  for (const e of readJson(path.join(base, "MANIFEST.json")).entries.filter((m) => m.expect.recipient_matches)) {
    const r = verify(["--offline", "--recipient", e.expect.recipient_matches, path.join(base, e.file)]);
    assert.equal(r.verdict, "unverified", e.file);
    assert.equal(r.report.version, "0.5");
    assert.equal(r.report.recipientMatches, true, e.file);
    assert.equal(r.report.checks.find((c) => c.id === "structure").outcome, "pass", e.file);
  }
});

test("what was baked into those pictures, and into plain ones, comes out again", { skip: !there(vectors) }, () => {
  const base = path.join(vectors, "legacy"), out = path.join(dir, "baked");
  const badge = path.join(base, "json/bakery-service-demo.template.json");
  for (const name of ["png/unbaked-384.png", "png/tiny-122-bytes.png", "png/palette-4bit.png", "png/huge-549k.png",
    "png/displayer-demobadge.png", "png/made-two-chunks.png", "png/bad-crc-text.png", "svg/unbaked.svg",
    "svg/baked-json.svg", "svg/made-late-namespace.svg"]) {
    assert.equal(spawnSync(lapel, ["bake", badge, path.join(base, name), out]).status, 0, name);
    const r = spawnSync(lapel, ["unbake", out], { encoding: "utf8" });
    assert.equal(r.stdout.trim(), readFileSync(badge, "utf8").trim(), name);
    assert.equal(r.stderr, "", name);
  }
});

const ob30 = path.join(vectors, "1edtech/public-validator/ob30");
const sampleTime = ["--at", "2024-07-01T00:00:00Z"];

test("OB 3.0 samples of 1EdTech: errors are found, and no key vouches for itself", { skip: !there(vectors) }, () => {
  const expected = {
    "simple-err-context.json": ["context-missing", 1], "simple-err-type.json": ["type-wrong", 1],
    "simple-err-credential-subject-type.json": ["type-wrong", 1], "simple-err-issuer.json": ["required-missing", 1],
    "simple-err-credential-subject-identifier-type.json": ["type-wrong", 1],
    "simple-err-credential-subject-result-type.json": ["type-wrong", 1],
    "simple-err-credential-subject-achievement-result-description-type.json": ["type-wrong", 1],
    "simple-err-issuer-type.json": ["type-wrong", 1], "simple-err-issuer-parentorg-type.json": ["type-wrong", 1],
    "simple-err-proof-method.json": ["key-unsupported", 1],
    "simple-err-proof-method-no-scheme.json": ["key-unresolvable", 1],
    "simple-err-proof-method-unknown-scheme.json": ["key-unresolvable", 1],
    "simple-err-expired.json": ["expired", 1], "simple-noproof.json": ["no-proof", 1], "simple.jwt": ["key-unresolvable", 1],
    // Right signatures by the key in the badge; the issuers' hosts are gone.
    "simple-jwt.svg": ["key-not-anchored", 2], "simple-jwt_v1.png": ["key-not-anchored", 2],
    "simple-json.png": ["key-not-anchored", 2], "simple-json.svg": ["key-not-anchored", 2],
    "simple.json": ["key-not-anchored", 2], "simple.1ob": ["key-not-anchored", 2],
    "simple-eddsa-2022.json": ["key-not-anchored", 2], "complete.json": ["key-not-anchored", 2],
  };
  for (const [name, [code, status]] of Object.entries(expected)) {
    const r = verify([...sampleTime, "--offline", path.join(ob30, name)]);
    assert.equal(r.status, status, `${name}: ${r.codes}`);
    assert.ok(r.codes.includes(code), `${name}: ${r.codes}`);
  }
});

test("OB 3.0 samples of 1EdTech hold where their issuers publish their keys", { skip: !there(vectors) }, () => {
  const expected = {
    "simple.json": 0, "simple.1ob": 0, "simple-json.png": 0, "simple-json.svg": 0, "simple-context-alias.json": 0,
    "simple-did-web-method.json": 0, "simple-eddsa-2022.json": 0, "simple-jwt.svg": 0, "simple-jwt_v1.png": 0,
    "endorsement-valid.json": 0, "../clr20/simple.json": 0, "simple-err-expired.json": 1, "simple-err-type.json": 1,
    "bit-string-list/credential-status-revoked.json": 1, "credential-status-revoked.json": 1,
  };
  for (const [name, status] of Object.entries(expected)) {
    const file = path.join(ob30, name);
    const { report } = verify([...sampleTime, "--offline", file]);
    const map = published(file, report.issuer.id);
    if (name.includes("revoked")) {
      const { statusListCredential, id } = readJson(file).credentialStatus;
      map[statusListCredential || id] = statusListCredential ? path.join(ob30, "bit-string-list/testlist")
        : path.join(ob30, "../status-lists/1edtech-revocation-list.json");
    }
    const r = verify([...sampleTime, "--documents", put("map.json", map), file]);
    assert.equal(r.status, status, `${name}: ${r.verdict} ${r.codes}`);
    if (name.includes("revoked"))
      assert.ok(r.codes.includes("revoked"), `${name}: ${r.codes}`);
  }
});

test("CLR 2.0: records hold with all that is in them, and not without", { skip: !there(vectors) }, () => {
  for (const name of ["1edtech/public-validator/clr20/simple.json", "1edtech/impl-guide/clr/signed.json"]) {
    const file = path.join(vectors, name);
    const map = publishedAll(readJson(file));
    const r = verify([...sampleTime, "--documents", put("map.json", map), file]);
    assert.equal(r.verdict, "valid", `${name}: ${r.codes}`);
    assert.equal(r.report.nested.length, 1);
    assert.equal(r.report.nested[0].report.verdict, "valid");
    const inside = readJson(file).credentialSubject.verifiableCredential[0].issuer;
    delete map[inside.id ?? inside];
    assert.equal(verify([...sampleTime, "--documents", put("map.json", map), file]).verdict, "unverified", name);
  }
  for (const name of ["simple-noproof.json", "simple_old_safesigned.json"])
    assert.notEqual(verify([...sampleTime, "--offline", path.join(vectors, "1edtech/public-validator/clr20", name)]).verdict, "valid", name);
  const complex = verify([...sampleTime, "--offline", path.join(vectors, "1edtech/public-validator/clr20/complex.json")]);
  assert.equal(complex.report.nested.length, 6);
});

test("an endorsement by itself holds where its issuer publishes its key", { skip: !there(vectors) }, () => {
  const file = path.join(ob30, "endorsement-valid.json");
  const r = verify([...sampleTime, "--documents", put("map.json", publishedAll(readJson(file))), file]);
  assert.equal(r.verdict, "valid", `${r.codes}`);
});

// Text of the specification, unsigned: whole, but for the proof.
test("examples of OB 3.0 are whole but for their proof", { skip: !there(vectors) }, () => {
  const examples = path.join(vectors, "examples/ob3");
  for (const name of readdirSync(examples).filter((f) => /^(achievementAlignment|basic|docformat|skillAssertion|recommended-practices-0[12])/.test(f))) {
    const r = verify([...sampleTime, "--offline", path.join(examples, name)]);
    assert.deepEqual(r.report.checks.filter((c) => c.outcome === "fail").map((c) => c.code), ["no-proof"], name);
  }
});

test("nothing of the W3C's unsigned inputs is verified", { skip: !there(vectors) }, () => {
  const wrong = [];
  for (const e of readJson(path.join(vectors, "MANIFEST.json")).filter((m) => m.file.startsWith("w3c/vc-data-model-2.0/")))
    if (verify([...sampleTime, "--offline", path.join(vectors, e.file)]).verdict === "valid")
      wrong.push(e.file);
  assert.deepEqual(wrong, []);
});
