// A development plan in a real browser: on a phone without script, by keyboard alone, and
// read by whoever leads them; by axe at 360 pixels and as a desktop, light and dark.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { look, openAs, openBrowser, twoLooks } from "./harness.mjs";
import { keysOf } from "./keys.mjs";
import { openSample } from "./sample.mjs";

let sample, browser, phone, desk;

before(async () => {
  sample = await openSample();
  browser = await openBrowser();
  phone = await openAs(browser, sample.server, sample.visitors.earner, { javaScriptEnabled: false, viewport: { width: 360, height: 800 } });
  desk = await openAs(browser, sample.server, sample.visitors.earner);
});
after(async () => {
  await browser?.close();
  await sample?.server.stop();
});

test("on a phone without script a plan is begun, has steps, and is ticked", async () => {
  await phone.goto("/plan");
  await phone.getByRole("link", { name: "New plan" }).click();
  await phone.getByLabel("A badge", { exact: true }).check();
  await phone.getByLabel("Why").fill("To be asked first.");
  await phone.getByRole("button", { name: "Begin the plan" }).click();
  await phone.getByText("Nobody sees it but you").first().waitFor();
  const form = phone.locator("form[action$='/steps']");
  await phone.locator("summary", { hasText: "Add a step" }).click();
  await form.getByLabel("What is to be done").fill("Watch a shift");
  await form.getByLabel("Hours").fill("many");
  await form.getByRole("button", { name: "Add the step" }).click();
  await phone.getByText("Write it like 1:30").first().waitFor();
  assert.equal(await phone.getByLabel("What is to be done").inputValue(), "Watch a shift");
  await form.getByLabel("Hours").fill("8");
  await form.getByRole("button", { name: "Add the step" }).click();
  await phone.getByText("The step is in the plan").waitFor();
  await phone.getByRole("button", { name: /^Done ?: Watch a shift/ }).click();
  await phone.getByText("Done on").first().waitFor();
  assert.ok(await phone.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "it scrolls sideways");
});

test("by keyboard alone what is missing becomes steps, and the plan is closed and opened again", async () => {
  const { tabTo, press } = keysOf(desk);
  await desk.goto("/plan");
  await press("New plan", /\/plan\/new$/);
  await tabTo("A job role");
  await look(desk, "plan-begin", twoLooks);
  await tabTo("Which job role");
  await desk.keyboard.type("Maintenance");
  await press("Begin the plan", /\/plan\/\d+$/);
  await press("Make them steps", "Steps added");
  await look(desk, "plan-open", twoLooks);
  await press("Close as reached", "The plan is closed");
  await press("Open it again", "The plan is open again");
});

test("who leads somebody reads what they sent, and answers", async () => {
  for (const who of ["manager", "earner"]) {
    const page = await openAs(browser, sample.server, sample.visitors[who]);
    await page.goto(`${sample.base}/team/plans?state=waiting`);
    const first = page.locator("main table a[href^='/plan/']").first();
    if (!(await first.count())) continue;
    await first.click();
    await look(page, "plan-answer", twoLooks);
    await page.getByRole("button", { name: "Ask for changes" }).click();
    await page.getByText("Say what is to be changed").first().waitFor();
    await look(page, "plan-answer-error", twoLooks);
    await page.getByRole("button", { name: "Agree", exact: true }).click();
    await page.getByText("Agreed, in your name").waitFor();
    return;
  }
  assert.fail("no plan of the sample waits for anybody");
});
