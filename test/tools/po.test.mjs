// po.test.mjs — each language is whole: whatever the program says is in its
// file, or in the list of what only looks like a sentence (`make tests` collects them).
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { build, root, run } from "./tools.mjs";

const template = path.join(build, "lapel.pot");

for (const name of readdirSync(path.join(root, "po")).filter((file) => file.endsWith(".po")))
  test(`${name} has every sentence of the program`, () => {
    const { status, err } = run("msgcmp", [path.join(root, "po", name), template]);
    assert.equal(status, 0, err.split("\n").slice(0, 40).join("\n"));
  });
