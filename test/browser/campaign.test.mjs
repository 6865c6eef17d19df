// A campaign in a real browser: written by keyboard alone, read on a phone without script;
// by axe at 360 pixels and as a desktop, light and dark.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { look, openAs, openBrowser, twoLooks } from "./harness.mjs";
import { keysOf } from "./keys.mjs";
import { openSample } from "./sample.mjs";

let sample, browser, desk, phone;
const day = (ahead) => new Date(Date.now() + ahead * 86400000).toISOString().slice(0, 10);

before(async () => {
  sample = await openSample();
  browser = await openBrowser();
  desk = await openAs(browser, sample.server, sample.visitors.admin);
  phone = await openAs(browser, sample.server, sample.visitors.earner, { javaScriptEnabled: false, viewport: { width: 360, height: 800 } });
});
after(async () => {
  await browser?.close();
  await sample?.server.stop();
});

test("by keyboard alone one is written, stopped, and goes on", async () => {
  const { type, tabTo, press } = keysOf(desk);
  await desk.goto(`${sample.base}/campaigns/new`);
  await type("Name", "Doors closed");
  await desk.getByLabel("First day").fill(day(3));    // how a day is typed differs by language
  await desk.getByLabel("Last day").fill(day(40));
  await type(/^What is done from now on/, "We close the fire doors");
  await tabTo("Badge that shows it");
  await desk.keyboard.press("ArrowDown");
  await tabTo("Everybody");
  await desk.keyboard.press("Space");
  await look(desk, "campaign-form", twoLooks);
  await press("Save", /\/campaigns\/\d+$/);
  await press("Stop it", "It can go on");
  await look(desk, "campaign-stopped", twoLooks);
  await press("Let it go on", "It goes on.");
  await desk.goto(`${sample.base}/campaigns`);
  await press("Screens are locked", /\/campaigns\/\d+$/);
  assert.ok(await desk.locator("svg.chart").count());
  await look(desk, "campaign-runs", twoLooks);
});

test("on a phone without script somebody sees what is theirs", async () => {
  await phone.goto("/campaigns");
  await phone.getByText("Screens are locked").first().waitFor();
  await phone.getByText("We lock the screen when we get up").waitFor();
  assert.equal(await phone.getByText("furthest behind").count(), 0);
  assert.ok(await phone.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "it scrolls sideways");
});
