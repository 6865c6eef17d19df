// Whatever a check may find has its line in the one table of advice, and each
// line of the table is found by something.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { root } from "./tools.mjs";

const folder = path.join(root, "src/badge");
const source = (name) => readFileSync(path.join(folder, name), "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
const rows = new Set([...source("advice.c").matchAll(/\{"([a-z0-9-]+)",\n/g)].map(([, code]) => code));

// Words in the form of codes that are none: names of rows, kinds, parts, headers.
const NO_CODE = new Set(["badge-class", "older-form", "data-integrity", "content-type", "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"]);
const used = new Map();
for (const name of readdirSync(folder).filter((n) => n.endsWith(".c") && n !== "advice.c")) {
  const text = source(name);
  for (const [, word] of text.matchAll(/"([a-z]+(?:-[a-z]+)+)"/g)) if (!NO_CODE.has(word)) used.set(word, name);
  for (const word of ["revoked", "suspended", "expired"]) if (text.includes(`"${word}"`)) used.set(word, name);
  // Beside an outcome stands a code, of whatever form.
  for (const [, word] of text.matchAll(/\b(?:FAIL|WARN|UNTESTED),\s*"([^"]*)"/g)) used.set(word, name);
}

test("every code that a check may carry has advice for the earner and for the verifier", () => {
  assert.ok(rows.size > 50, "the table was not found");
  assert.deepEqual([...used].filter(([code]) => code && !rows.has(code)), []);
});

test("every line of the table of advice belongs to a check", () => {
  assert.deepEqual([...rows].filter((code) => !used.has(code)), []);
});
