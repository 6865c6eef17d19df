// tmplc.test.mjs — templates that must come out so, and templates that must not build.
import assert from "node:assert/strict";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { build, compile, folder, root, run, tool } from "./tools.mjs";

const examples = path.join(root, "test/tools/tmplc");
const names = readdirSync(examples).filter((f) => f.endsWith(".html")).map((f) => f.slice(0, -5));

function output(t, source, name) {
  const dir = folder(t);
  for (const args of [["-o", path.join(dir, "t.c"), source], ["--header", "-o", path.join(dir, "templates.h"), source]]) {
    const { status, err } = run(tool("tmplc"), args);
    assert.equal(status, 0, err);
  }
  writeFileSync(path.join(dir, "show.c"),
    `#include "view.h"\n#include "templates.h"\nvoid show(struct out *o, const struct view *m);\n` +
    `void show(struct out *o, const struct view *m) { tmpl_${name}(o, m); }\n`);
  const program = compile(dir, [path.join(dir, "t.c"), path.join(dir, "show.c"), path.join(examples, "runtime.c")],
    { include: [dir, examples] });
  return run(program, []).out;
}

for (const name of names) {
  test(`${name}.html comes out as ${name}.want`, (t) => {
    const want = readFileSync(path.join(examples, `${name}.want`), "utf8").trimEnd();
    assert.equal(output(t, path.join(examples, `${name}.html`), name), want);
  });
}

// Body of a template (its first line is line 1), the line that is blamed, a part of the sentence.
const mustFail = [
  ["<p class={{m->name}}>x</p>", 1, "put double quotes around the value of class"],
  ["<p class='{{m->name}}'>x</p>", 1, "no hole or directive can stand inside a single-quoted attribute"],
  ["<p class='{% if m->on %}a{% end %}'>x</p>", 1, "no hole or directive can stand inside a single-quoted"],
  ["<p\n{{m->name}}>x</p>", 2, "a hole can stand in a tag only inside the double quotes"],
  ["<p data-{{m->name}}=\"1\">x</p>", 1, "a hole cannot be part of an attribute's name"],
  ["<h{{m->n}}>x</h1>", 1, "a hole cannot be part of a tag's name"],
  ["<{{m->name}}>x</p>", 1, "a hole cannot be part of a tag's name"],
  ["<script>let a = {{m->name}};</script>", 1, "no hole or directive can stand inside script"],
  ["<script type=\"application/ld+json\">{{m->name}}<b>x</b></script>", 1, "no element can stand inside title, textarea or data"],
  ["<script type=\"application/ld+json\">[{{m->name}}]</script>", 1, "data is written whole by one hole"],
  ["<script type=\"application/ld+json\">{{t \"Hello\"}}</script>", 1, "data is not translated"],
  ["<style>.a { color: {{m->name}} }</style>", 1, "no hole or directive can stand inside style"],
  ["<!-- {{m->name}} -->", 1, "no hole or directive can stand inside an HTML comment"],
  ["<p onclick=\"{{m->name}}\">x</p>", 1, "no hole is safe in the attribute onclick"],
  ["<p ONCLICK=\"go('{{m->name}}')\">x</p>", 1, "no hole is safe in the attribute ONCLICK"],
  ["<p hx-on:click=\"{{m->name}}\">x</p>", 1, "no hole is safe in the attribute hx-on:click"],
  ["<p style=\"width:{{m->n}}%\">x</p>", 1, "no hole is safe in the attribute style"],
  ["<img srcset=\"{{m->link}} 2x\" alt=\"\">", 1, "no hole is safe in the attribute srcset"],
  ["<iframe srcdoc=\"{{m->name}}\"></iframe>", 1, "no hole is safe in the attribute srcdoc"],
  ["<a href=\"javascript:{{m->name}}\">x</a>", 1, "an address cannot be a script or data"],
  ["<a href=\"data:image/png;base64,{{m->name}}\">x</a>", 1, "an address cannot be a script or data"],
  ["<img alt=\"\" src=\"data:image/svg+xml,{{m->name}}\">", 1, "an address cannot be a script or data"],
  ["<a href=\" JavaScript:x\">x</a>", 1, "an address cannot be a script or data"],
  ["<a href=\"{% if m->on %}/a{% end %}{{m->name}}\">x</a>", 1, "where this address begins depends on a condition"],
  ["<a href=\"{% for r in m->rows %}/a{% else %}/b{% end %}{{m->name}}\">x</a>", 1, "where this address begins depends"],
  ["<a href=\"{% if 1 %}/a{% elif 2 %}{% else %}/b{% end %}{{m->name}}\">x</a>", 1, "where this address begins depends"],
  ["<a href=\"{{t \"Hello\"}}\">x</a>", 1, "an address is not translated"],
  ["<p>\n<b>x\n</p>", 3, "</p> stands where </b> (line 2) is due"],
  ["<p>\n", 2, "<p> (line 1) is not closed before the end"],
  ["x</p>", 1, "</p> closes nothing"],
  ["<p>{% if m->on %}</p>{% end %}", 1, "</p> closes what was opened outside of this branch"],
  ["{% if m->on %}<p>{% end %}</p>", 1, "<p> (line 1) is not closed before {% end %}"],
  ["{% if m->on %}<p>{% else %}<i>{% end %}", 1, "<p> (line 1) is not closed before {% else %}"],
  ["<p class=\"a{% if m->on %}\">{% end %}x</p>", 1, "cannot end the value"],
  ["<p {% if m->on %}class=\"a\">{% end %}x</p>", 1, "a branch inside a tag cannot end the tag"],
  ["<p {% if m->on %}class=\"a{% end %}\">x</p>", 1, "is not finished before {% end %}"],
  ["<div/>", 1, "<div/> does not close itself"],
  ["a < b", 1, "' ' cannot begin a tag's name"],
  ["<p {% for r in m->rows %}x{% end %}>a</p>", 1, "a loop cannot make attributes"],
  ["<title><b>x</b></title>", 1, "no element can stand inside title, textarea or data"],
  ["<textarea>{% csrf %}</textarea>", 1, "csrf can stand only in text"],
  ["<p title=\"{% icon \"x\" %}\">a</p>", 1, "icon can stand only in text"],
  ["<p title=\"{% use x() %}\">a</p>", 1, "use can stand only in text"],
  ["<p title=\"{% asset \"a.css\" %}\">a</p>", 1, "asset can stand only at the start of an address"],
  ["{% frobnicate %}", 1, "there is no directive 'frobnicate'"],
  ["x\n{% if m->on %}y", 1, "this is never closed with {% end %}"],
  ["{% else %}", 1, "else without an if or for"],
  ["{% if 1 %}{% else %}{% else %}{% end %}", 1, "else without an if or for"],
  ["{% if 1 %}{% else %}{% elif 2 %}{% end %}", 1, "elif without an if"],
  ["{% if %}x{% end %}", 1, "if needs a condition"],
  ["{% for row m->rows %}{% end %}", 1, "for is written: for row in list"],
  ["{% content %}", 1, "content belongs into a layout"],
  ["{{ }}", 1, "the hole is empty"],
  ["a\n{{m->name", 2, "never closed with }}"],
  ["{# a", 1, "this comment is never closed"],
  ["{{t \"Hello {name}\"}}", 1, "speaks of {name}, but no name= is given"],
  ["{{t \"Hello\" name=m->name}}", 1, "name= is given, but the message has no {name}"],
  ["{{t \"Hello {name}\" m->name}}", 1, "after the message come name=value pairs"],
  ["{{t \"\"}}", 1, "the message is empty"],
];

