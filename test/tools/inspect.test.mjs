// `lapel inspect`: one step of a standard at a time. The W3C suite runs when it
// is there: LAPEL_VECTORS names the folder that holds vectors/, else ../shared.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const lapel = path.resolve(root, process.env.LAPEL_BUILD || "build", "lapel");
const sets = path.resolve(root, process.env.LAPEL_VECTORS || "../shared");
const dir = mkdtempSync(path.join(tmpdir(), "lapel-inspect-"));
after(() => rmSync(dir, { recursive: true, force: true }));
const suite = path.join(sets, "vectors/w3c/rdf-canon/tests");

function inspect(args, input) {
  const r = spawnSync(lapel, ["inspect", ...args], { encoding: "utf8", input, timeout: 60000 });
  return { status: r.status, out: r.stdout, err: r.stderr };
}

const quads = '_:x <p:b> "1" .\n<s:a> <p:b> _:x .\n';
const sorted = '<s:a> <p:b> _:c14n0 .\n_:c14n0 <p:b> "1" .\n';

test("canonicalize prints N-Quads, their hash, or the labels", () => {
  assert.deepEqual(inspect(["canonicalize", "-"], quads), { status: 0, out: sorted, err: "" });
  assert.equal(inspect(["canonicalize", "--map", "-"], quads).out, '{"x":"c14n0"}\n');
  for (const hash of ["SHA256", "SHA384"])
    assert.equal(inspect(["canonicalize", "--digest", "--hash", hash, "-"], quads).out,
      createHash(hash).update(sorted).digest("hex") + "\n");
});

test("canonicalize takes JSON-LD too", () => {
  const document = { "@context": { "@vocab": "https://example.org/" }, "@id": "urn:a", name: "x", knows: { name: "y" } };
  const r = inspect(["canonicalize", "-"], JSON.stringify(document));
  assert.equal(r.out, '<urn:a> <https://example.org/knows> _:c14n0 .\n<urn:a> <https://example.org/name> "x" .\n' +
    '_:c14n0 <https://example.org/name> "y" .\n');
  const bad = inspect(["canonicalize", "-"], '{"@context": 5}');
  assert.equal(bad.status, 65);
  assert.match(bad.err, /^invalid local context/);
});

test("contexts come from --documents, and from nowhere else", () => {
  const document = '{"@context": "https://example.org/c", "name": "x"}';
  const bad = inspect(["canonicalize", "-"], document);
  assert.equal(bad.status, 65);
  assert.match(bad.err, /^loading remote context failed/);
  const map = path.join(dir, "map.json");
  writeFileSync(path.join(dir, "c.json"), '{"@context": {"name": "https://example.org/name"}}');
  writeFileSync(map, '{"https://example.org/c": "c.json"}');
  assert.equal(inspect(["canonicalize", "--documents", map, "-"], document).out, '_:c14n0 <https://example.org/name> "x" .\n');
});

test("jcs prints canonical JSON", () => {
  assert.equal(inspect(["jcs", "-"], '{"b": 1e0, "a": [null, "\\u00e9"]}').out, '{"a":[null,"é"],"b":1}');
});

test("what cannot be read is 65, what is not known is 64", () => {
  for (const [args, input, status] of [
    [["canonicalize", "-"], "<s:a> <p:b> .\n", 65], [["canonicalize", "-"], "{", 65], [["canonicalize", "/nowhere"], "", 65],
    [["jcs", "-"], '{"a":1,"a":2}', 65], [["jcs", "-"], "1e400", 65],
    [["nothing", "-"], "", 64], [["canonicalize"], "", 64], [["canonicalize", "--hash", "MD5", "-"], quads, 64],
    [["canonicalize", "--mode", "1.2", "-"], quads, 64],
  ]) {
    const r = inspect(args, input);
    assert.equal(r.status, status, args.join(" ") + r.err);
    assert.equal(r.out, "");
    assert.notEqual(r.err, "");
  }
});

test("the W3C suite of RDFC-1.0 passes", { skip: !existsSync(suite) && "no test data" }, () => {
  const entries = JSON.parse(readFileSync(path.join(suite, "manifest.jsonld"), "utf8")).entries;
  for (const e of entries) {
    const args = ["canonicalize", ...(e.hashAlgorithm ? ["--hash", e.hashAlgorithm] : [])];
    const isMap = e.type === "rdfc:RDFC10MapTest";
    const r = inspect([...args, ...(isMap ? ["--map"] : []), path.join(suite, e.action)]);
    if (e.type === "rdfc:RDFC10NegativeEvalTest") {
      assert.equal(r.status, 65, e.id);
      assert.match(r.err, /^too complex/);
      continue;
    }
    const want = readFileSync(path.join(suite, e.result), "utf8");
    if (isMap)
      assert.deepEqual(JSON.parse(r.out), JSON.parse(want), e.id);
    else
      assert.equal(r.out, want, e.id);
  }
  assert.equal(entries.length, 86);
});
