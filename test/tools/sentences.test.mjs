// sentences.test.mjs — what is taken for a sentence that people read.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { folder, run, tool } from "./tools.mjs";

// The msgids that are found in one file.
function found(t, code, { never = "", file = "src/app/x.c" } = {}) {
  const dir = folder(t, { "never.list": never, "x.i": `# 1 "${file}"\n${code}\n` });
  const at = (name) => path.join(dir, name);
  const { status, err } = run(tool("sentences"), [at("never.list"), at("x.pot"), at("x.i")]);
  assert.equal(status, 0, err);
  return [...readFileSync(at("x.pot"), "utf8").matchAll(/^msgid "(.+)"$/gm)].map(([, id]) => id);
}

test("what is said by a call is a sentence in every layer", (t) => {
  const code = 'return fail(err, BAD_INPUT, "where", "the key %s is broken", name); x(words("small")); passed(q, "All is well.");';
  assert.deepEqual(found(t, code, { file: "src/format/x.c" }), ["the key %s is broken", "small", "All is well."]);
});

test("neighbouring literals are one sentence", (t) => {
  assert.deepEqual(found(t, 'fail(err, LIMIT, "", "at most %d "\n    "rows", 7);'), ["at most %d rows"]);
});

test("tables of pages hold sentences without a mark", (t) => {
  const code = 'static const struct row rows[] = {{"draft", "circle-dashed", "Not sent yet"}, {"done", "check", "left out by hand"}};';
  assert.deepEqual(found(t, code), ["Not sent yet", "left out by hand"]);
  assert.deepEqual(found(t, code, { file: "src/format/x.c" }), []);
});

test("statements, HTML, headers and what the list of never names are not sentences", (t) => {
  const code = `
    static const char sql[] = check_sql_begin "SELECT a FROM b" check_sql_end;
    out_lit(o, "<p>Some <b>text</b>"); response_header(rs, "Vary", S("Accept")); buf_putz(b, "<svg>Words</svg>");
    log_event(LOG_INFO, "Something happened", NULL); name = "EdDSA"; icon = "circle-check";`;
  assert.deepEqual(found(t, code, { never: "EdDSA\n" }), []);
});

test("a sentence that two places say is listed once, with the place of the first", (t) => {
  assert.deepEqual(found(t, 'a("Not sent yet"); b("Not sent yet");'), ["Not sent yet"]);
});

test("a literal that never ends ends with the file", (t) => {
  assert.deepEqual(found(t, 'a("Not sent yet'), []);
});
