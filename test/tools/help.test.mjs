// help.test.mjs — help, manual pages and completions say the same, and every
// exit status that help promises is one that the command ends with.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { build, root, run as program } from "./tools.mjs";

const lapel = path.join(build, "lapel");
const dir = mkdtempSync(path.join(tmpdir(), "lapel-help."));
after(() => rmSync(dir, { recursive: true, force: true }));
const at = (name) => path.join(dir, name);
const env = Object.fromEntries(Object.entries(process.env).filter(([k]) => !k.startsWith("LAPEL_")));
const run = (args, more = {}) => program(lapel, args, { cwd: dir, env, input: "", timeout: 240000, ...more });

const commands = [...run(["help"]).out.matchAll(/^ {2}([a-z][a-z-]*) /gm)].map((m) => m[1]);
const verbs = { key: [], admin: [], ledger: [] };
for (const c of Object.keys(verbs))
  verbs[c] = [...run([c, "--help"]).out.matchAll(/^ {2}([a-z-]+) {2,}/gm)].map((m) => m[1]);
const all = commands.flatMap((c) => [[c], ...(verbs[c] || []).map((v) => [c, v])]);
// Each is asked once: all of them together are looked at a thousand times.
const kept = new Map();
const said = (...words) => kept.get(words.join(" ")) ?? kept.set(words.join(" "), run(words).out).get(words.join(" "));
const options = (words) => [...said(...words, "--help").matchAll(/^ {2}--([a-z-]+)/gm)].map((m) => m[1]);
const statuses = (words) => [...said(...words, "--help").split("Exit status:\n")[1].matchAll(/^ +(\d+) /gm)].map((m) => +m[1]);

before(() => {
  assert.equal(run(["manual", dir]).status, 0);
});

test("there are commands, and verbs of those that have them", () => {
  assert.ok(commands.length >= 20 && verbs.admin.length >= 12, `${commands}`);
  assert.deepEqual(verbs.key, ["new", "public"]);
});

for (const words of all)
  test(`lapel ${words.join(" ")} --help, its manual page and the completions know the same options`, () => {
    const page = readFileSync(at(`lapel-${words[0]}.1`), "utf8").replaceAll("\\-", "-");
    const scripts = ["bash", "zsh", "fish"].map((s) => said("completion", s));
    const common = words.length > 1 ? options(["serve"]) : [];
    for (const o of options(words)) {
      if (!common.includes(o)) assert.match(page, new RegExp(`\\\\fB--${o}\\\\fR`));
      assert.match(scripts[0], new RegExp(`'${words.join(" ")}'\\) words='[^']*--${o} `));
      assert.match(scripts[1], new RegExp(`--${o}\\[`));
      assert.match(scripts[2], new RegExp(`${words.join("; and __fish_seen_subcommand_from ")}' -l ${o} `));
    }
    for (const o of page.matchAll(/^\\fB--([a-z-]+)\\fR/gm))
      assert.ok([words, ...(verbs[words[0]] || []).map((v) => [words[0], v])].some((w) => options(w).includes(o[1])), o[1]);
    for (const s of words.length === 1 ? statuses(words) : []) assert.match(page, new RegExp(`^\\\\fB${s}\\\\fR$`, "m"));
  });

test("lapel(1) has every command, and the pages are read by man without complaint", () => {
  const page = readFileSync(at("lapel.1"), "utf8").replaceAll("\\-", "-");
  for (const c of commands) assert.match(page, new RegExp(`\\.BR lapel-${c} \\(1\\)`));
  for (const name of readdirSync(dir).filter((n) => /\.1$/.test(n))) {
    const text = readFileSync(at(name), "utf8");
    assert.ok(!/[^\x00-\x7e]/.test(text), `${name} is ASCII`);
    assert.match(text, /^\.TH .*\n\.SH NAME\n.* \\- /);
    if (existsSync("/usr/bin/groff")) {
      const r = program("/usr/bin/groff", ["-man", "-Tutf8", "-ww", at(name)]);
      assert.equal(r.err, "", name);
    }
  }
});

test("lapel(3) has every function of the library", () => {
  const headers = readdirSync(path.join(root, "include/lapel")).map((h) => path.join(root, "include/lapel", h));
  const page = program(path.join(root, "tools/man3.sh"), ["0", path.join(root, "dist/lapel.3.in"), ...headers]).out;
  for (const name of readFileSync(path.join(root, "src/lib/abi.list"), "utf8").trim().split("\n"))
    assert.match(page, new RegExp(`\\b${name}\\(.*;$`, "m"));
});

