// The ledger of vectors: every entry of the manifest of reference vectors is
// held by something, for its verdict and its reason, or is an exception with the
// clause that justifies ours (test/suite/vectors/exceptions.json). Prints counts
// per suite: `node test/tools/vectors.test.mjs | grep '^#'`.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { build, root } from "./tools.mjs";
import { caseArguments, dir, lapel, published, publishedAll, put, readJson, sets, there, vectors, verify, webOfOb20 } from "./badges.mjs";

const skip = !there(vectors) && "no test data";
const manifest = skip ? [] : readJson(path.join(vectors, "MANIFEST.json"));
const exceptions = readJson(path.join(root, "test/suite/vectors/exceptions.json"));
const at = (e) => path.join(vectors, e.file);
const sampleTime = ["--at", "2024-07-01T00:00:00Z"];
const inspect = (...args) => {
  const r = spawnSync(lapel, ["inspect", ...args], { encoding: "utf8", timeout: 60000, maxBuffer: 1 << 28 });
  return { status: r.status, out: r.stdout, err: r.stderr };
};
const parsed = (file) => { try { return readJson(file); } catch { return null; } };

// ---- what a unit program reads and holds ------------------------------------

const programs = {};
function readBy(name) {
  if (programs[name]) return programs[name];
  const list = path.join(dir, "read");
  rmSync(list, { force: true });
  const r = spawnSync(path.join(build, "test/unit", name), [], { cwd: root, encoding: "utf8", timeout: 300000,
    env: { ...process.env, LAPEL_VECTORS: sets, LAPEL_VECTORS_READ: list } });
  assert.equal(r.status, 0, `${name}: ${r.stdout}${r.stderr}`);
  const files = existsSync(list) ? readFileSync(list, "utf8").trim().split("\n").map((f) => f.replace(/^vectors\//, "")) : [];
  return (programs[name] = new Set(files));
}
// Held by one of these programs, each of which compares what comes out with it.
const byUnit = (...names) => (e) => names.some((n) => readBy(n).has(e.file)) ? null : `read by none of ${names}`;
const either = (...holds) => (e) => {
  const why = [];
  for (const hold of holds) {
    const w = hold(e);
    if (w === null) return null;
    why.push(w);
  }
  return why.join("; ");
};

// ---- what the command line says ---------------------------------------------

// Is JSON where it is called valid, and refused where it is not.
function isDocument(e) {
  const r = inspect("jcs", at(e));
  if (e.expected === "valid") return r.status === 0 ? null : r.err;
  return r.status === 65 ? null : "taken";
}

function isContext(e) {
  if (isDocument(e)) return isDocument(e);
  if (!parsed(at(e))?.["@context"]) return null;
  const url = "https://vectors.test/context";
  const doc = put("context-doc.json", { "@context": url });
  const r = inspect("expand", "--documents", put("map.json", { [url]: at(e) }), doc);
  return r.status === 0 || /context/.test(e.error) ? null : r.err;
}

const isNoBadge = (r) => r.status === 65 ? null : `status ${r.status}`;
function says(r, e, reasons) {
  if (e.expected === "valid") return r.verdict === "valid" ? null : `${r.verdict}: ${r.codes}`;
  if (r.verdict === "valid") return "valid";
  const wanted = reasons(e);
  return wanted.some((c) => r.codes.includes(c)) ? null : `${r.codes}, for ${e.error || e.file}`;
}

// What the manifest calls wrong, and the codes of ours that say it.
const reasons = [
  [/no proof/, ["no-proof"]], [/expires before/, ["expires-before-issue"]], [/expired/, ["expired"]], [/revoked/, ["revoked"]],
  [/data URI|image type|fetch image|image cannot/, ["image-type", "image-unreachable"]], [/context/, ["context-missing", "context-unknown"]],
  [/outside startsWith|allowed origins/, ["outside-hosted-scope"]], [/allowedOrigins is not/, ["value-type", "outside-hosted-scope"]],
  [/not an IRI in context/, ["not-a-badge"]], [/not valid JSON/, ["json-syntax"]], [/required|missing/, ["required-missing"]],
  [/no key in JOSE|verification method/, ["key-unresolvable", "key-unsupported"]], [/inline JSON schema/, ["schema-unavailable", "schema-invalid", "key-not-anchored"]],
  [/signature does not/, ["signature-invalid"]], [/future/, ["not-yet-valid"]], [/not available/, ["fetch-failed"]],
  [/extension does not/, ["extension-invalid", "schema-invalid"]], [/hashed flag/, ["hash-flag-wrong"]], [/email malformed/, ["value-type"]],
  [/not text/, ["value-type"]], [/type|is not an? [A-Z]/, ["type-wrong", "not-a-badge", "value-type"]],
];
const reasonsFor = (e) => reasons.filter(([r]) => r.test(e.error)).flatMap(([, codes]) => codes);

function ob20(e) {
  const file = at(e), name = e.file.split("/ob20/")[1], doc = parsed(file);
  if (name.startsWith("assets/") && (!/^(BadgeClass|Endorsement)$/.test(doc?.type) || e.expected === "invalid"))
    return isLinked(file);
  return says(verify(["--at", "2024-01-01T00:00:00Z", "--documents", put("map.json", webOfOb20(file)), file]), e, reasonsFor);
}

// A resource of others: pictures without a badge, JSON, what `verify` never calls valid alone.
function isLinked(file) {
  if (/\.(png|svg)$/.test(file)) return spawnSync(lapel, ["unbake", file]).status === 65 ? null : "a badge in it";
  if (/\.(pem|txt)$/.test(file)) return null;
  return verify([...sampleTime, "--offline", file]).verdict === "valid" ? "valid alone" : null;
}

// The issuers' hosts are gone: their keys are published as the badges have them.
function ob30(e) {
  const file = at(e), name = e.file.split("/ob30/")[1];
  if (name === "bit-string-list/testlist") return isDocument(e);
  const { report } = verify([...sampleTime, "--offline", file]);
  let map = {};
  try { map = { ...published(file, report.issuer.id), ...(parsed(file) ? publishedAll(parsed(file)) : {}) }; } catch { /* no issuer, no key */ }
  const status = parsed(file)?.credentialStatus;
  if (status?.statusListCredential) map[status.statusListCredential] = path.join(path.dirname(file), "testlist");
  else if (status) map[status.id] = path.join(vectors, "1edtech/public-validator/status-lists/1edtech-revocation-list.json");
  return says(verify([...sampleTime, "--documents", put("map.json", map), file]), e, reasonsFor);
}

function clr20(e) {
  const file = at(e);
  let map = {};
  try { map = publishedAll(parsed(file)); } catch { /* no proof, no key */ }
  return says(verify([...sampleTime, "--documents", put("map.json", map), file]), e, reasonsFor);
}

const core = path.join(vectors, "1edtech/validator-core");
function recorded(e) {
  if (!e.file.endsWith(".json")) {
    const user = e.file.replace(/\.(input|res\d+)\.\w+$/, ".json");
    return manifest.some((m) => m.file === user) ? null : "belongs to no case";
  }
  const c = readJson(at(e));
  const r = verify(caseArguments(core, c));
  if (c.expect.valid !== (r.status === 0)) return `${r.verdict}: ${r.codes}`;
  return c.expect.valid ? null : says(r, { ...e, expected: "invalid" }, reasonsFor);
}

const isHeld = (e) => /\.(png|svg)$/.test(e.file) ? isLinked(at(e)) : isDocument({ ...e, expected: "valid" });

function ob3Example(e) {
  const r = parsed(at(e)) ? verify([...sampleTime, "--offline", at(e)]) : { verdict: "unverified", codes: [] };
  if (e.expected === "invalid") return says(r, e, reasonsFor);
  if (/credential\)/.test(e.what)) return says(r, e, reasonsFor);
  return r.verdict === "valid" ? "a fragment is called valid" : isDocument(e);
}

function worked(e) {
  if (/unsigned\.json$/.test(e.file)) return says(verify([...sampleTime, "--offline", at(e)]), e, reasonsFor);
  if (/signed\.json$/.test(e.file))
    return says(verify([...sampleTime, "--documents", put("map.json", publishedAll(parsed(at(e)))), at(e)]), e, reasonsFor);
  return byUnit("badge/test_suites")(e);
}

// Unsigned, and not badges: the parts are judged by the model of credentials; as
// a whole none is ever valid.
function vcdm(e) {
  if (verify([...sampleTime, "--offline", at(e)]).verdict === "valid") return "valid without a proof";
  return e.expected === "invalid" ? either(byUnit("badge/test_model"), () => null)(e) : byUnit("badge/test_model")(e);
}

function canonicalOfConfig(e) {
  if (!/addProofConfigCanon\.txt$/.test(e.file)) return "no canonical form";
  const r = inspect("canonicalize", at(e).replace("Canon.txt", ".json"));
  return r.out.trim() === readFileSync(at(e), "utf8").trim() ? null : r.out;
}

// Keys, inputs and intermediate values, from which or to which others come.
const isData = (e) => /\.json$/.test(e.file) && e.expected === "valid" ? isDocument(e) : "no data";

const suites = [
  ["W3C JSON-LD 1.1 API", /^w3c\/json-ld-api\//, either(byUnit("format/test_jsonld_suite"), (e) => isOfOneZero(e) ? null : "in no case")],
  ["W3C RDFC-1.0", /^w3c\/rdf-canon\//, byUnit("format/test_rdfc")],
  ["W3C VC-DI-EDDSA", /^w3c\/vc-di-eddsa\//, either(byUnit("badge/test_suites"), isData)],
  ["W3C VC-DI-ECDSA", /^w3c\/vc-di-ecdsa\//, either(byUnit("badge/test_suites", "badge/test_suites_sd"), canonicalOfConfig, isData)],
  ["W3C VCDM 2.0", /^w3c\/vc-data-model-2\.0\//, vcdm],
  ["1EdTech Implementation Guides", /^1edtech\/impl-guide\//, worked],
  ["1EdTech OB 2.0 samples", /^1edtech\/public-validator\/ob20\//, ob20],
  ["1EdTech OB 3.0 samples", /^1edtech\/public-validator\/ob30\//, ob30],
  ["1EdTech CLR 2.0 samples", /^1edtech\/public-validator\/clr20\//, clr20],
  ["1EdTech status lists", /^1edtech\/public-validator\/status-lists\//, isDocument],
  ["1EdTech validator core, cases", /^1edtech\/validator-core\/cases\//, recorded],
  ["1EdTech validator core, tables", /^1edtech\/validator-core\/tables\//, byUnit("badge/test_rules")],
  ["1EdTech validator core, parts", /^1edtech\/validator-core\/components\//, isHeld],
  ["Examples of OB 3.0", /^examples\/ob3\//, ob3Example],
  ["Examples of OB 2.0", /^examples\/ob2-(spec|examples)\//, isDocument],
  ["Examples of baking", /^examples\/ob2-baking\//, (e) => spawnSync(lapel, ["unbake", at(e)]).status === 0 ? null : "no badge in it"],
  ["Contexts", /^contexts\//, isContext],
  ["Schemas", /^schemas\//, isDocument],
];

// Inputs that only cases for processors of JSON-LD 1.0 have: the suite says
// `specVersion: json-ld-1.0` of them, and a 1.1 processor does not run them.
function isOfOneZero(e) {
  const base = path.join(vectors, "w3c/json-ld-api/tests"), name = e.file.slice("w3c/json-ld-api/tests/".length);
  const cases = ["expand", "compact", "flatten", "toRdf", "fromRdf"]
    .flatMap((p) => readJson(path.join(base, `${p}-manifest.jsonld`)).sequence)
    .filter((t) => [t.input, t.expect, t.context, t.option?.expandContext].includes(name));
  return cases.length > 0 && cases.every((t) => t.option?.specVersion === "json-ld-1.0");
}

const table = [];
for (const [name, pattern, hold] of suites)
  test(`${name}: each vector is held, or an exception with its clause`, { skip }, () => {
    const entries = manifest.filter((e) => pattern.test(e.file)), wrong = [];
    const count = { suite: name, entries: entries.length, held: 0, excepted: 0 };
    assert.ok(entries.length > 0);
    for (const e of entries) {
      const why = hold(e);
      if (why === null && exceptions[e.file]) wrong.push(`${e.file}: is held, and need not be an exception`);
      else if (why === null) count.held++;
      else if (exceptions[e.file]) count.excepted++;
      else wrong.push(`${e.file} (${e.expected}): ${why}`);
    }
    table.push(count);
    assert.deepEqual(wrong, []);
  });

test("every entry of the manifest is in exactly one suite, every exception in the manifest", { skip }, () => {
  for (const e of manifest) assert.equal(suites.filter(([, p]) => p.test(e.file)).length, 1, e.file);
  for (const [file, clause] of Object.entries(exceptions)) {
    assert.ok(manifest.some((e) => e.file === file), file);
    assert.match(clause, /§/, file);
  }
});

test("the counts", { skip }, () => {
  const row = (c) => console.log(`# ${c.suite.padEnd(32)} ${String(c.entries).padStart(5)} ${String(c.held).padStart(5)} ${String(c.excepted).padStart(9)}`);
  row({ suite: "suite", entries: "files", held: "held", excepted: "excepted" });
  table.forEach(row);
  const sum = (k) => table.reduce((n, c) => n + c[k], 0);
  row({ suite: "all", entries: sum("entries"), held: sum("held"), excepted: sum("excepted") });
  assert.equal(sum("entries"), manifest.length);
  assert.equal(sum("held") + sum("excepted"), manifest.length);
});

// ---- the hostile corpus -----------------------------------------------------

const corpus = path.join(sets, "hostile");
// Which tests hold a kind of it, each file by the verdict of its manifest.
const holders = ["test/tools/hostile.test.mjs", "test/web/hostile_http.test.mjs", "test/web/hostile_files.test.mjs",
  ...["app/test_backup", "web/test_fetch", ...["bitstring", "csv", "did", "jose", "json", "jsonld", "png", "rdfc", "svg"].map((n) => `format/test_${n}`)]
    .map((n) => `test/unit/${n}.c`)];

test("every kind of hostile file is held by a test", { skip: !there(corpus) && "no test data" }, () => {
  const entries = readJson(path.join(corpus, "MANIFEST.json"));
  const kinds = [...new Set(entries.map((e) => e.kind))];
  console.log(`# ${"hostile".padEnd(32)} files  held by`);
  for (const kind of kinds.sort()) {
    const by = holders.filter((file) => new RegExp(file.endsWith(".c") ? `hostile\\("${kind}("|/)` : `"${kind}("|/)`).test(readFileSync(path.join(root, file), "utf8")));
    console.log(`# ${kind.padEnd(32)} ${String(entries.filter((e) => e.kind === kind).length).padStart(5)}  ${by.map((f) => f.replace(/^test\//, "")).join(" ")}`);
    assert.ok(by.length > 0, kind);
  }
});
