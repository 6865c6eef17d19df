// scripts.test.mjs — installing what is missing, summing up what ran.
import assert from "node:assert/strict";
import { copyFileSync, cpSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { folder, root, run } from "./tools.mjs";

const sh = (text) => `#!/bin/bash\n${text}\n`;

// A machine where these packages are installed; apt-get and sudo tell what they were asked.
function machine(t, { installed, user = 0, sudo = false, node = true, apt = "" }) {
  const dir = folder(t, {
    "bin/dpkg-query": sh(`for p in ${installed.join(" ")}; do echo "$p installed"; done; echo "gone deinstall"; exit 1`),
    "bin/apt-get": sh(`echo "apt-get $*" >> "$LOG"; ${apt}`),
    "bin/id": sh(`echo ${user}`),
    "log": "",
    ...(sudo && { "bin/sudo": sh(`echo "sudo" >> "$LOG"; exec "$@"`) }),
    ...(node && { "bin/node": sh("true"), "bin/npm": sh("true") }),
  });
  for (const name of ["bash", "awk", "env", "cat"]) {
    copyFileSync(run("which", [name]).out.trim(), path.join(dir, "bin", name));
  }
  const env = { PATH: path.join(dir, "bin"), LOG: path.join(dir, "log") };
  const answer = run("/bin/bash", [path.join(root, "tools/install-packages.sh"), "run"], { env });
  return { ...answer, log: readFileSync(env.LOG, "utf8") };
}

function runPackages() {
  const text = readFileSync(path.join(root, "tools/install-packages.sh"), "utf8").replace(/#.*$/gm, "");
  return /\brun=\(([^)]*)\)/.exec(text)[1].trim().split(/\s+/);
}

test("nothing is asked of apt when all packages are here", (t) => {
  const { status, out, log } = machine(t, { installed: runPackages() });
  assert.deepEqual([status, out, log], [0, "", ""]);
});

test("only what is missing is installed, without recommendations", (t) => {
  const installed = runPackages().filter((p) => p !== "libcmark-dev" && p !== "make");
  const { status, out, log } = machine(t, { installed });
  assert.equal(status, 0, out);
  assert.match(out, /needs 2 Debian packages/);
  assert.match(log, /apt-get .*update\napt-get .*install -y --no-install-recommends make libcmark-dev\n$/);
});

test("Debian's node is installed only where there is no other", (t) => {
  const { log } = machine(t, { installed: runPackages(), node: false });
  assert.match(log, /install -y --no-install-recommends nodejs npm\n$/);
});

test("who is not root is helped by sudo", (t) => {
  const { status, log } = machine(t, { installed: runPackages().slice(1), user: 1000, sudo: true });
  assert.equal(status, 0);
  assert.match(log, /^sudo\napt-get/);
});

test("without root and sudo the command to run is told", (t) => {
  const { status, err, log } = machine(t, { installed: runPackages().slice(1), user: 1000 });
  assert.equal(status, 1);
  assert.match(err, /apt-get install --no-install-recommends gcc\n/);
  assert.equal(log, "");
});

test("a failed installation says so", (t) => {
  const { status, err } = machine(t, { installed: runPackages().slice(1), apt: "exit 100" });
  assert.equal(status, 1);
  assert.match(err, /Not every package could be installed/);
});

test("every package is listed once", () => {
  const text = readFileSync(path.join(root, "tools/install-packages.sh"), "utf8").replace(/#.*$/gm, "");
  const all = ["run", "test", "browser", "node"].flatMap((name) =>
    new RegExp(`^${name}=\\(([^)]*)\\)`, "m").exec(text)[1].trim().split(/\s+/));
  assert.deepEqual(all.length, new Set(all).size);
});

// A tree with these unit programs, each a script that speaks TAP.
// They have a PostgreSQL already, unless they are to start one.
function tests(t, programs, { scenarios = {}, more = {}, args = ["build", "all"], postgres = "postgres://here", source = "" } = {}) {
  const files = { ...more };
  for (const [name, text] of Object.entries(programs)) {
    files[`test/unit/base/test_${name}.c`] = source;
    if (text !== null) files[`build/test/unit/base/test_${name}`] = sh(text);
  }
  for (const [name, text] of Object.entries(scenarios)) files[`test/tools/${name}.test.mjs`] = text;
  const dir = folder(t, files);
  mkdirSync(path.join(dir, "tools"));
  cpSync(path.join(root, "tools/run-tests.sh"), path.join(dir, "tools/run-tests.sh"));
  const { NODE_TEST_CONTEXT, ...env } = process.env;      // else node's runner thinks it is nested
  env.LAPEL_TEST_POSTGRES = postgres;
  const answer = run(path.join(dir, "tools/run-tests.sh"), args, { cwd: dir, env });
  return { ...answer, last: answer.out.trimEnd().split("\n").at(-1) };
}

test("tests are counted over programs and kinds", (t) => {
  const { status, last, out } = tests(t, {
    a: 'echo "1..3"; echo "ok 1 - x"; echo "ok 2 - y"; echo "ok 3 - z # SKIP no disk"',
    b: 'echo "ok 1 - x" >&2',
  }, { scenarios: { c: 'import test from "node:test";\ntest("a", () => {});\ntest("b", { skip: true }, () => {});\n' } });
  assert.equal(last, "4 passed, 0 failed, 2 skipped", out);
  assert.equal(status, 0);
});

test("what fails is shown whole, and the status says no", (t) => {
  const { status, last, out } = tests(t, { a: 'echo "ok 1 - x"; echo "why: because"; echo "not ok 2 - y"; exit 1' });
  assert.equal(last, "1 passed, 1 failed, 0 skipped");
  assert.match(out, /why: because/);
  assert.equal(status, 1);
});

const silent = [
  ["a crash after the last test", 'echo "ok 1 - x"; exit 139', "1 passed, 1 failed, 0 skipped"],
  ["a program that tests nothing", "true", "0 passed, 1 failed, 0 skipped"],
  ["a program that was not built", null, "0 passed, 1 failed, 0 skipped"],
];
for (const [what, text, want] of silent) {
  test(`${what} is a failure`, (t) => {
    const { status, last } = tests(t, { a: text });
    assert.deepEqual([status, last], [1, want]);
  });
}

test("a scenario that throws outside of its tests is a failure", (t) => {
  const { status, last, out } = tests(t, {}, { scenarios: { c: 'throw new Error("at the top");\n' } });
  assert.deepEqual([status, last], [1, "0 passed, 1 failed, 0 skipped"], out);
  assert.match(out, /at the top/);
});

test("a build that failed is a failure, whatever older programs say", (t) => {
  const { status, last } = tests(t, { a: `echo "ok 1 - x"` }, { args: ["build", "all"], more: { "build/unbuilt": "" } });
  assert.deepEqual([status, last], [1, "1 passed, 1 failed, 0 skipped"]);
});

test("names narrow what is run", (t) => {
  const { last } = tests(t, { a: 'echo "ok 1 - x"', b: "exit 1" }, { args: ["build", "unit", "base/test_a"] });
  assert.equal(last, "1 passed, 0 failed, 0 skipped");
});

test("a PostgreSQL is started only for tests whose source speaks of one", (t) => {
  const answer = (source) => tests(t, { a: 'echo "ok 1 - x"' }, { args: ["build", "unit"], postgres: "", source }).last;
  assert.equal(answer("int main(void);"), "1 passed, 0 failed, 0 skipped");
  assert.equal(answer('#include "unit/store_db.h"'), "0 passed, 1 failed, 0 skipped");   // there is no postgres.sh in that folder
});
