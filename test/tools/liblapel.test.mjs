// liblapel.test.mjs — the library as an outside program meets it: installed
// into a folder, found by pkg-config alone, and nothing of it seen but its
// public names. Release build only: sanitizers have a runtime of their own.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { build, root, run } from "./tools.mjs";

const skip = /\/(san|cov)$/.test(build) ? "sanitizers have a runtime of their own" : false;
const dir = mkdtempSync(path.join(tmpdir(), "lapel-lib."));
const prefix = path.join(dir, "usr");
const at = (name) => path.join(dir, name);
const env = { ...process.env, PKG_CONFIG_PATH: path.join(prefix, "lib/pkgconfig"), LD_LIBRARY_PATH: path.join(prefix, "lib") };
for (const name of ["MAKEFLAGS", "MFLAGS", "MAKELEVEL", "LD_PRELOAD"]) delete env[name];
after(() => rmSync(dir, { recursive: true, force: true }));

const make = (target, ...more) =>
  run("make", ["-s", `B=${path.relative(root, build)}`, target, `PREFIX=${prefix}`, ...more], { cwd: root, env });
const config = (...flags) => {
  const { status, out, err } = run("pkg-config", [...flags, "lapel"], { env });
  assert.equal(status, 0, err);
  return out.trim().split(/\s+/);
};

function compile(compiler, source, flags, more = []) {
  const program = at(path.basename(source).replace(/\W/g, "_"));
  const { status, err } = run(compiler, ["-Wall", "-Wextra", "-Werror", source, ...more, ...flags, "-o", program], { env });
  assert.equal(status, 0, err);
  return program;
}

const lines = (file) => readFileSync(path.join(root, file), "utf8").trim().split("\n");
const example = (name) => path.join(root, "examples", name);
const names = lines("src/lib/abi.list");
const headers = readdirSync(path.join(root, "include/lapel"));

if (!skip)
  before(() => {
    const { status, err } = make("install");
    assert.equal(status, 0, err);
  });

test("make install puts programs, library, headers and lapel.pc where they belong", { skip }, () => {
  for (const file of ["bin/lapel", "bin/lapel-draw", "lib/liblapel.a", "lib/liblapel.so", "lib/liblapel.so.0", "lib/pkgconfig/lapel.pc",
    "share/man/man1/lapel.1", "share/man/man1/lapel-verify.1", "share/man/man3/lapel.3", "share/bash-completion/completions/lapel",
    "share/zsh/site-functions/_lapel", "share/fish/vendor_completions.d/lapel.fish",
    ...headers.map((h) => `include/lapel/${h}`)])
    assert.ok(existsSync(path.join(prefix, file)), file);
  assert.match(run("objdump", ["-p", path.join(prefix, "lib/liblapel.so")]).out, /SONAME\s+liblapel\.so\.0\n/);
  const version = run("pkg-config", ["--modversion", "lapel"], { env }).out.trim();
  assert.match(readFileSync(path.join(root, "include/lapel/lapel.h"), "utf8"), new RegExp(`LAPEL_VERSION +"${version}"`));
});

test("the shared library shows the names of the list and no other", { skip }, () => {
  const seen = run("nm", ["-D", "--defined-only", path.join(prefix, "lib/liblapel.so")]).out.trim().split("\n")
    .map((l) => l.split(" ").pop().replace(/@.*/, "")).filter((n) => n !== "LAPEL_0");
  assert.deepEqual(seen.sort(), [...names].sort());
});

test("the static library shows the same", { skip }, () => {
  const seen = run("nm", ["-g", "--defined-only", path.join(prefix, "lib/liblapel.a")]).out.trim().split("\n")
    .filter((l) => / [A-Z] /.test(l)).map((l) => l.split(" ").pop());
  assert.deepEqual(seen.sort(), [...names].sort());
});

