// Canonical forms against jsonld.js, the processor that most issuers sign
// with: in safe mode both give the same bytes, or both refuse. Runs when the
// documents are there: LAPEL_VECTORS names the folder, else ../shared.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const lapel = path.resolve(root, process.env.LAPEL_BUILD || "build", "lapel");
const vectors = path.join(path.resolve(root, process.env.LAPEL_VECTORS || "../shared"), "vectors");
const hasPeer = existsSync(path.join(root, "node_modules/jsonld"));
const skip = !hasPeer ? "jsonld is not installed" : !existsSync(vectors) && "no test data";

function contexts() {
  const folder = path.join(vectors, "contexts");
  const map = JSON.parse(readFileSync(path.join(folder, "map.json"), "utf8"));
  const read = (file) => JSON.parse(readFileSync(path.join(folder, file), "utf8"));
  return Object.fromEntries(Object.entries(map).filter(([, file]) => typeof file === "string").map(([url, file]) => [url, read(file)]));
}

const documents = (folder) => readdirSync(path.join(vectors, folder), { recursive: true })
  .map((name) => path.join(vectors, folder, name))
  .filter((file) => /\.json(ld)?$/.test(file) && statSync(file).size < 60000);

function parse(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

// null: refused. undefined: it names a context that only we carry.
async function theirs(jsonld, document, known) {
  let isUnknown = false;
  const documentLoader = (url) => {
    isUnknown ||= !known[url];
    if (!known[url]) throw new Error("not known");
    return { documentUrl: url, document: known[url] };
  };
  try {
    return await jsonld.canonize(document, { algorithm: "RDFC-1.0", safe: true, documentLoader });
  } catch {
    return isUnknown ? undefined : null;
  }
}

function ours(file) {
  const r = spawnSync(lapel, ["inspect", "canonicalize", "--safe", file], { encoding: "utf8" });
  return r.status === 0 ? r.stdout : null;
}

test("jsonld.js finds the same canonical form, or refuses as we do", { skip }, async () => {
  const jsonld = createRequire(import.meta.url)("jsonld");
  const known = contexts();
  let same = 0;
  for (const folder of ["1edtech", "w3c/vc-data-model-2.0", "w3c/vc-di-eddsa"])
    for (const file of documents(folder)) {
      const document = parse(file);
      const want = document?.["@context"] && (await theirs(jsonld, document, known));
      if (want === undefined) continue;
      assert.equal(ours(file), want, file);
      same += want !== null;
    }
  assert.ok(same > 50, `only ${same} documents`);
});
