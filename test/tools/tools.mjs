// tools.mjs — what the tests of the build's own programs share.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
export const build = path.resolve(root, process.env.LAPEL_BUILD || "build");
export const tool = (name) => path.join(build, "tools", name);

// {status, out, err} of a program.
export function run(program, args, options = {}) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: "utf8", ...options });
  if (error) throw error;
  return { status, out: stdout, err: stderr };
}

// A folder that is gone when the test is over, filled with {"path": "content"}.
export function folder(t, files = {}) {
  const dir = mkdtempSync(path.join(tmpdir(), "lapel-tools."));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.join(dir, path.dirname(name)), { recursive: true });
    writeFileSync(path.join(dir, name), content, { mode: content.startsWith("#!") ? 0o755 : 0o644 });
  }
  return dir;
}

// Compiles C sources (paths) into a program in `dir`; throws what gcc says.
export function compile(dir, sources, { include = [], libs = [] } = {}) {
  const program = path.join(dir, "program");
  const { status, err } = run("gcc", ["-std=gnu11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", "-I", path.join(root, "src"),
    ...include.flatMap((i) => ["-I", i]), "-o", program, ...sources, ...libs]);
  if (status !== 0) throw new Error(err);
  return program;
}
