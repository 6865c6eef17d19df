// po.test.mjs — each language is whole: whatever the program says is in its
// file, or in the list of what only looks like a sentence (`make tests` collects them).
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { build, root, run } from "./tools.mjs";

const template = path.join(build, "lapel.pot");

for (const name of readdirSync(path.join(root, "po")).filter((file) => file.endsWith(".po")))
  test(`${name} has every sentence of the program`, () => {
    const { status, err } = run("msgcmp", [path.join(root, "po", name), template]);
    assert.equal(status, 0, err.split("\n").slice(0, 40).join("\n"));
  });

// The program says a sentence in English where its translation would ask printf for other
// values (src/base/words.c): the same places, found the same way. "100 % of" is one, to printf.
const holes = (text) => [...text.matchAll(/%[-+ #0-9.*hljzt]*[diouxXcsfFeEgGaApnmSC%]/g)].map((found) => found[0]);
const quoted = (lines) => [...lines.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((found) => found[1]).join("");

for (const name of readdirSync(path.join(root, "po")).filter((file) => file.endsWith(".po")))
  test(`${name} asks printf for the values of the English alone`, () => {
    const text = readFileSync(path.join(root, "po", name), "utf8");
    const other = [];
    for (const [, english, there] of text.matchAll(/^msgid ((?:".*"\n)+)msgstr ((?:".*"(?:\n|$))+)/gm))
      if (quoted(english) && holes(quoted(english)).join() !== holes(quoted(there)).join()) other.push(quoted(english));
    assert.deepEqual(other, []);
  });
