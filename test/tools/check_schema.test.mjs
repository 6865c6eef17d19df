// check_schema.test.mjs — the numbers of the schema's steps.
import assert from "node:assert/strict";
import path from "node:path";
import test from "node:test";
import { folder, root, run } from "./tools.mjs";

const check = (t, names) =>
  run("/bin/bash", [path.join(root, "tools/check_schema.sh"), folder(t, Object.fromEntries(names.map((name) => [name, "SELECT 1;"])))]);

test("steps that count from 1 are fine", (t) => {
  assert.deepEqual(check(t, ["0001_start.sql", "0002_more.sql"]).status, 0);
});

test("two steps of one number are refused by name", (t) => {
  const { status, out } = check(t, ["0001_start.sql", "0002_more.sql", "0002_other.sql"]);
  assert.equal(status, 1);
  assert.match(out, /0002_other\.sql: step 3 .* next free number/);
});

test("a number left out is refused", (t) => {
  assert.equal(check(t, ["0001_start.sql", "0003_late.sql"]).status, 1);
});

test("the schema's own steps are fine", () => {
  assert.deepEqual(run("/bin/bash", [path.join(root, "tools/check_schema.sh"), path.join(root, "schema")]).status, 0);
});
