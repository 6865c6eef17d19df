// check_sql.test.mjs — every SQL literal of the program is prepared on both
// engines, and the tool names what is wrong.
import assert from "node:assert/strict";
import path from "node:path";
import test from "node:test";
import { build, folder, root, run, tool } from "./tools.mjs";

// Preprocesses C text as the Makefile does and checks it on a fresh SQLite.
function check(t, source) {
  const dir = folder(t, { "x.c": `#include "store/db.h"\n${source}\n` });
  const text = path.join(dir, "x.i");
  const { status, err } = run("gcc", ["-DCHECK_SQL", "-E", "-I", path.join(root, "src"), "-o", text, path.join(dir, "x.c")]);
  assert.equal(status, 0, err);
  return run(tool("check_sql"), [`sqlite:${path.join(dir, "x.db")}`, text]);
}

test("a statement that the engine knows passes, macros and all", (t) => {
  const { status, out, err } = check(t, `
#define COLUMNS "id, name"
static const char sql_a[] = SQL("SELECT " COLUMNS " FROM person WHERE org_id = $1"
                                " ORDER BY id");`);
  assert.equal(status, 0, err);
  assert.match(out, /^1 statements, 0 wrong$/m);
});

test("a statement for the other engine alone is left to that engine", (t) => {
  const { status, out, err } = check(t, `
static const char sql_a[] = SQL_ON_POSTGRES("SELECT tgname FROM pg_trigger");
static const char sql_b[] = SQL_ON_SQLITE("SELECT name FROM sqlite_master");`);
  assert.equal(status, 0, err);
  assert.match(out, /^2 statements, 0 wrong$/m);
});

for (const [what, source, message] of [
  ["an unknown column on its own engine", `static const char s[] = SQL_ON_SQLITE("SELECT nonsense FROM person");`, /x\.c:2: no such column/],
  ["an unknown column", `static const char s[] = SQL("SELECT nonsense FROM person");`, /x\.c:2: no such column: nonsense/],
  ["an unknown table", `static const char s[] = SQL("DELETE FROM nowhere WHERE id = $1");`, /x\.c:2: no such table/],
  ["a text made elsewhere than in store/tables", `static const char s[] = SQL_MADE("SELECT ");`, /x\.c:2: statements are made .* alone/],
  ["broken syntax", `static const char s[] = SQL("SELECT FROM WHERE");`, /x\.c:2: .*syntax error/],
  ["SQL outside the marker", `const char *s = "SELECT id FROM person";`, /x\.c:2: SQL outside SQL\(\)/],
]) {
  test(`${what} is refused with file and line`, (t) => {
    const { status, err } = check(t, source);
    assert.equal(status, 1);
    assert.match(err, message);
  });
}

test("a quote inside a character or a string does not hide a statement", (t) => {
  const { status, err } = check(t, `char c = '"'; const char *q = "\\""; static const char s[] = SQL("SELECT x FROM person");`);
  assert.equal(status, 1);
  assert.match(err, /no such column: x/);
});

const programs = { cwd: root, env: { ...process.env, MAKEFLAGS: "" } };
// As `make` itself names it: by another name it would link the programs anew, under those who run them.
const folderOf = (b) => (path.basename(b) === "san" ? [`B=${path.relative(root, path.dirname(b))}`, "SAN=1"] : [`B=${path.relative(root, b)}`]);

test("every statement of the program is prepared by SQLite", () => {
  const { status, out, err } = run("make", ["-s", ...folderOf(build), "check-sql"], programs);
  assert.equal(status, 0, err);
  assert.match(out, /^\d{3,} statements, 0 wrong$/m);
});

test("every statement of the program is prepared by PostgreSQL", { skip: !process.env.LAPEL_TEST_POSTGRES }, () => {
  const server = process.env.LAPEL_TEST_POSTGRES;
  const name = `check_sql_${process.pid}`;
  assert.equal(run("psql", [`${server}/postgres`, "-qc", `CREATE DATABASE ${name}`]).status, 0);
  const { status, out, err } = run("make", ["-s", ...folderOf(build), "check-sql", `DATABASE=${server}/${name}`], programs);
  assert.equal(status, 0, err);
  assert.match(out, /^\d{3,} statements, 0 wrong$/m);
});
