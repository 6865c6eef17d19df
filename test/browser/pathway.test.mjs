// Pathways in a real browser: put together by keyboard alone, gone without script on a phone,
// read by an auditor; the picture scrolls in its frame, and the list has all of it in words.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { checkNoSidewaysScroll, look, openAs, openBrowser, twoLooks } from "./harness.mjs";
import { keysOf } from "./keys.mjs";
import { openSample } from "./sample.mjs";

let sample, browser;

before(async () => {
  sample = await openSample();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await sample?.server.stop();
});

test("a manager puts a pathway together by keyboard alone, and publishes it", async () => {
  const page = await openAs(browser, sample.server, sample.visitors.admin), { press, tabTo, type } = keysOf(page);
  await page.goto(`${sample.base}/pathways`);
  await press("New pathway", /pathways\/new$/);
  await type("Name", "Night shift lead");
  await press("Save", /pathways\/\d+$/);
  await press(/New step/, /steps\/new$/);
  await type("What this step is", "Fire warden");
  await tabTo("Fire warden");
  await page.keyboard.press("Space");
  await press("Save", /pathways\/\d+$/);
  await press(/New step/, /steps\/new$/);
  await type("What this step is", "First aid");
  await tabTo("First aider");
  await page.keyboard.press("Space");
  await type(/^From elsewhere/, "academy.example First aid*");
  await tabTo("Fire warden");                    // among those it comes after
  await page.keyboard.press("Space");
  await press("Save", /pathways\/\d+$/);
  await press("Publish", "Published. This version never changes any more.");
  await tabTo("The pathway as a picture");
  assert.match(await page.locator("main").innerText(), /First aid\s+With the badge “First aider” · From elsewhere: “First aid\*” \(\u2066academy\.example\u2069\) · After “Fire warden”/);
  assert.deepEqual(page.faults, []);
});

test("without script, on a phone, somebody sees what does a step from elsewhere", async () => {
  const page = await openAs(browser, sample.server, sample.visitors.earner, { javaScriptEnabled: false, viewport: { width: 360, height: 800 } });
  await page.goto("/pathways");
  await checkNoSidewaysScroll(page);
  await page.getByRole("link", { name: "Ready when it matters" }).click();
  await page.getByText("From elsewhere: “First aid at work by ").first().waitFor();
  await checkNoSidewaysScroll(page);
  await page.getByRole("link", { name: /^What was handed in/ }).first().click();
  await page.waitForURL(/\/training\/\d+$/);
});

test("without script, on a phone, somebody joins what is open and leaves it", async () => {
  const page = await openAs(browser, sample.server, sample.visitors.manager, { javaScriptEnabled: false, viewport: { width: 360, height: 800 } });
  await page.goto("/pathways");
  await checkNoSidewaysScroll(page);
  await page.getByRole("button", { name: /^Join/ }).click();
  await page.getByText("You are on it. What you hold already counts.").waitFor();
  await checkNoSidewaysScroll(page);
  const leave = page.getByRole("button", { name: "Leave it" });
  if (await leave.count()) {
    await leave.click();
    await page.getByText("You left it.").waitFor();
  }
});

test("an auditor reads the version and who published it, and changes nothing", async () => {
  const page = await openAs(browser, sample.server, sample.visitors.auditor);
  await page.goto(`${sample.base}/pathways`);
  assert.equal(await page.getByRole("link", { name: "New pathway" }).count(), 0);
  await page.getByRole("link", { name: "Warehouse supervisor" }).click();
  await page.getByText("Published on").first().waitFor();
  await look(page, "pathway-read", twoLooks);
  assert.equal(await page.locator("main form").count(), 0);
  const answer = await page.request.get(await page.getByRole("link", { name: /JSON/ }).first().getAttribute("href"));
  assert.ok((await answer.json()).steps.length > 5);
});

test("an auditor reads what did a step from elsewhere, and the proof of it", async () => {
  const page = await openAs(browser, sample.server, sample.visitors.auditor);
  await page.goto(`${sample.base}/pathways`);
  await page.getByRole("link", { name: "Ready when it matters" }).click();
  await page.getByRole("link", { name: "Who is where" }).first().click();
  await page.getByRole("link", { name: "Amina Diallo" }).click();
  await page.getByText("From elsewhere: “First aid at work by ").first().waitFor();
  await look(page, "pathway-outside-read", twoLooks);
  await page.getByRole("link", { name: /^What was handed in/ }).first().click();
  await page.getByRole("heading", { name: "First aid at work" }).waitFor();
  assert.equal(await page.locator("main form").count(), 0);
});