for (const [body, line, sentence] of mustFail) {
  test(`does not build: ${JSON.stringify(body)}`, (t) => {
    const dir = folder(t, { "t.html": `{% template x(const struct view *m) %}${body}{% end %}\n` });
    const { status, err } = run(tool("tmplc"), ["-o", path.join(dir, "t.c"), path.join(dir, "t.html")]);
    assert.equal(status, 1, "it built");
    assert.ok(err.startsWith(`${path.join(dir, "t.html")}:${line}: error: `), err);
    assert.ok(err.includes(sentence), err);
  });
}

const outside = [
  ["text", "text stands outside of every template"],
  ["{% if 1 %}", "'if' cannot stand outside of a template"],
  ["{% template x %}{% end %}", "a template needs parameters in brackets"],
  ["{% template (void) %}{% end %}", "a template needs a name"],
  ["{% template x() colour=red %}{% end %}", "this is not understood: colour=red"],
  ["{% layout x %}<p>a</p>{% end %}", "never says {% content %}"],
  ["{% layout x %}{% if 1 %}{% content %}{% end %}{% end %}", "content cannot stand inside if or for"],
  ["{% include view.h %}", "include takes one file name in quotes"],
];

for (const [text, sentence] of outside) {
  test(`does not build: ${text}`, (t) => {
    const dir = folder(t, { "t.html": text });
    const { status, err } = run(tool("tmplc"), ["-o", path.join(dir, "t.c"), path.join(dir, "t.html")]);
    assert.equal(status, 1);
    assert.ok(err.includes(sentence), err);
  });
}

test("gcc blames the template's own line", (t) => {
  const dir = folder(t, { "t.html": '{% include "view.h" %}\n{% template show(const struct view *m) %}\n<p>\n{{m->nobody}}</p>\n{% end %}\n' });
  assert.throws(() => output(t, path.join(dir, "t.html"), "show"), new RegExp(`t\\.html:4:.*nobody|no member named`, "s"));
});

test("two templates of one name are refused", (t) => {
  const one = "{% template x() %}a{% end %}";
  const dir = folder(t, { "a.html": one, "b.html": one });
  const { status, err } = run(tool("tmplc"), ["--header", "-o", path.join(dir, "h"), path.join(dir, "a.html"), path.join(dir, "b.html")]);
  assert.equal(status, 1);
  assert.match(err, /b\.html:1: error: there is a second template x/);
});

test("translators get each string once, with its places", (t) => {
  const dir = folder(t, {
    "a.html": '{% template a() %}{{t "Save"}}\n{{t "Say \\"hi\\""}}{% end %}',
    "b.html": '{% template b() %}{{t "Save"}}{% end %}',
  });
  const at = (f) => path.join(dir, f);
  const { status, err } = run(tool("tmplc"), ["--pot", "-o", at("x.pot"), at("a.html"), at("b.html")]);
  assert.equal(status, 0, err);
  const pot = readFileSync(at("x.pot"), "utf8");
  assert.ok(pot.includes(`#: ${at("a.html")}:1 ${at("b.html")}:1\nmsgid "Save"\nmsgstr ""\n`), pot);
  assert.ok(pot.includes('msgid "Say \\"hi\\""'), pot);
  assert.equal(run("msgfmt", ["-c", "-o", "/dev/null", at("x.pot")]).status, 0);
});

test("a fault of use is told with its status", () => {
  assert.equal(run(tool("tmplc"), []).status, 64);
  const { status, err } = run(tool("tmplc"), ["-o", "/dev/null", path.join(build, "no-such.html")]);
  assert.equal(status, 1);
  assert.match(err, /cannot be opened/);
});
