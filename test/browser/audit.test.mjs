// An auditor's day: what they may see, why somebody stands so, a sample drawn and gone
// through, on a phone without JavaScript too; and what the organisation sees of it.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { checkNoSidewaysScroll, look, openAs, openBrowser, twoLooks, until } from "./harness.mjs";
import { openSample } from "./sample.mjs";

let server, browser, page, phone, boss, base;

before(async () => {
  const sample = await openSample();
  ({ server, base } = sample);
  browser = await openBrowser();
  page = await openAs(browser, server, sample.visitors.auditor);
  phone = await openAs(browser, server, sample.visitors.auditor, { javaScriptEnabled: false, viewport: { width: 360, height: 800 } });
  boss = await openAs(browser, server, sample.visitors.admin);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test("the auditor finds the audit in the menu, sees the own scope, and why somebody stands so", async () => {
  await page.goto(base);
  await page.getByRole("link", { name: "Audit", exact: true }).first().click();
  await page.getByRole("heading", { name: "What you may see" }).waitFor();
  assert.match(await page.locator("main").innerText(), /Departments: Operations/);
  assert.equal(await page.getByText("Invite an auditor").count(), 0);
  await look(page, "audit-day-own", twoLooks);
  await page.goto(`${base}/matrix`);
  await page.locator(".mx-table a.mx").first().click();
  await page.getByRole("dialog").getByText("by version").waitFor();
  await page.keyboard.press("Escape");
});

test("a sample is drawn, each line leads to its reasons, results stay", async () => {
  await page.goto(`${base}/audit/samples`);
  await page.getByRole("link", { name: /Operations, all standards/ }).waitFor();
  await page.getByRole("link", { name: "Draw a sample" }).click();
  await look(page, "sample-new", twoLooks);
  await page.getByLabel("Name", { exact: false }).first().fill("Autumn");
  await page.getByLabel("How many").fill("4");
  await page.getByLabel("Seed").fill("mine-1");
  await page.getByRole("button", { name: "Draw", exact: true }).click();
  await page.getByText("The sample is drawn and kept").waitFor();
  await page.getByLabel(/^Result 1$/).selectOption("holds");
  await page.getByLabel(/^Result 2$/).selectOption("finding");
  await page.getByLabel(/^What you found 2$/).fill("No proof of the drill");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Holds: 1 · Findings: 1").waitFor();
  await look(page, "sample", twoLooks);
  const here = page.url();
  await page.locator("tbody th a").first().click();
  await page.waitForURL(/\/matrix\/\d+\/\d+/);
  await phone.goto(here);
  await checkNoSidewaysScroll(phone);
  await phone.getByLabel(/^Result 3$/).selectOption("note");
  await phone.getByRole("button", { name: "Save" }).click();
  await phone.getByText("Holds: 1 · Findings: 1 · Notes: 1").waitFor();
});

test("the organisation sees what was opened, makes a pack of the sample, and ends the audit", async () => {
  await boss.goto(`${base}/audit/views`);
  await boss.getByRole("cell", { name: "Ada Auditor" }).or(boss.getByRole("rowheader", { name: "Ada Auditor" })).first().waitFor();
  await boss.goto(`${base}/audit/samples`);
  await boss.getByRole("link", { name: "Autumn" }).click();
  await boss.getByText("No proof of the drill").waitFor();
  await boss.getByRole("button", { name: "Make an audit pack" }).click();
  await until(async () => (await boss.goto(`${base}/audit/packs`)) && (await boss.getByRole("link", { name: /^Fetch/ }).count()) > 0, "the pack", 60);
  await look(boss, "audit-packs", twoLooks);
  await boss.goto(`${base}/audit`);
  await boss.getByRole("button", { name: /^End now/ }).click();
  await boss.getByText("Ended: nothing opens for them any more").waitFor();
  assert.equal((await page.goto(`${base}/audit`)).status(), 403);
});
