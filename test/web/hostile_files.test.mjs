// Hostile files through the forms that take files: lists, logos, pictures, the
// verifier and the Backpack. Each as its manifest expects; skipped where the
// corpus is not at hand. What the parsers do with them is tested beside them.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { file, until } from "./harness.mjs";
import { openOffice } from "./office.mjs";
import { absent, hostile } from "./hostile.mjs";
import { words } from "./html.mjs";

const skip = absent;
const box = (page, label) => Number(new RegExp(`outcome-number">([\\d,]+)</span><span class="outcome-label">${label}`).exec(page.text)?.[1].replace(",", "") ?? NaN);
let office;

before(async () => {
  if (skip) return;
  office = await openOffice({ shim: true });
});
after(() => office?.server.stop());

// The limits of the manifest are for a quiet machine.
async function within(one, what) {
  const began = Date.now();
  const page = await what();
  assert.ok(Date.now() - began < 5000 + 20 * one.max_ms, `${one.file} took ${Date.now() - began} ms`);
  assert.ok(page.status < 500 || page.status === 502, `${one.file}: ${page.status}`);
  return page;
}

// A refusal names its cause in a sentence, beside the field or above the form.
function checkRefused(one, page) {
  assert.ok([400, 413, 415, 422].includes(page.status), `${one.file}: ${page.status}`);
  const said = /class="field-error"[^>]*>(?:<svg[^]*?<\/svg>)?\s*([^<]{10,})|error-summary-title[^>]*>([^<]{10,})|class="added-why[^>]*>([^<]{10,})/.exec(page.text);
  assert.ok(said, `${one.file} is refused without a word`);
}

// ---- lists ---------------------------------------------------------------------

const list = (one) => within(one, async () => {
  const page = await office.maya.get(`${office.base}/awards/new?badge=${office.badge}`);
  return office.maya.submit(page, { file: file(one.name, "text/csv", one.bytes) }, { action: "/awards/new" });
});
// Our rule: a list needs no line of names, and a row may end early.
const TAKEN = { "header-missing.csv": 1, "ragged.csv": 1 };
// Where nobody could know, it asks which column is what, and nobody gets anything yet.
const ASKED = ["header-dup.csv"];

for (const one of hostile("csv")) {
  test(`list ${one.name} (${one.attack})`, { skip }, async () => {
    const page = await list(one);
    if (ASKED.includes(one.name)) assert.match(words(page), /Which column is what\?/);
    else if (one.verdict === "accept") assert.ok(box(page, "will get") >= 1 && box(page, "need") === 0, words(page));
    else if (one.verdict === "reject" && page.status === 200) {
      assert.equal(box(page, "will get"), TAKEN[one.name] ?? 0, words(page));
      if (!(one.name in TAKEN)) assert.ok(box(page, "need") >= 1);
    } else if (one.verdict === "reject" || page.status !== 200) checkRefused(one, page);
    if (one.name === "dup-rows.csv") assert.equal(box(page, "will get"), 1);
    if (one.name === "rows-empty-200k.csv") assert.equal(box(page, "will get"), 1);
  });
}

