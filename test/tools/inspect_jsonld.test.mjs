// JSON-LD on the command line: each verb, each option, errors. The W3C suite
// itself runs in test/unit/format; here a part of it asks whether the options
// arrive. LAPEL_VECTORS names the folder that holds vectors/, else ../shared.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const lapel = path.resolve(root, process.env.LAPEL_BUILD || "build", "lapel");
const sets = path.resolve(root, process.env.LAPEL_VECTORS || "../shared");
const suite = path.join(sets, "vectors/w3c/json-ld-api/tests");
const site = "https://w3c.github.io/json-ld-api/tests/";
const dir = mkdtempSync(path.join(tmpdir(), "lapel-jsonld-"));
after(() => rmSync(dir, { recursive: true, force: true }));

function inspect(args, input) {
  const r = spawnSync(lapel, ["inspect", ...args], { encoding: "utf8", input, timeout: 60000 });
  return { status: r.status, out: r.stdout, err: r.stderr };
}
const json = (args, input) => {
  const r = inspect(args, input);
  assert.equal(r.status, 0, r.err);
  return JSON.parse(r.out);
};

const document = '{"@context": {"name": "urn:name", "t": {"@id": "urn:t", "@type": "@id"}}, "@id": "urn:a", "name": "x", "t": "b"}';

test("expand, compact and flatten print JSON", () => {
  const context = path.join(dir, "context.json");
  writeFileSync(context, '{"@context": {"n": "urn:name"}}');
  assert.deepEqual(json(["expand", "--base", "https://e.org/", "-"], document),
    [{ "@id": "urn:a", "urn:name": [{ "@value": "x" }], "urn:t": [{ "@id": "https://e.org/b" }] }]);
  assert.deepEqual(json(["compact", "--context", context, "--base", "https://e.org/", "-"], document),
    { "@context": { n: "urn:name" }, "@id": "urn:a", n: "x", "urn:t": { "@id": "b" } });
  assert.deepEqual(json(["flatten", "-"], '{"urn:p": {"@id": "urn:b", "urn:q": 1}}'),
    [{ "@id": "_:b0", "urn:p": [{ "@id": "urn:b" }] }, { "@id": "urn:b", "urn:q": [{ "@value": 1 }] }]);
});

test("quads go out and come back", () => {
  const quads = inspect(["quads", "--base", "https://e.org/", "-"], document).out;
  assert.equal(quads, '<urn:a> <urn:name> "x" .\n<urn:a> <urn:t> <https://e.org/b> .\n');
  assert.deepEqual(json(["from-quads", "-"], quads),
    [{ "@id": "urn:a", "urn:name": [{ "@value": "x" }], "urn:t": [{ "@id": "https://e.org/b" }] }]);
});

test("an error begins with the specification's code and ends with the place", () => {
  for (const [input, message] of [
    ['{"@context": 5}', /^invalid local context: .*\(\/@context\)\n$/],
    ['{"@context": {"a": {"@id": "b:c", "@container": "@x"}}}', /^invalid container mapping: .*\(\/@context\/a\)\n$/],
    ['{"@context": "https://e.org/c"}', /^loading remote context failed: https:\/\/e\.org\/c/],
    ['[{"@id": 5}]', /^invalid @id value: .*\(\/0\/@id\)\n$/],
    ["{", /^loading document failed: /],
  ]) {
    const r = inspect(["expand", "-"], input);
    assert.equal(r.status, 65);
    assert.equal(r.out, "");
    assert.match(r.err, message);
  }
  const gone = path.join(dir, "gone.json"), here = path.join(dir, "here.json");
  writeFileSync(here, "{}");
  assert.match(inspect(["expand", gone]).err, /^loading document failed: /);
  assert.match(inspect(["compact", "--context", gone, here]).err, /^loading remote context failed: /);
});

test("--safe refuses what would be dropped, and says where", () => {
  const input = '{"urn:p": {"dropped": 1}}';
  assert.equal(inspect(["quads", "-"], input).status, 0);
  const r = inspect(["quads", "--safe", "-"], input);
  assert.equal(r.status, 65);
  assert.match(r.err, /^data-loss: .*\(\/urn:p\/dropped\)\n$/);
});

