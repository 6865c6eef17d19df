// Who leads somebody judges first, on a phone; the person sees that it waits; somebody who does
// not lead them decides without having seen what was said; an auditor reads both.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { checkNoSidewaysScroll, look, openAs, openBrowser, twoLooks } from "./harness.mjs";
import { openSample } from "./sample.mjs";

let sample, browser, number;

before(async () => {
  sample = await openSample();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await sample?.server.stop();
});

test("on a phone a leader finds what waits, and says that it should count", async () => {
  const page = await openAs(browser, sample.server, sample.visitors.manager, { viewport: { width: 360, height: 800 } });
  await page.goto(`${sample.base}/team`);
  await page.getByRole("link", { name: /^To judge: / }).click();
  await page.waitForURL(/\/team\/judge$/);
  await look(page, "team-judge", twoLooks);
  await page.getByRole("link", { name: "Forklift licence" }).click();
  await page.waitForURL(/\/team\/external\/\d+$/);
  number = /\d+$/.exec(page.url())[0];
  await checkNoSidewaysScroll(page);
  await look(page, "team-external", twoLooks);
  for (const name of ["Valid", "Authentic", "Current", "Sufficient"]) await page.getByRole("checkbox", { name: new RegExp(`^${name}`) }).check();
  await page.locator("#requirement").selectOption({ index: 1 });
  await page.getByLabel(/^Completed on/).fill("2026-01-05");
  await page.getByRole("radio", { name: "The original was shown" }).check();
  await page.getByLabel(/^What you looked at/).fill("The card itself");
  await page.getByRole("radio", { name: "Accept it" }).check();
  await page.getByLabel(/^Reason/).fill("She drives here every day");
  await page.getByRole("button", { name: "Decide" }).click();
  await page.getByText("Said. Somebody who does not lead them looks at it now.").waitFor();
  await page.getByText("It should count").waitFor();
  await page.getByRole("button", { name: "Take the decision back" }).waitFor();
  assert.deepEqual(page.faults, []);
});

test("whose it is sees that it waits, and nothing of what was said", async () => {
  const page = await openAs(browser, sample.server, sample.visitors.earner, { viewport: { width: 360, height: 800 } });
  await page.goto(`/training/${number}`);
  await page.getByText("Waits for a second judge").first().waitFor();
  assert.equal(await page.getByText("She drives here every day").count(), 0);
  assert.equal((await page.request.get(`${sample.base}/team/external/${number}`)).status(), 404);
});

test("an auditor reads that it was judged once; whoever decides looks for themselves; then both are read", async () => {
  const auditor = await openAs(browser, sample.server, sample.visitors.auditor), page = await openAs(browser, sample.server, sample.visitors.admin);
  const where = `${sample.base}/external/${number}`;
  await auditor.goto(where);
  await auditor.getByText("Judged by who leads them", { exact: true }).waitFor();
  assert.equal(await auditor.locator("main form").count(), 0);
  await page.goto(where);
  await page.getByText("so that yours is a look of its own").waitFor();
  await look(page, "external-second", twoLooks);
  assert.equal(await page.getByText("She drives here every day").count(), 0);
  await page.getByRole("radio", { name: "Refuse it" }).check();
  await page.getByLabel(/^Reason/).fill("It ended");
  await page.getByRole("button", { name: "Decide" }).click();
  await page.getByText("She drives here every day").waitFor();
  await auditor.reload();
  await auditor.getByText("She drives here every day").waitFor();
});
