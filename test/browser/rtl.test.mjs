// rtl.test.mjs — a language that is written from right to left. None is shipped; the one here is
// made of the English when the test begins, letter by letter, and given to the server as
// --language gives one to whoever tries out a translation. That each page of the route table
// bears to be turned round, pages.test.mjs looks at.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test, { after, before } from "node:test";
import { build, checkRightToLeft, look, openAs, openBrowser, openPage } from "./harness.mjs";
import { openSample } from "./sample.mjs";

const LETTERS = "אבגדהוזחטיכלמנסעפצקרשת";
const [FSI, PDI] = ["\u2068", "\u2069"];
const letter = (c) => LETTERS[c.toLowerCase().charCodeAt(0) % LETTERS.length];

// Words change, what is put in stays and stands by itself, as a translator would write it.
const turned = (english) => english.split(/(%[-+ #0]*[\d*]*(?:\.[\d*]+)?(?:ll|l|z)?[a-zA-Z%]|\{[^}]*\}|\\.|<[^>]*>|&\w+;|https?:\S+)/)
  .map((part, i) => (i % 2 === 0 ? part.replace(/[A-Za-z]/g, letter) : /^[%{]/.test(part) && part !== "%%" ? FSI + part + PDI : part)).join("");

function pseudo(pot) {
  const head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Language: he\\n"\n"X-Language-Name: עברית\\n"\n"X-Direction: rtl\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n';
  const entries = pot.split(/\n\n+/).slice(1).map((entry) => {
    const flags = entry.split("\n").filter((line) => line.startsWith("#,"));
    const read = (name) => new RegExp(`^${name} ((?:"(?:[^"\\\\]|\\\\.)*"\\n?)+)`, "m").exec(entry)?.[1].trim().split("\n").map((line) => line.slice(1, -1)).join("");
    const one = read("msgid"), many = read("msgid_plural"), context = read("msgctxt");
    return [...flags, ...(context === undefined ? [] : [`msgctxt "${context}"`]), `msgid "${one}"`,
      ...(many === undefined ? [`msgstr "${turned(one)}"`] : [`msgid_plural "${many}"`, `msgstr[0] "${turned(one)}"`, `msgstr[1] "${turned(many)}"`])].join("\n");
  });
  return [head, ...entries, ""].join("\n\n");
}

let folder, sample, browser;
const pages = {};

before(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "lapel-rtl."));
  writeFileSync(path.join(folder, "he.po"), pseudo(readFileSync(path.join(build, "lapel.pot"), "utf8")));
  execFileSync("msgfmt", ["-o", path.join(folder, "he.mo"), path.join(folder, "he.po")]);
  sample = await openSample({ args: ["--language", path.join(folder, "he.mo")] });
  browser = await openBrowser();
  pages.nobody = await openPage(browser, sample.server, { locale: "he-IL" });
  for (const who of ["admin", "earner", "manager", "auditor"]) pages[who] = await openAs(browser, sample.server, sample.visitors[who], { locale: "he-IL" });
  for (const page of Object.values(pages)) await page.context().addCookies([{ name: "lang", value: "he", url: sample.server.url }]);
});
after(async () => {
  await browser?.close();
  await sample?.server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const looks = [
  ["nobody", ["/sign-in", "/verify", "/i/harbour-and-vale", "/about/terms"]],
  ["admin", ["", "/badges", "/badges/1", "/badges/1/picture", "/badges/1/criteria", "/people", "/people/1", "/people/import", "/awards", "/awards/1", "/awards/new?badge=1", "/matrix?sort=-open",
    "/standards", "/standards/1", "/job-roles/1", "/skills", "/pathways", "/reports", "/reports/compliance", "/mail", "/wall", "/recognition", "/campaigns", "/vacancies",
    "/settings", "/settings/log", "/settings/keys", "/settings/webhooks", "/settings/mails", "/settings/members", "/settings/privacy"].map((where) => `/org/1${where}`)],
  ["manager", ["/org/1/team"]],
  ["earner", ["/backpack", "/backpack/add", "/training", "/ready", "/skills", "/account", "/recognise", "/plan", "/backpack/cvs", "/backpack/log"]],
  ["auditor", ["/org/1/audit", "/org/1/audit/samples"]],
];

for (const [who, all] of looks) {
  test(`pages of ${who} run from right to left, fit, and tear nothing`, async () => {
    const page = pages[who];
    for (const where of all) {
      const answer = await page.goto(where);
      assert.equal(answer.status(), 200, where);
      assert.deepEqual(await page.evaluate(() => [document.documentElement.dir, document.documentElement.lang, getComputedStyle(document.body).direction]), ["rtl", "he", "rtl"], where);
      for (const width of [1280, 360]) {
        await page.setViewportSize({ width, height: 800 });
        await page.evaluate(() => window.scrollTo(0, 0));
        await checkRightToLeft(page);
      }
    }
    assert.deepEqual(page.faults, []);
  });
}

const scale = (locator) => locator.first().evaluate((e) => getComputedStyle(e).scale);

test("arrows, charts and pictures are mirrored, their words and a badge's picture are not", async () => {
  const { admin } = pages;
  await admin.setViewportSize({ width: 1280, height: 800 });
  await admin.goto("/org/1/badges/1");
  assert.equal(await scale(admin.locator(".page-back .icon")), "-1 1");
  assert.equal(await scale(admin.locator("main img")), "none");
  await admin.goto("/org/1/reports");
  assert.equal(await scale(admin.locator("svg.chart")), "-1 1");
  assert.equal(await scale(admin.locator("svg.chart text")), "-1 1");
  const at = (text) => admin.locator("svg.chart").first().locator("text", { hasText: text }).first().boundingBox();
  const [chart, zero] = [await admin.locator("svg.chart").first().boundingBox(), await at(/^0$/)];
  assert.ok(zero.x > chart.x + chart.width * 0.8, "the scale stands where lines begin");
  await admin.goto("/org/1/pathways/1");
  const boxes = await admin.locator(".path-svg").evaluate((svg) => {
    const nodes = [...svg.querySelectorAll(".path-node")].map((e) => e.getBoundingClientRect());
    return [...svg.querySelectorAll(".path-text")].map((e) => e.getBoundingClientRect())
      .filter((r) => !nodes.some((n) => r.left >= n.left - 1 && r.right <= n.right + 1 && r.top >= n.top - 1 && r.bottom <= n.bottom + 1)).length;
  });
  assert.equal(boxes, 0, "words of a step stand outside it");
});

test("what is typed as an address runs from left to right, what somebody writes as their language has it", async () => {
  const { nobody, admin } = pages;
  await nobody.goto("/sign-in");
  assert.deepEqual(await nobody.locator("input[type=email]").first().evaluate((e) => [getComputedStyle(e).direction, getComputedStyle(e).textAlign]), ["ltr", "end"]);
  await admin.goto("/org/1/badges/1/criteria");
  assert.equal(await admin.locator("main textarea").first().evaluate((e) => getComputedStyle(e).unicodeBidi), "plaintext");
});

test("a page and a form with errors in four looks, by axe", async () => {
  await pages.nobody.goto("/sign-in");
  await look(pages.nobody, "rtl-sign-in");
  await pages.admin.goto("/org/1/people/new");
  await pages.admin.locator("main form button[type=submit], main form .button:not(a)").first().click();
  await look(pages.admin, "rtl-person-error");
});
