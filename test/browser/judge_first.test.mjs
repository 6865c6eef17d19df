// Who leads somebody judges first, on a phone; the person sees that it waits; somebody who does
// not lead them decides without having seen what was said; an auditor reads both.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { checkNoSidewaysScroll, look, openAs, openBrowser, twoLooks } from "./harness.mjs";
import { keysOf } from "./keys.mjs";
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

test("on a phone, by keyboard alone, a leader finds what waits, and says that it should count", async () => {
  const page = await openAs(browser, sample.server, sample.visitors.manager, { viewport: { width: 360, height: 800 } });
  const keys = keysOf(page), tick = async (name) => (await keys.tabTo(name), page.keyboard.press("Space"));
  await page.goto(`${sample.base}/team`);
  await keys.press(/^To judge: /, /\/team\/judge$/);
  await look(page, "team-judge", twoLooks);
  await keys.press("Forklift licence", /\/team\/external\/\d+$/);
  number = /\d+$/.exec(page.url())[0];
  await checkNoSidewaysScroll(page);
  await look(page, "team-external", twoLooks);
  await keys.choose(/^What it counts for/, /\S{2}-\d/);
  await page.getByLabel(/^Completed on/).fill("2026-01-05");   // a date's parts differ from system to system
  for (const name of [/^Valid It is/, /^Authentic/, /^Current/, /^Sufficient/, /^The original was shown/]) await tick(name);
  await keys.type(/^What you looked at/, "The card itself");
  await tick(/^Accept it/);
  await keys.type(/^Reason/, "She drives here every day");
  await keys.press("Decide", "Said. Somebody who does not lead them looks at it now.");
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
