// The catalogue put in order by hand, in Chromium: dragged, by keyboard, by touch.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { openOffice } from "../web/office.mjs";
import { checkNoSidewaysScroll, look, openAs, openBrowser } from "./harness.mjs";

let office, browser, page, shop;
const names = (list = page) => list.locator(".arrange-name a").allTextContents();
const row = (name) => page.locator("[data-arrange-row]", { hasText: name });
// What was done is a page of its own: a moment later it stands there in its new order.
const becomes = async (list, want) => {
  await page.waitForFunction(([n, w]) => JSON.stringify([...document.querySelectorAll(`[data-arrange="${n}"] .arrange-name a`)].map((a) => a.textContent)) === w, [list, JSON.stringify(want)]);
};

before(async () => {
  office = await openOffice();
  shop = `${office.base}/catalogue`;
  for (const name of ["Crane operator", "First aider"]) {
    const copy = await office.maya.submit(await office.maya.get(`${office.base}/badges/${office.badge}`), {}, { action: "/copy" });
    const self = `${office.base}/badges/${/\/badges\/(\d+)/.exec(copy.path)[1]}`;
    await office.maya.submit(await office.maya.get(`${self}/basics`), { name, go: "stay" }, { action: "/basics" });
    await office.maya.submit(await office.maya.get(`${self}/preview`), {}, { action: "/publish" });
  }
  browser = await openBrowser();
  page = await openAs(browser, office.server, office.maya);
  await page.goto(shop);
});
after(async () => {
  await browser?.close();
  await office?.server.stop();
});

async function drag(what, where, to) {
  const from = await what.boundingBox(), at = await where.boundingBox();
  await page.mouse.move(from.x + 12, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(at.x + 40, at.y + at.height / 2, { steps: 8 });
  await page.mouse.move(at.x + 40, to(at), { steps: 4 });
  await page.mouse.up();
}
const upper = (box) => box.y + box.height * 0.25, lower = (box) => box.y + box.height * 0.75;

test("a badge is dragged in front of another, and behind the last", async () => {
  const first = await names();
  await drag(row(first[2]), row(first[0]), upper);
  await becomes("0", [first[2], first[0], first[1], ...first.slice(3)]);
  await drag(row(first[2]), row(first.at(-1)), lower);
  await becomes("0", [first[0], first[1], ...first.slice(3), first[2]]);
  const strangers = await (await fetch(`${office.server.url}/i/harbour`, { headers: { accept: "text/html" } })).text();
  assert.deepEqual([...strangers.matchAll(/class="badge-card-link"[^>]*>([^<]+)</g)].map((m) => m[1]), await names());
  // By its picture or its link, which browsers would drag by themselves.
  await drag(row(first[2]).locator(".arrange-name a"), row(first[0]), upper);
  await becomes("0", [first[2], first[0], first[1], ...first.slice(3)]);
});

test("a badge is dragged into a section with nothing in it, and out again", async () => {
  await page.getByLabel("Name", { exact: true }).fill("Heavy things");
  await page.getByRole("button", { name: "Add the section" }).click();
  await page.getByText("No badge stands here").waitFor();
  const section = await page.locator("[data-arrange]").first().getAttribute("data-arrange");
  await drag(row("Crane operator"), page.getByText("No badge stands here"), (at) => at.y + at.height / 2);
  await becomes(section, ["Crane operator"]);
  await look(page, "catalogue-arranged");
  await drag(row("Crane operator"), row("First aider"), upper);
  await becomes(section, []);
  assert.ok((await names()).indexOf("Crane operator") < (await names()).indexOf("First aider"));
});

test("by keyboard alone, and one is still at the badge afterwards", async () => {
  const before = await names(), name = before[0];
  await row(name).getByRole("button", { name: "Down" }).focus();
  await page.keyboard.press("Enter");
  await becomes("0", [before[1], before[0], ...before.slice(2)]);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.closest("[data-arrange-row]")?.querySelector(".arrange-name a").textContent), name);
  await row(name).getByRole("button", { name: "Up" }).focus();
  await page.keyboard.press("Space");
  await becomes("0", before);
});

test("a finger on a phone moves it by the buttons", async () => {
  const phone = await openAs(browser, office.server, office.maya, { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  await phone.goto(shop);
  const before = await names(phone);
  const button = phone.locator("[data-arrange-row]", { hasText: before[0] }).getByRole("button", { name: "Down" });
  const box = await button.boundingBox();
  assert.ok(box.width >= 24 && box.height >= 24, `${box.width} x ${box.height}`);
  await button.tap();
  await phone.waitForFunction((first) => document.querySelector(".arrange-name a").textContent !== first, before[0]);
  assert.deepEqual((await names(phone)).slice(0, 2), [before[1], before[0]]);
  await checkNoSidewaysScroll(phone);
  await phone.context().close();
});

test("a finger drags it by its grip", async () => {
  const phone = await openAs(browser, office.server, office.maya, { viewport: { width: 360, height: 1400 }, hasTouch: true, isMobile: true });
  await phone.goto(shop);
  const before = await names(phone), touch = await phone.context().newCDPSession(phone);
  const at = async (name, part) => {
    const box = await phone.locator("[data-arrange-row]", { hasText: name }).locator(part).first().boundingBox();
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };
  const from = await at(before[2], ".arrange-grip"), to = await at(before[0], ".arrange-grip");
  const step = (type, point) => touch.send("Input.dispatchTouchEvent", { type, touchPoints: point ? [point] : [] });
  await step("touchStart", from);
  for (let i = 1; i <= 10; i++) await step("touchMove", { x: from.x, y: from.y + ((to.y - 30 - from.y) * i) / 10 });
  assert.equal(await phone.locator(".arrange-row-before .arrange-name a").textContent(), before[0]);
  await step("touchEnd");
  await phone.waitForFunction((first) => document.querySelector(".arrange-name a").textContent === first, before[2]);
  await phone.context().close();
});
