// fuzz.test.mjs — every fuzz target states a property, has a dictionary and a
// corpus, and a line in the table of test/fuzz/README.md.
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { root } from "./tools.mjs";

const folder = path.join(root, "test/fuzz");
const names = readdirSync(folder).map((f) => /^fuzz_(.+)\.c$/.exec(f)?.[1]).filter(Boolean).sort();
const listed = [...readFileSync(path.join(folder, "README.md"), "utf8").matchAll(/^\| `(\w+)` \| .+ \| .+ \|$/gm)].map((m) => m[1]);

test("the table has each target, and no other", () => assert.deepEqual(listed, names));

for (const name of names)
  test(`fuzz target ${name} has a property, a dictionary and a corpus`, () => {
    assert.match(readFileSync(path.join(folder, `fuzz_${name}.c`), "utf8"), /REQUIRE|abort\(\)/);
    const dictionary = path.join(folder, `${name}.dict`);
    assert.ok(existsSync(dictionary), `${name}.dict`);
    for (const line of readFileSync(dictionary, "utf8").split("\n"))
      assert.match(line, /^$|^#|^(\w+=)?"(\\.|[^"\\])+"$/, line);
    assert.ok(readdirSync(path.join(folder, "corpus", name)).length > 0);
  });

// What strangers' bytes meet: a new parser gets a target of its own.
test("each kind of input that strangers give has a target", () => {
  for (const name of ["json", "jsonld_expand", "nquads", "rdfc", "jose", "did", "codec", "multikey", "png", "svg", "bake",
    "status", "bitstring", "csv", "uri", "verify", "json_schema", "cbor", "email", "markdown", "archive", "head", "form"])
    assert.ok(names.includes(name), name);
});
