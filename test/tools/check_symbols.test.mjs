// check_symbols.test.mjs — names of the static libraries: each once, and seen no
// further than it is used. The tree itself first, then trees that break a rule.
import assert from "node:assert/strict";
import path from "node:path";
import test from "node:test";
import { folder, root, run } from "./tools.mjs";

const build = path.resolve(root, process.env.LAPEL_BUILD || "build");
const check = (...args) => run(path.join(root, "tools/check_symbols.sh"), args);

test("in the whole program no name is defined twice, and what one file uses alone is static", () => {
  assert.deepEqual(check(build, root), { status: 0, out: "", err: "" });
});

// Files of layers (base/a.c), of tests (test/unit/base/test_a.c) and of no compiler.
function breaches(t, files) {
  const dir = folder(t, { "src/lib/abi.list": "", "test/fuzz/fuzz_a.c": "", ...files });
  const layers = {};
  for (const name of Object.keys(files).filter((n) => n.endsWith(".c") && !n.startsWith("test/fuzz"))) {
    const object = path.join(dir, "build/obj", name.replace(/\.c$/, ".o"));
    run("mkdir", ["-p", path.dirname(object)]);
    const made = run("cc", ["-c", "-o", object, path.join(dir, name)]);
    assert.equal(made.status, 0, made.err);
    const layer = /^src\/(\w+)\//.exec(name)?.[1];
    if (layer) (layers[layer] ||= []).push(object);
  }
  for (const [layer, objects] of Object.entries(layers)) run("ar", ["rcs", path.join(dir, `build/lib${layer}.a`), ...objects]);
  const { status, out } = check(path.join(dir, "build"), dir);
  assert.equal(status, out ? 1 : 0);
  return out.trim();
}

const own = "int a_do(void) { return 1; }\n", user = "int a_do(void);\nstatic int b(void) { return a_do(); }\nint (*const hold[])(void) = { b };\nint main(void) { return hold[0](); }\n";

const cases = [
  ["what another layer asks for stays", { "src/base/a.c": own, "src/cli/main.c": user.replace("int (*const", "static int (*const") }, ""],
  ["what a test asks for stays", { "src/base/a.c": own, "test/unit/base/test_a.c": user }, ""],
  ["what a fuzz target names stays", { "src/base/a.c": own, "test/fuzz/fuzz_a.c": "a_do();" }, ""],
  ["what liblapel gives away stays", { "src/base/a.c": own, "src/lib/abi.list": "a_do\n" }, ""],
  ["a function that its own file calls alone", { "src/base/a.c": `${own}static int b(void) { return a_do(); }\nint (*const base_hold)(void) = b;\n`, "src/cli/main.c": "extern int (*const base_hold)(void);\nint main(void) { return base_hold(); }\n" },
    "base: a.o: nobody else uses a_do; make it static"],
  ["a table that nobody asks for", { "src/web/b.c": "const int b_table[] = {1, 2};\n" }, "web: b.o: nobody else uses b_table; make it static"],
  ["one name in two layers", { "src/base/a.c": own, "src/store/b.c": own, "test/unit/base/test_a.c": user },
    "base: a.o, store: b.o: a_do is defined twice; give one another name"],
  ["one name twice in a layer", { "src/base/a.c": own, "src/base/b.c": own, "test/unit/base/test_a.c": user },
    "base: a.o, base: b.o: a_do is defined twice; give one another name"],
];
for (const [what, files, want] of cases) test(`${want ? "told: " : ""}${what}`, (t) => assert.equal(breaches(t, files), want));

test("an object whose source is gone asks for nothing", (t) => {
  const dir = folder(t, { "src/lib/abi.list": "", "test/fuzz/fuzz_a.c": "", "src/base/a.c": own, "test/unit/base/test_a.c": user });
  run("mkdir", ["-p", path.join(dir, "build/obj/test/unit/base")]);
  run("cc", ["-c", "-o", path.join(dir, "build/a.o"), path.join(dir, "src/base/a.c")]);
  run("cc", ["-c", "-o", path.join(dir, "build/obj/test/unit/base/test_gone.o"), path.join(dir, "test/unit/base/test_a.c")]);
  run("ar", ["rcs", path.join(dir, "build/libbase.a"), path.join(dir, "build/a.o")]);
  assert.match(check(path.join(dir, "build"), dir).out, /nobody else uses a_do/);
});