// Cells of a file as a sheet would read it.
function cells(csv) {
  return [...csv.matchAll(/(?:^|,|\r\n)("(?:[^"]|"")*"|[^,\r\n]*)/g)].map(([, c]) => (c.startsWith('"') ? c.slice(1, -1).replace(/""/g, '"') : c));
}

test("what looks like a formula stays text on the page and is defused in the result", { skip }, async () => {
  for (const one of hostile("csv").filter((f) => f.name.startsWith("formula-"))) {
    const page = await list(one);
    if (page.status !== 200) continue;
    if (box(page, "will get") > 0) {
      await office.maya.submit(page, {}, { action: "/start" });
      await until(async () => /now ha/.test((await office.maya.get(page.path.split("?")[0])).text), "the award", 60);
    }
    const { text } = await office.maya.get(`${page.path.split("?")[0]}/result.csv`);
    for (const cell of cells(text.replace(/^\ufeff/, ""))) assert.doesNotMatch(cell, /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/, `${one.name}: ${cell}`);
  }
});

// ---- pictures ------------------------------------------------------------------

const logo = (one) => within(one, async () => {
  const page = await office.maya.get(`${office.base}/settings/profile`);
  return office.maya.submit(page, { logo: file(one.name, "image/png", one.bytes) }, { action: "/settings/profile" });
});
const picture = (one) => within(one, async () => {
  const page = await office.maya.get(`${office.base}/badges/${office.badge}/upload`);
  return office.maya.submit(page, { picture: file(one.name, "image/svg+xml", one.bytes) }, { action: "/upload" });
});

// A damaged badge is no damaged picture: what draws is taken, and drawn anew.
const BADGE_ONLY = /^itxt-(after|bomb|comp|short|zero)|ztxt|^text-|^kw-|^two-itxt|^payload|^two-assertions|^verify-|^wrong-ns/;

for (const kind of ["png", "svg", "upload"]) {
  test(`each ${kind} file as logo and as picture of a badge: taken and drawn anew, or refused with a word`, { skip }, async () => {
    for (const one of hostile(kind)) {
      for (const [form, send] of [["logo", logo], ["picture", picture]]) {
        const page = await send(one);
        if (page.status >= 400) checkRefused(one, page);
        else if (one.verdict === "reject") assert.ok(kind !== "upload" && BADGE_ONLY.test(one.name), `${one.file} became a ${form}`);
      }
    }
    const settings = await office.maya.get(`${office.base}/settings/profile`);
    const src = /src="(\/images\/[\w-]+)"[^>]*alt="Present logo"/.exec(settings.text)?.[1];
    if (!src) return;
    const stored = await office.server.visitor().get(src);
    assert.equal(stored.headers.get("content-type"), "image/png");
    assert.equal(stored.headers.get("x-content-type-options"), "nosniff");
    assert.ok(!/<script|<html|openbadges/i.test(stored.bytes.toString("latin1")));
  });
}

test("the picture of a badge that was an SVG holds nothing active and fetches nothing", { skip }, async () => {
  for (const one of hostile("svg")) {
    const page = await picture(one);
    if (page.status >= 400) continue;
    const shown = await office.maya.get(`${office.base}/badges/${office.badge}`);
    const svg = /href="(\/images\/[\w-]+)"[^>]*>[^<]*SVG|src="(\/images\/[\w-]+)"/.exec(shown.text);
    const stored = await office.server.visitor().get(svg[1] || svg[2]);
    const text = stored.bytes.toString("latin1");
    assert.doesNotMatch(text, /<script|javascript:|\son\w+\s*=|<foreignObject|<iframe|<embed|<object|@import|<set|href="(?!#|data:image\/png)/i, one.file);
  }
});

// ---- the verifier and the Backpack -----------------------------------------------

for (const kind of ["png", "svg", "upload"]) {
  test(`no ${kind} file that is to be refused is ever called genuine by /verify`, { skip }, async () => {
    const visitor = office.server.visitor();
    for (const one of hostile(kind)) {
      const page = await within(one, () => visitor.post("/verify", { file: file(one.name, "application/octet-stream", one.bytes) },
        { headers: { accept: "application/json" } }));
      const verdict = page.status === 200 ? page.json().verdict : "refused";
      if (one.verdict === "reject") assert.notEqual(verdict, "valid", one.file);
      const shown = await visitor.post("/verify", { file: file(one.name, "application/octet-stream", one.bytes) }, { headers: { accept: "text/html" } });
      assert.ok([200, 400, 413, 415, 422].includes(shown.status), `${one.file}: ${shown.status}`);
      assert.ok(words(shown).length > 100);
    }
  });

  test(`no ${kind} file breaks the Backpack, and what is kept is never shown as genuine`, { skip }, async () => {
    for (const one of hostile(kind)) {
      const form = await office.maya.get("/backpack/add");
      const page = await within(one, () => office.maya.submit(form, { file: file(one.name, "application/octet-stream", one.bytes) }, { action: "/backpack/add" }));
      if (page.status >= 400) checkRefused(one, page);
      else if (one.verdict === "reject") assert.doesNotMatch(words(page), /Genuine and valid/, one.file);
    }
    assert.equal((await office.maya.get("/backpack")).status, 200);
  });
}

test("the server is as well as before", { skip }, async () => {
  assert.equal((await office.server.visitor().get("/healthz")).status, 200);
  office.server.checkOutput();
});