test("the headers declare each name of the list, and no other", { skip: false }, () => {
  const text = headers.map((h) => readFileSync(path.join(root, "include/lapel", h), "utf8")).join("\n");
  const declared = [...text.matchAll(/LAPEL_API[^;{]*?\b(lapel_\w+)\(/g)].map((m) => m[1]);
  assert.deepEqual([...new Set(declared)].sort(), [...names].sort());
});

test("each header can be included alone, from C99 and from C++", { skip }, () => {
  for (const header of headers)
    for (const [compiler, ...flags] of [["cc", "-std=c99", "-pedantic", "-Wstrict-prototypes", "-xc"], ["c++", "-std=c++11", "-pedantic", "-xc++"]]) {
      const { status, err } = run(compiler, [...flags, "-Wall", "-Wextra", "-Werror", "-fsyntax-only", ...config("--cflags"),
        "-include", `lapel/${header}`, "/dev/null"], { env });
      assert.equal(status, 0, `${header}: ${err}`);
    }
});

test("a program of under forty lines verifies what another issued and a third baked", { skip }, () => {
  assert.ok(lines("examples/verify.c").length < 40);
  const flags = config("--cflags", "--libs");
  const [verify, issue, bake] = ["verify.c", "issue.c", "bake.c"].map((f) => compile("cc", example(f), flags));
  const issued = run(issue, ["ada@example.org"], { env });
  assert.equal(issued.status, 0, issued.err);
  writeFileSync(at("badge.json"), issued.out);
  writeFileSync(at("changed.json"), issued.out.replace("First aid", "Surgeon"));
  writeFileSync(at("p.svg"), '<svg xmlns="http://www.w3.org/2000/svg"><rect/></svg>');
  const baked = run(bake, [at("badge.json"), at("p.svg"), at("baked.svg")], { env });
  assert.match(baked.out, /^First aid, version 3\.0, by did:key:z6Mk/, baked.err);
  for (const [file, status, words] of [["badge.json", 0, /^Genuine\. .*\n  issuer: /], ["baked.svg", 0, /^Genuine/],
    ["changed.json", 1, /^Not valid/], ["p.svg", 65, /^$/], ["absent", 64, /^$/]]) {
    const r = run(verify, [at(file)], { env });
    assert.equal(r.status, status, `${file}: ${r.out}${r.err}`);
    assert.match(r.out, words);
  }
});

test("a program in C++ answers the library's questions for documents", { skip }, () => {
  const documents = compile("c++", example("documents.cpp"), config("--cflags", "--libs"), ["-std=c++11"]);
  const web = at("web/acme.test");
  run("mkdir", ["-p", web]);
  const png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC";
  const v2 = (o) => JSON.stringify({ "@context": "https://w3id.org/openbadges/v2", ...o });
  writeFileSync(path.join(web, "a"), v2({ type: "Assertion", id: "https://acme.test/a", recipient: { type: "email", hashed: false, identity: "ada@example.org" },
    badge: "https://acme.test/b", issuedOn: "2025-01-01T00:00:00Z", verification: { type: "HostedBadge" } }));
  writeFileSync(path.join(web, "b"), v2({ type: "BadgeClass", id: "https://acme.test/b", name: "Ladders", description: "Of all kinds",
    image: `data:image/png;base64,${png}`, criteria: { narrative: "Climb" }, issuer: "https://acme.test/i" }));
  writeFileSync(path.join(web, "i"), v2({ type: "Issuer", id: "https://acme.test/i", name: "Acme", url: "https://acme.test", email: "a@acme.test" }));
  for (const [who, status] of [["ada@example.org", 0], ["bob@example.org", 1]]) {
    const r = run(documents, [at("web"), "https://acme.test/a", who], { env });
    assert.equal(r.status, status, r.out + r.err);
  }
  assert.match(run(documents, [at("web"), "https://acme.test/a"], { env }).out, /^Genuine\. Issued by acme\.test/);
});

test("a program may be linked with the static library, and alone", { skip }, () => {
  const program = compile("cc", example("verify.c"), config("--static", "--cflags", "--libs"), ["-static"]);
  assert.equal(run(program, [at("badge.json")]).status, 0);
});

// The n-th malloc, calloc or realloc of the program fails, once.
const failing = `
#include <stdlib.h>
#include <errno.h>
extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);
static long left = -1;
__attribute__((constructor)) static void start(void) { const char *n = getenv("FAIL_AT"); left = n ? atol(n) : -1; }
static int fails(void) { if (left > 0 && --left == 0) { errno = ENOMEM; return 1; } return 0; }
void *malloc(size_t n) { return fails() ? NULL : __libc_malloc(n); }
void *calloc(size_t n, size_t s) { return fails() ? NULL : __libc_calloc(n, s); }
void *realloc(void *p, size_t n) { return fails() ? NULL : __libc_realloc(p, n); }
`;

test("whichever allocation of the process fails, the library comes back with a code", { skip }, () => {
  writeFileSync(at("failing.c"), failing);
  for (const [name, argument] of [["verify.c", at("baked.svg")], ["issue.c", "ada@example.org"]]) {
    const program = compile("cc", example(name), config("--cflags", "--libs"), [at("failing.c")]);
    const seen = { 0: 0, 64: 0, 65: 0 };
    for (let n = 1; n < 150; n++) {
      const r = run(program, [argument], { env: { ...env, FAIL_AT: String(n) } });
      assert.ok(r.status in seen, `${name}, allocation ${n}: ${r.status} ${r.err}`);
      seen[r.status]++;
    }
    assert.ok(seen[65] > 20 && seen[0] > 20, JSON.stringify(seen));
  }
});

test("make uninstall leaves nothing behind", { skip }, () => {
  const { status, err } = make("uninstall");
  assert.equal(status, 0, err);
  assert.deepEqual(run("find", [prefix, "-type", "f", "-o", "-type", "l"]).out, "");
});
