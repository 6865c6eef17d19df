// harness.mjs — what a scenario in Chromium needs: a browser, axe, pictures.
// The server and the mail sink come from ../web/harness.mjs.
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { build } from "../web/harness.mjs";

export * from "../web/harness.mjs";

const require = createRequire(import.meta.url);
const { chromium } = require("playwright-core");
const axeSource = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const shots = path.join(build, "shots");
// `make test` looks at no pictures; its second build serves the pages of the first,
// byte for byte, and axe has seen them there. What is walked is the same.
const pictures = process.env.LAPEL_TEST_PICTURES !== "no";
const sameBytes = process.env.LAPEL_TEST_PAGES === "seen";
const wcag = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

export async function openBrowser() {
  return chromium.launch({
    executablePath: process.env.LAPEL_CHROMIUM || "/usr/bin/chromium-headless-shell",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync"],
  });
}

// A fresh person: own cookies. A fault in the page's scripts or a refused
// resource is collected in page.faults.
export async function openPage(browser, server, options = {}) {
  const context = await browser.newContext({
    baseURL: server.url,
    viewport: { width: 1280, height: 800 },
    reducedMotion: "reduce",
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15000);
  page.faults = [];
  page.on("pageerror", (e) => page.faults.push(`script: ${e.message}`));
  page.on("console", (m) => m.type() === "error" && page.faults.push(`console: ${m.text()}`));
  return page;
}

// Throws with the rule, the reason and the elements when WCAG 2.2 AA is broken.
// `rules`: only these, where another look of the same page had all of them.
export async function axe(page, { without = [], rules } = {}) {
  if (!(await page.evaluate(() => Boolean(window.axe)))) await page.evaluate(axeSource);
  const violations = await page.evaluate(
    ([only, off]) => window.axe.run(document, {
      runOnly: only,
      resultTypes: ["violations"],
      rules: Object.fromEntries(off.map((rule) => [rule, { enabled: false }])),
    }).then((result) => result.violations),
    [rules ? { type: "rule", values: rules } : wcag, without],
  );
  if (!violations.length) return;
  const told = violations.map((v) =>
    `${v.id}: ${v.help}\n${v.nodes.map((n) => `    ${n.target.join(" ")}\n      ${n.html}\n      ${n.failureSummary}`).join("\n")}`);
  throw new Error(`axe on ${page.url()}:\n${told.join("\n")}`);
}

// The page at both widths, light and dark: build/shots/NAME-1280-light.png …
// `each(label)` runs at every one of the four, for checks such as axe.
export async function shot(page, name, each = async () => {}) {
  if (sameBytes) return;
  const before = page.viewportSize();
  mkdirSync(shots, { recursive: true });
  for (const width of [1280, 360]) {
    for (const colorScheme of ["light", "dark"]) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme });
      if (pictures) await page.screenshot({ path: path.join(shots, `${name}-${width}-${colorScheme}.png`), fullPage: true });
      await each(`${width} ${colorScheme}`);
    }
  }
  await page.setViewportSize(before);
  await page.emulateMedia({ colorScheme: "light" });
}

// A page has the same elements, names and sizes in light as in dark; only its
// colours differ. So each width has every rule once, and all four looks these.
const COLOURS = ["color-contrast", "link-in-text-block"];
const everyRule = /1280 light|360 dark/;

