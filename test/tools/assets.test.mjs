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

// What of a rule is physical although there is a logical word for it: a language that is written
// from right to left would have it on the wrong side.
function physical(rule) {
  const [property, value = ""] = rule.split(/:(.*)/s).map((part) => part.trim());
  if (/^(left|right|float|clear)$|^(margin|padding|border|scroll-margin|scroll-padding)-(left|right)\b|^border-(top|bottom)-(left|right)-radius$/.test(property)) return property !== "float" && property !== "clear" || /left|right/.test(value);
  if (property === "text-align" || property === "caption-side") return /\b(left|right)\b/.test(value);
  if (!/^(margin|padding|inset|border-(width|style|color)|scroll-(margin|padding))$/.test(property)) return false;
  const sides = value.replace(/!important/, "").match(/(?:[\w-]*\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)|[^\s()]+)+/g) ?? [];
  return sides.length === 4 && sides[1] !== sides[3];
}

test("no style says left or right where it could say start or end", () => {
  const found = [];
  for (const file of run("git", ["ls-files", "assets/*.css", "src/app/*.css"], { cwd: root }).out.trim().split("\n").filter(Boolean)) {
    const text = readFileSync(path.join(root, file), "utf8").replace(/\/\*.*?\*\//gs, "");
    for (const [, body] of text.matchAll(/\{([^{}]*)\}/g))
      found.push(...body.split(";").filter(physical).map((rule) => `${file}: ${rule.trim()}`));
  }
  assert.deepEqual(found, []);
  for (const bad of ["left: 0", "margin-right: 1px", "text-align: left", "padding: 0 1px 0 calc(1px + (2px * 3))", "float: right", "border-top-left-radius: 3px"]) assert.ok(physical(bad), bad);
  for (const good of ["inset: 0 auto 0 auto", "margin: 0 auto", "text-align: start", "border-inline-start: 1px solid", "float: inline-end", "padding: 1px 2px 3px 2px"]) assert.ok(!physical(good), good);
});