test("bundled contexts are there without a map; a map stands before them", () => {
  const vc = "https://www.w3.org/ns/credentials/v2";
  const input = JSON.stringify({ "@context": vc, type: "VerifiableCredential" });
  assert.match(inspect(["quads", "-"], input).out, /<https:\/\/www\.w3\.org\/2018\/credentials#VerifiableCredential>/);
  const map = path.join(dir, "map.json");
  writeFileSync(map, JSON.stringify({ [vc]: { json: { "@context": { type: "@type", "@vocab": "urn:v:" } } } }));
  assert.match(inspect(["quads", "--documents", map, "-"], input).out, /<urn:v:VerifiableCredential>/);
});

test("without a map, a context beside the document is read, and nothing from elsewhere", () => {
  writeFileSync(path.join(dir, "beside.json"), '{"@context": {"n": "urn:n"}}');
  const file = path.join(dir, "document.json");
  writeFileSync(file, '{"@context": "beside.json", "n": {"@id": "x"}}');
  assert.deepEqual(json(["expand", file]), [{ "urn:n": [{ "@id": "x" }] }]);
  const r = inspect(["expand", "--base", "https://e.org/", file]);
  assert.match(r.err, /^loading remote context failed: https:\/\/e\.org\/beside\.json/);
});

// As the suite compares: the order of arrays counts under @list only.
function normal(v, isList) {
  if (Array.isArray(v)) {
    const items = v.map((x) => normal(x));
    return isList ? items : items.map((x) => JSON.stringify(x)).sort();
  }
  if (v === null || typeof v !== "object") return v;
  return Object.fromEntries(Object.keys(v).sort().map((k) => [k, normal(v[k], k === "@list")]));
}

function optionsOf(t) {
  const o = t.option || {};
  const args = ["--ordered", "--base", o.base || site + t.input, "--documents", path.join(dir, "suite.json")];
  if (o.processingMode) args.push("--mode", o.processingMode);
  if (o.compactArrays === false) args.push("--no-compact-arrays");
  if (o.compactToRelative === false) args.push("--no-compact-to-relative");
  if (o.produceGeneralizedRdf) args.push("--produce-generalized-rdf");
  if (o.rdfDirection) args.push("--rdf-direction", o.rdfDirection);
  if (o.useNativeTypes) args.push("--use-native-types");
  if (o.useRdfType) args.push("--use-rdf-type");
  if (o.expandContext) args.push("--expand-context", path.join(suite, o.expandContext));
  if (t.context) args.push("--context", path.join(suite, t.context));
  return args;
}

const canonical = (text) => {
  const r = inspect(["canonicalize", "-"], text);
  return r.status === 0 ? r.out : text;          // generalised: as it is
};

function check(verb, t) {
  const r = inspect([verb, ...optionsOf(t), path.join(suite, t.input)]);
  if (t.expectErrorCode) {
    assert.equal(r.status, 65, t["@id"]);
    assert.ok(r.err.startsWith(t.expectErrorCode), `${t["@id"]}: ${r.err}`);
    return;
  }
  assert.equal(r.status, 0, `${t["@id"]}: ${r.err}`);
  if (!t.expect) return;
  const want = readFileSync(path.join(suite, t.expect), "utf8");
  if (verb === "quads") assert.equal(canonical(r.out), canonical(want), t["@id"]);
  else assert.deepEqual(normal(JSON.parse(r.out)), normal(JSON.parse(want)), t["@id"]);
}

for (const [part, verb] of [["expand", "expand"], ["compact", "compact"], ["flatten", "flatten"], ["toRdf", "quads"],
  ["fromRdf", "from-quads"]]) {
  test(`W3C cases of ${part} pass with their options`, { skip: !existsSync(suite) && "no test data" }, () => {
    const files = readdirSync(suite, { recursive: true }).filter((f) => f.endsWith(".jsonld"));
    writeFileSync(path.join(dir, "suite.json"), JSON.stringify(Object.fromEntries(files.map((f) => [site + f, path.join(suite, f)]))));
    const rows = JSON.parse(readFileSync(path.join(suite, `${part}-manifest.jsonld`), "utf8")).sequence;
    const hasOption = (t) => Object.keys(t.option || {}).some((k) => k !== "specVersion");
    for (const [i, t] of rows.entries())
      if (t.option?.specVersion !== "json-ld-1.0" && (hasOption(t) || i % 20 === 0)) check(verb, t);
  });
}
