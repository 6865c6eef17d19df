// embed.test.mjs — files that become C come out byte for byte.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { gunzipSync } from "node:zlib";
import { compile, folder, run, tool } from "./tools.mjs";

const dump = `#include <stdio.h>
#include "base/embedded.h"
static void hex(const unsigned char *p, size_t n) { for (size_t i = 0; i < n; i++) printf("%02x", p[i]); }
extern const struct embedded_file files[];
extern const size_t file_count;
int main(void)
{
    for (size_t i = 0; i < file_count; i++) {
        printf("%s|%s|%s|", files[i].name, files[i].type, files[i].hash);
        hex(files[i].data, files[i].size);
        printf("|");
        if (files[i].gzip_data)
            hex(files[i].gzip_data, files[i].gzip_size);
        printf("|%d\\n", files[i].data[files[i].size]);
    }
}
`;

function table(t, args) {
  const dir = folder(t, { "dump.c": dump });
  const { status, err } = run(tool("embed"), ["--table", "files", "-o", path.join(dir, "files.c"), ...args]);
  assert.equal(status, 0, err);
  const program = compile(dir, [path.join(dir, "files.c"), path.join(dir, "dump.c")]);
  return run(program, []).out.trimEnd().split("\n").filter(Boolean).map((line) => {
    const [name, type, hash, bytes, packed, after] = line.split("|");
    return { name, type, hash, bytes: Buffer.from(bytes, "hex"), packed: Buffer.from(packed, "hex"), after };
  });
}

test("every byte survives, with type, hash and a gzipped copy", (t) => {
  const dir = folder(t);
  const all = Buffer.from([...Array(256).keys(), ...Array(256).keys()]);
  writeFileSync(path.join(dir, "all.png"), all);
  writeFileSync(path.join(dir, "long.css"), "a { color: red }\n".repeat(100));
  writeFileSync(path.join(dir, "empty.txt"), "");
  const files = table(t, [dir]);
  assert.deepEqual(files.map((f) => [f.name, f.type]),
    [["all.png", "image/png"], ["empty.txt", "text/plain; charset=utf-8"], ["long.css", "text/css; charset=utf-8"]]);
  assert.deepEqual(files[0].bytes, all);
  assert.equal(files[0].packed.length, 0, "pictures are packed already");
  assert.equal(files[1].bytes.length, 0);
  assert.equal(gunzipSync(files[2].packed).toString(), "a { color: red }\n".repeat(100));
  for (const f of files) {
    assert.equal(f.hash, createHash("sha256").update(f.bytes).digest("hex").slice(0, 16));
    assert.equal(f.after, "0");
  }
});

test("a folder's order.list joins files; lists and notes stay out", (t) => {
  const dir = folder(t, {
    "css/order.list": "b.css\n# a comment\na.css\n", "css/a.css": "a{}", "css/b.css": "b{}\n", "css/alone.css": "c{}\n",
    "icons.list": "award\n", "README.md": "x", ".hidden": "x",
  });
  const files = table(t, [dir]);
  assert.deepEqual(files.map((f) => [f.name, f.bytes.toString()]),
    [["css/alone.css", "c{}\n"], ["css/lapel.css", "b{}\na{}\n"]]);
});

test("a file can be given a name of its own", (t) => {
  const dir = folder(t, { "x.svg": "<svg/>" });
  assert.deepEqual(table(t, [`icons.svg=${path.join(dir, "x.svg")}`]).map((f) => f.name), ["icons.svg"]);
});

test("icons become symbols under their names, each once", (t) => {
  const icon = (d) => `<svg\n  xmlns="http://www.w3.org/2000/svg"\n>\n  <path stroke="none" d="M0 0h24v24H0z" fill="none" />\n  <path d="${d}" />\n</svg>`;
  const dir = folder(t, { "i.list": "award\n\n# note\nflame\naward\n", "svg/award.svg": icon("M1 1"), "svg/flame.svg": icon("M2 2") });
  const out = path.join(dir, "i.svg");
  assert.equal(run(tool("embed"), ["--sprite", path.join(dir, "i.list"), path.join(dir, "svg"), "-o", out]).status, 0);
  const sprite = readFileSync(out, "utf8");
  assert.deepEqual([...sprite.matchAll(/<symbol id="(\w+)"[^>]*>(.*)<\/symbol>/g)].map(([, id, inside]) => [id, inside]),
    [["award", '<path d="M1 1"/>'], ["flame", '<path d="M2 2"/>']]);
});

// [address, text number, document] of a table of contexts.
function contexts(t, list, files) {
  const dir = folder(t, { "c/c.list": list, "dump.c": dumpContexts, ...files });
  const { status, err } = run(tool("embed"), ["--contexts", path.join(dir, "c/c.list"), path.join(dir, "m"), "-o", path.join(dir, "c.c")]);
  assert.equal(status, 0, err);
  const program = compile(dir, [path.join(dir, "c.c"), path.join(dir, "dump.c")]);
  return run(program, []).out.trimEnd().split("\n").map((line) => {
    const [url, text, json] = line.split("|");
    return [url, Number(text), JSON.parse(json)];
  });
}

