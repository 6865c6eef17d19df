// assets.test.mjs — what templates ask for is there: icons, files, partials' words.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { root, run } from "./tools.mjs";

const lines = (file) => readFileSync(path.join(root, file), "utf8").split("\n").map((l) => l.trim()).filter((l) => l && !l.startsWith("#"));
const templates = run("git", ["ls-files", "src/app/*.html"], { cwd: root }).out.trim().split("\n").filter(Boolean);

// [what it asks for, where] of every directive `name "…"` in the templates.
function asked(name) {
  return templates.flatMap((file) =>
    [...readFileSync(path.join(root, file), "utf8").matchAll(new RegExp(`\\{%\\s*${name}\\s+"([^"]+)"`, "g"))].map((m) => [m[1], file]));
}

test("every icon that a template names is in assets/icons.list", () => {
  const known = new Set(lines("assets/icons.list"));
  assert.deepEqual(asked("icon").filter(([icon]) => !known.has(icon)), []);
});

test("every asset that a template names exists", () => {
  const made = (name) => {
    const joined = /^(\w+)\/lapel\.\w+$/.exec(name);
    if (joined) return existsSync(path.join(root, "assets", joined[1], "order.list"));
    return existsSync(path.join(root, "assets", name)) || existsSync(path.join(root, "assets", name.replace(/\.svg$/, ".list")));
  };
  assert.deepEqual(asked("asset").filter(([name]) => !made(name)), []);
});

test("every act that is written into the log of an organisation has words there", () => {
  const words = readFileSync(path.join(root, "src/app/org/log_pages.c"), "utf8");
  const sources = run("git", ["ls-files", "src/app/*.c"], { cwd: root }).out.trim().split("\n");
  const written = sources.flatMap((file) =>
    [...readFileSync(path.join(root, file), "utf8").matchAll(/\b(?:org_log|induct_log|pathway_log|log_it|log_person)\(([^;{}]*)\);/g)].flatMap(([, call]) =>
      [...call.matchAll(/"([a-z-]+(?:\.[a-z-]+)+)"/g)].map((m) => m[1])));
  assert.ok(written.length > 100);
  assert.deepEqual([...new Set(written)].filter((what) => !words.includes(`{"${what}",`)), []);
});
