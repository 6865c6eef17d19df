// The team page on a phone, in a real browser: figures, people, one of them with why, a
// reminder; by axe at 360 pixels and as a desktop, light and dark.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { look, openAs, openBrowser, twoLooks } from "./harness.mjs";
import { openSample } from "./sample.mjs";

let sample, browser, phone;

before(async () => {
  sample = await openSample();
  browser = await openBrowser();
  phone = await openAs(browser, sample.server, sample.visitors.manager, { viewport: { width: 360, height: 800 } });
});
after(async () => {
  await browser?.close();
  await sample?.server.stop();
});

test("on a phone a manager finds who is late, why, and reminds them", async () => {
  await phone.goto(`${sample.base}/team`);
  await look(phone, "team-phone", twoLooks);
  await phone.locator(".stat[href*=late]").click();
  await phone.waitForURL(/stands=late/);
  const late = phone.locator("tbody a[href*='/team/']");
  const all = await late.count();
  assert.ok(all > 0);
  await late.first().click();
  await phone.locator("summary", { hasText: "Why" }).first().click();
  await look(phone, "team-phone-person", twoLooks);
  await phone.getByRole("button", { name: "Remind now" }).click();
  await phone.getByText("A reminder is on its way").waitFor();
  await phone.locator("main a", { hasText: "My team" }).first().click();
  await phone.getByRole("link", { name: "Remind who is late" }).click();
  await look(phone, "team-phone-remind", twoLooks);
  assert.ok(await phone.getByRole("checkbox").count() > 0);
  await phone.getByRole("button", { name: "Send the reminders" }).click();
  await phone.getByText("left out").waitFor();
});