const dumpContexts = `#include <stdio.h>
#include "format/contexts.h"
int main(void)
{
    for (size_t i = 0; i < contexts_count; i++)
        printf("%.*s|%zu|%.*s\\n", STR_ARG(contexts_table[i].url), contexts_table[i].text, STR_ARG(contexts_table[i].json));
}
`;

test("contexts are sorted by address, revisions keep their order, one text is kept once", (t) => {
  const made = contexts(t, "# note\nhttps://b/  new.jsonld\n\nhttps://b/  old.jsonld\nhttps://a/  new.jsonld\n",
    { "c/new.jsonld": '{"@context": {"x": 1}}', "c/old.jsonld": '{"@context": {}}' });
  assert.deepEqual(made, [["https://a/", 0, { "@context": { x: 1 } }], ["https://b/", 0, { "@context": { x: 1 } }],
    ["https://b/", 1, { "@context": {} }]]);
});

test("a context that a package publishes only as JavaScript is read without running it", (t) => {
  const js = `/*! "no" { brace */\n'use strict';\n// {\nmodule.exports = {\n  '@context': {id: '@id', $a_1: ["x's", 'say "hi"', 'it\\'s', ],\n`
    + `    n: -1.5e3, /* why */ t: true, "q\\"": null, // {\n    u: "a // b",\n  },\n};\n`;
  const [[, , doc]] = contexts(t, "https://a/  p/c.js\n", { "m/p/c.js": js });
  assert.deepEqual(doc, { "@context": { id: "@id", $a_1: ["x's", 'say "hi"', "it's"], n: -1500, t: true, 'q"': null, u: "a // b" } });
});

test("a patch adds, replaces and removes members, as RFC 7396 has it", (t) => {
  const [[, , doc]] = contexts(t, "https://a/  c.jsonld + one.patch + two.patch\n", {
    "c/c.jsonld": '{"@context": {"a": {"b": 1, "c": 2}, "d": 3, "g": "x"}}',
    "c/one.patch": '{"@context": {"a": {"b": 9, "e": {"f": 4, "gone": null}}, "d": null}}',
    "c/two.patch": '{"@context": {"g": {"h": [1]}}}' });
  assert.deepEqual(doc, { "@context": { a: { b: 9, c: 2, e: { f: 4 } }, g: { h: [1] } } });
});

const fails = (list, files) => [{ "c.list": list, ...files }, (dir) => ["--contexts", `${dir}/c.list`, `${dir}/m`, "-o", `${dir}/o`]];
const mustFail = [
  ["an icon that does not exist", { "i.list": "nobody\n", "svg/a.svg": "<svg></svg>" },
    (dir) => ["--sprite", `${dir}/i.list`, `${dir}/svg`, "-o", `${dir}/o`], /nobody\.svg.*cannot be opened/],
  ["an icon that is no SVG", { "i.list": "a\n", "svg/a.svg": "hello" },
    (dir) => ["--sprite", `${dir}/i.list`, `${dir}/svg`, "-o", `${dir}/o`], /not an SVG file/],
  ["an ending nobody knows", { "a/x.exe": "MZ" }, (dir) => ["--table", "f", "-o", `${dir}/o`, `${dir}/a`], /no content type/],
  ["a name taken twice", { "a/x.css": "a", "y.css": "b" },
    (dir) => ["--table", "f", "-o", `${dir}/o`, `${dir}/a`, `x.css=${dir}/y.css`], /two files have this name/],
  ["a file that order.list wants and nobody wrote", { "a/order.list": "gone.css" },
    (dir) => ["--table", "f", "-o", `${dir}/o`, `${dir}/a`], /gone\.css.*cannot be opened/],
  ["a context without a file", ...fails("https://a/\n"), /line 1 names no file/],
  ["a context whose file is not there", ...fails("https://a/ p/gone.json\n"), /m\/p\/gone\.json.*cannot be opened/],
  ["a document that is no context", ...fails("https://a/ c.json\n", { "c.json": "{}" }), /this lacks "@context"/],
  ["a script that computes", ...fails("https://a/ c.js\n", { "c.js": "x = {'@context': a + b}" }), /a comma is missing, before: \+ b/],
  ["a script with more than the object", ...fails("https://a/ c.js\n", { "c.js": "x = {}; y = {}" }), /something follows the object/],
  ["a script that breaks off", ...fails("https://a/ c.js\n", { "c.js": "x = {'@context': 'abc" }), /a string does not end/],
  ["a document with a key twice", ...fails("https://a/ c.js\n", { "c.js": "x = {a: 1, 'a': 2}" }), /twice/],
  ["a folder that is not there", {}, (dir) => ["--table", "f", "-o", `${dir}/o`, `${dir}/none`], /folder cannot be read/],
];

for (const [what, files, args, sentence] of mustFail) {
  test(`refuses ${what}`, (t) => {
    const { status, err } = run(tool("embed"), args(folder(t, files)));
    assert.equal(status, 1);
    assert.match(err, sentence);
  });
}

test("a fault of use is told with its status", () => {
  assert.equal(run(tool("embed"), []).status, 64);
  assert.equal(run(tool("embed"), ["--table", "x"]).status, 64);
});
