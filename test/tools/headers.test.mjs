// headers.test.mjs — every header compiles alone: whoever includes it needs nothing before it.
import assert from "node:assert/strict";
import path from "node:path";
import test from "node:test";
import { build, root, run } from "./tools.mjs";

const packages = run("pkg-config", ["--cflags", "librsvg-2.0", "pangocairo", "libcurl", "libmicrohttpd", "libpq"]).out.trim().split(/\s+/);
const headers = run("git", ["ls-files", "src/*.h", "include/*.h"], { cwd: root }).out.trim().split("\n").filter(Boolean);

for (const header of headers) {
  test(`${header} compiles alone`, () => {
    const name = header.replace(/^(src|include)\//, "");
    const { status, err } = run("gcc", ["-std=gnu11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", "-Isrc", "-Iinclude",
      "-I", path.join(build, "gen"), ...packages, "-include", name, "-x", "c", "/dev/null"], { cwd: root });
    assert.equal(status, 0, err);
  });
}