// What every page must be: as wide as its window, accessible, without a fault
// of script or resource; with a picture. In all four looks, or in `looks`.
export async function look(page, name, { looks = /./, without = [] } = {}) {
  await shot(page, name, async (at) => {
    await page.evaluate(() => window.scrollTo(0, 0));   // what was scrolled under the head is no fault of the page
    await checkNoSidewaysScroll(page);
    if (/light/.test(at)) await checkRightToLeft(page);
    if (looks.test(at)) await axe(page, { without, rules: everyRule.test(at) ? undefined : COLOURS });
  });
  // A form with errors answers 422, an error page its own number: Chromium notes both.
  const faults = page.faults.filter((fault) => !/status of (403|404|409|413|422|429)/.test(fault));
  page.faults.length = 0;
  if (faults.length) throw new Error(`${name}: ${faults.join("\n")}`);
}
// Addresses, codes, moments and numbers whose letters do not stand from left to right, one behind the
// other, as every reader knows them: [text, …]. An address that ends in a sign of no direction is torn,
// another is not: so one that stands by itself has a direction of its own, and one that chance made is
// tried with such an end.
function torn() {
  const known = /https?:\/\/[^\s“”"<>]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\b[A-Z]{2,}[-–]\d[\w-]*|\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2})?|\+\d[\d ]{6,}\d|(?<![\w/])\/(?:[\w.{}-]+\/)+[\w.{}-]*|\b\d{1,3}(?:[.,]\d{3})+\b/g;
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), range = document.createRange();
  const box = (node, at) => { range.setStart(node, at); range.setEnd(node, at + 1); return range.getClientRects()[0]; };
  while (walker.nextNode()) {
    const node = walker.currentNode, { parentElement: e } = node;
    if (e.closest("svg, script, style, textarea, select, [hidden], .hidden-visually") || !e.checkVisibility()) continue;
    for (const { 0: match, index } of node.data.matchAll(known)) {
      let text = match.replace(/[.,:;!?)]+$/, "");       // of the sentence
      if (text === node.data.trim() && text.startsWith("http") && getComputedStyle(e).direction !== "ltr") { found.push(`${text} (no direction of its own)`); continue; }
      const whole = node.data;
      if (/[\w-]{12,}$/.test(text) && /[a-z]/.test(text) && /[A-Z]/.test(/[\w-]{12,}$/.exec(text)[0])) {
        const at = index + text.length - 1;
        text = `${text.slice(0, -1)}_`;
        node.data = `${whole.slice(0, at)}_${whole.slice(at + 1)}`;
      }
      let before;
      for (let i = 0; i < text.length; i++) {
        const here = box(node, index + i);
        if (!here || !here.width) continue;
        if (before && Math.abs(here.top - before.top) < 2 && here.left < before.left) { found.push(text); break; }
        before = here;
      }
      if (node.data !== whole) node.data = whole;
    }
  }
  return found;
}

// The same page as a language from right to left would have it: no wider than its window,
// nothing in it torn.
export async function checkRightToLeft(page) {
  const was = await page.evaluate(() => {
    const before = document.documentElement.getAttribute("dir");
    document.documentElement.dir = "rtl";
    return before;
  });
  try {
    await checkNoSidewaysScroll(page);
    const found = await page.evaluate(torn);
    if (found.length) throw new Error(`from right to left, on ${page.url()}: ${found.join(" · ")}`);
  } finally {
    await page.evaluate((before) => (before === null ? document.documentElement.removeAttribute("dir") : (document.documentElement.dir = before)), was);
  }
}

// Between the extremes lies nothing else: for pages that a scenario passes by.
export const twoLooks = { looks: /1280 light|360 dark/ };

// Somebody who is signed in already, by the cookies of a visitor.
export async function openAs(browser, server, visitor, options) {
  const page = await openPage(browser, server, options);
  await page.context().addCookies([...visitor.cookies].map(([name, value]) => ({ name, value, url: server.url })));
  return page;
}

// No page may be wider than its window.
export async function checkNoSidewaysScroll(page) {
  const [inner, outer] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  if (inner > outer) throw new Error(`${page.url()} is ${inner} px wide in a window of ${outer}`);
  const outside = await page.locator(".menu-panel:visible").evaluateAll((panels) =>
    panels.map((p) => p.getBoundingClientRect()).filter((r) => r.left < 0 || r.right > window.innerWidth).length);
  if (outside) throw new Error(`${page.url()}: an open menu stands outside the window`);
}