// What bash would offer behind these words.
function offered(...words) {
  writeFileSync(at("bash"), said("completion", "bash"));
  const script = `source ${at("bash")}; cd ${dir}; COMP_WORDS=(${words.map((w) => `'${w}'`).join(" ")}); ` +
    `COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _lapel; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const r = program("bash", ["--norc", "-c", script], { env: { PATH: process.env.PATH } });
  assert.equal(r.err, "");
  return r.out.trim().split("\n");
}

test("bash completes commands, verbs, options, choices and files", () => {
  assert.deepEqual(offered("lapel", "veri"), ["verify"]);
  assert.deepEqual(offered("lapel", "st"), ["status-list"]);
  assert.ok(offered("lapel", "").length >= 20);
  assert.deepEqual(offered("lapel", "verify", "--reci"), ["--recipient"]);
  assert.deepEqual(offered("lapel", "verify", "lapel-ver"), ["lapel-verify.1"]);
  assert.deepEqual(offered("lapel", "verify", "--documents", "lapel-ver"), ["lapel-verify.1"]);
  assert.deepEqual(offered("lapel", "verify", "--recipient", ""), [""]);
  assert.deepEqual(offered("lapel", "serve", "--role", ""), ["all", "issuer", "backpack"]);
  assert.deepEqual(offered("lapel", "key", "n"), ["new"]);
  assert.deepEqual(offered("lapel", "key", "new", "--alg", "p"), ["p256", "p384"]);
  assert.deepEqual(offered("lapel", "admin", "acc"), ["accounts"]);
  assert.deepEqual(offered("lapel", "admin", "accounts", "--op"), ["--operators"]);
  assert.deepEqual(offered("lapel", "inspect", "canon"), ["canonicalize"]);
  assert.deepEqual(offered("lapel", "completion", "z"), ["zsh"]);
});

test("who mistypes is told what was probably meant, and in one or two lines", () => {
  for (const [args, words] of [[["verifi", "x"], "verify"], [["stauts-list"], "status-list"], [["doc"], "doctor"],
    [["verify", "--jsn", "x"], "--json"], [["verify", "--recipeint=a", "x"], "--recipient"],
    [["admin", "acounts"], "accounts"], [["key", "nwe"], "new"], [["inspect", "expnad", "x"], "expand"], [["help", "isue"], "issue"]]) {
    const r = run(args);
    assert.equal(r.status, 64);
    assert.match(r.err, new RegExp(`^lapel.*; did you mean ${words}\\?\\n`), args.join(" "));
    assert.ok(r.err.trim().split("\n").length <= 2, r.err);
    assert.equal(r.out, "");
  }
  assert.doesNotMatch(run(["frobnicate"]).err, /did you mean/);
  assert.match(run(["serve", "--role", "king"]).err, /--role is one of all\|issuer\|backpack/);
});

test("--version says which one it is", () => {
  const [, version] = /LAPEL_VERSION +"(.*)"/.exec(readFileSync(path.join(root, "include/lapel/lapel.h"), "utf8"));
  for (const o of ["--version", "-V"]) assert.deepEqual(run([o]), { status: 0, out: `lapel ${version}\n`, err: "" });
});

test("routes are printed as JSON too", () => {
  const list = JSON.parse(run(["routes", "--json"]).out);
  assert.ok(list.length > 50 && list.every((r) => r.method && r.path && Array.isArray(r.flags)));
  assert.equal(list.length, run(["routes", "--tsv"]).out.trim().split("\n").length);
});

// ---- each status of each command --------------------------------------------

const away = ["--database", "postgres://127.0.0.1:1/x"];
const full = { stdio: ["pipe", "full", "pipe"] };
// How a command is brought to each status; what is not here is in `never`.
const ways = {
  verify: { 0: ["badge.json"], 1: ["changed.json"], 2: ["--offline", "https://acme.test/a"], 64: ["--nothing"], 65: ["none"], 70: [full, "badge.json"] },
  bake: { 0: ["badge.json", "p.svg", "out.svg"], 64: ["badge.json"], 65: ["badge.json", "none", "out.svg"], 70: ["badge.json", "p.svg", "no/where.svg"] },
  unbake: { 0: ["out.svg"], 64: [], 65: ["p.svg"], 70: ["--out", "no/where", "out.svg"] },
  issue: { 0: ["--achievement", "a.json", "--recipient", "a@b.test", "--key", "key.pem"], 64: [], 65: ["--achievement", "none", "--recipient", "a@b.test", "--key", "key.pem"],
    70: ["--achievement", "a.json", "--recipient", "a@b.test", "--key", "key.pem", "--out", "no/where"] },
  endorse: { 0: ["--about", "https://acme.test/b", "--comment", "Good", "--key", "key.pem"], 64: [], 65: ["--about", "https://acme.test/b", "--comment", "Good", "--key", "none"],
    70: ["--about", "https://acme.test/b", "--comment", "Good", "--key", "key.pem", "--out", "no/where"] },
  "status-list": { 0: ["--id", "https://acme.test/l", "--key", "key.pem"], 64: [], 65: ["--id", "https://acme.test/l", "--key", "none"],
    70: ["--id", "https://acme.test/l", "--key", "key.pem", "--out", "no/where"] },
  derive: { 0: ["parts.json"], 64: [], 65: ["badge.json"], 70: ["parts.json", "--out", "no/where"] },
  "key new": { 0: [], 64: ["--alg", "rot13"], 70: ["--out", "no/where"] },
  "key public": { 0: ["key.pem"], 64: [], 65: ["none"], 70: [full, "key.pem"] },
  inspect: { 0: ["jcs", "a.json"], 64: ["nothing", "a.json"], 65: ["jcs", "none"], 70: [full, "jcs", "a.json"] },
  serve: { 2: away, 64: ["--nothing"], 65: ["--data", "bad"], 70: ["--data", "data", "--listen", "192.0.2.1:9"] },
  demo: { 0: ["--make-only", "--data", "demo"], 2: [...away, "--data", "demo2"], 64: ["--nothing"], 65: ["--data", "bad"] },
  doctor: { 1: [...away, "--data", "demo"], 64: ["--nothing"], 65: ["--data", "none"] },
  backup: { 0: ["--data", "demo", "b.lapel"], 2: [...away, "x"], 64: [], 65: ["--data", "none", "x"], 70: ["--data", "demo", "no/where"] },
  restore: { 0: ["--check", "--data", "demo", "b.lapel"], 2: ["b.lapel", "--data", "r", ...away], 64: [], 65: ["p.svg", "--data", "r"], 70: [full, "--check", "--data", "demo", "b.lapel"] },
  "admin accounts": { 0: ["--data", "demo"], 2: away, 64: ["--nothing"], 65: ["--data", "none"], 70: [full, "--data", "demo"] },
  "ledger verify": { 0: ["--data", "demo"], 2: away, 64: ["--nothing"], 65: ["--data", "none"], 70: [full, "--data", "demo"] },
  "ledger export": { 0: ["--data", "demo", "--organisation", "harbour-and-vale"], 2: [...away, "--organisation", "x"], 64: [], 65: ["--data", "demo", "--organisation", "none"],
    70: [full, "--data", "demo", "--organisation", "harbour-and-vale"] },
  explain: { 0: ["jb.lefevre@example.com", "FOOD-01", "--data", "demo"], 2: ["a", "b", ...away], 64: [], 65: ["nobody@x.test", "FOOD-01", "--data", "demo"],
    70: [full, "jb.lefevre@example.com", "FOOD-01", "--data", "demo"] },
  routes: { 0: [], 64: ["--role", "king"], 70: [full] },
  bench: { 64: ["--group", "nothing"] },
  help: { 0: ["verify"], 64: ["nothing"], 70: [full] },
  completion: { 0: ["bash"], 64: ["csh"], 70: [full, "bash"] },
  manual: { 0: ["."], 64: [], 70: ["no/where"] },
};
// Promised, and not to be had here on purpose.
const never = {
  serve: [0],                       // web scenarios end servers with a signal
  demo: [70], doctor: [0, 2, 70],   // cmd_doctor's own scenarios bring these about
  "ledger verify": [1],             // somebody has to meddle first: the scenarios of the ledger
  bench: [0, 1, 2, 65, 70],         // measuring takes minutes
};

test("each exit status that help promises is one that the command ends with", { timeout: 300000 }, () => {
  writeFileSync(at("a.json"), JSON.stringify({ id: "https://acme.test/b", type: ["Achievement"], name: "Ladders",
    description: "Of all kinds", criteria: { narrative: "Climb" } }));
  writeFileSync(at("p.svg"), '<svg xmlns="http://www.w3.org/2000/svg"><rect/></svg>');
  mkdirSync(at("bad"));
  writeFileSync(at("bad/lapel.conf"), "this is no setting\n");
  run(["key", "new", "--out", "key.pem"]);
  run(["key", "new", "--alg", "p256", "--out", "p256.pem"]);
  const issue = ["issue", "--achievement", "a.json", "--recipient", "a@b.test", "--out"];
  run([...issue, "badge.json", "--key", "key.pem"]);
  run([...issue, "parts.json", "--key", "p256.pem", "--proof", "ecdsa-sd-2023"]);
  writeFileSync(at("changed.json"), readFileSync(at("badge.json"), "utf8").replace("Ladders", "Rockets"));
  for (const [name, way] of Object.entries(ways)) {
    const words = name.split(" ");
    for (const [status, given] of Object.entries(way)) {
      const [first, ...rest] = given;
      const args = first === full ? rest : given;
      const r = first === full ? program("bash", ["-c", '"$0" "$@" > /dev/full', lapel, ...words, ...args], { cwd: dir, env, input: "" })
        : run([...words, ...args]);
      assert.equal(r.status, +status, `lapel ${name} ${args.join(" ")}: ${r.status} instead of ${status}: ${r.err}`);
    }
    assert.deepEqual([...Object.keys(way).map(Number), ...(never[name] || [])].sort((a, b) => a - b), statuses(words), name);
  }
  const told = new Set(Object.keys(ways).map((n) => n.split(" ")[0]));
  assert.deepEqual(commands.filter((c) => !told.has(c)), []);
});
